#include "storage/storagethread.h"

#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

StorageThread::StorageThread(StorageWriter::StoreFactory makeStore, BatchQueue &queue,
                             const Clock &clock, StorageWriterOptions options, QObject *parent)
    : QThread(parent)
    , m_writer(std::move(makeStore), queue, clock, std::move(options))
{
    setObjectName(u"storage"_s);
    m_isDone.publish(false);
}

StorageThread::~StorageThread()
{
    m_writer.stop(0);
    wait();
    [[maybe_unused]] const bool isDone = m_isDone.read();
}

void StorageThread::stop(std::int64_t eventsReceived)
{
    m_writer.stop(eventsReceived);
}

void StorageThread::run()
{
    if (m_writer.start()) {
        emit ready();
        m_writer.writeUntilClosed();
    } else {
        emit failed();
    }
    emit ended();
    m_isDone.publish(true);
}

} // namespace Orderflow
