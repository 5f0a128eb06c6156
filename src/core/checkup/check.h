#pragma once

#include "checkup/checkresult.h"

#include <QObject>
#include <QStringList>

namespace Orderflow {

/// A part of a checkup. Belongs to the thread that made it, which needs an event loop and waits
/// where the check does.
class Check : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Of its results, in the order in which they come.
    virtual QStringList names() const = 0;

    /// To be called once.
    virtual void start() = 0;

signals:
    /// Comes once for each name, maybe from within start().
    void found(const Orderflow::CheckResult &result);
    /// There are no more.
    void done();
};

} // namespace Orderflow
