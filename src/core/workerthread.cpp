#include "workerthread.h"

namespace Orderflow {

WorkerThread::WorkerThread(const QString &name, QObject *parent)
    : QThread(parent)
{
    setObjectName(name);
}

void WorkerThread::join()
{
    wait();
    [[maybe_unused]] const bool isDone = m_isDone.read();
}

void WorkerThread::run()
{
    work();
    m_isDone.publish(true);
}

} // namespace Orderflow
