#pragma once

#include "latestvalue.h"

#include <QThread>

namespace Orderflow {

/// A thread that does one piece of work and is waited for by its owner: a class derived from it
/// ends the work and calls join() in its destructor, so that the owner's type shows how it ends.
class WorkerThread : public QThread
{
    Q_OBJECT

public:
    /// `name` is the thread's, as debuggers show it.
    explicit WorkerThread(const QString &name, QObject *parent = nullptr);

protected:
    /// On the thread.
    virtual void work() = 0;

    /// Waits until work() has returned; what it wrote can be read from then on.
    void join();

private:
    void run() final;

    /// Qt's own wait is invisible to the thread sanitizer.
    LatestValue<bool> m_isDone;
};

} // namespace Orderflow
