#pragma once

#include "checkup/checkresult.h"

#include <QObject>
#include <QStringList>

#include <utility>

namespace Orderflow {

/// A part of a checkup. Belongs to the thread that made it, which needs an event loop and waits
/// where the check does.
class Check : public QObject
{
    Q_OBJECT

public:
    /// `names` are those of its results, in the order in which they come.
    explicit Check(QStringList names)
        : m_names(std::move(names))
    {}

    const QStringList &names() const { return m_names; }

    /// To be called once.
    virtual void start() = 0;

signals:
    /// Comes once for each name, maybe from within start().
    void found(const Orderflow::CheckResult &result);
    /// There are no more.
    void done();

protected:
    /// Gives the last result. Only the first call counts: what a socket says later is no news.
    void finish(const CheckResult &result)
    {
        if (std::exchange(m_isOver, true))
            return;
        emit found(result);
        emit done();
    }

private:
    const QStringList m_names;
    bool m_isOver = false;
};

} // namespace Orderflow
