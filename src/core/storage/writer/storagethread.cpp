#include "storage/writer/storagethread.h"

#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

StorageThread::StorageThread(StorageWriter::StoreFactory makeStore, BatchQueue &queue,
                             const Clock &clock, StorageWriterOptions options, QObject *parent)
    : WorkerThread(u"storage"_s, parent)
    , m_writer(std::move(makeStore), queue, clock, std::move(options))
{}

StorageThread::~StorageThread()
{
    m_writer.stop(0);
    join();
}

void StorageThread::stop(std::int64_t eventsReceived)
{
    m_writer.stop(eventsReceived);
}

void StorageThread::work()
{
    if (m_writer.start()) {
        emit ready();
        m_writer.writeUntilClosed();
    } else {
        emit failed();
    }
    emit ended();
}

} // namespace Orderflow
