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
    m_writer.stop({});
    join();
}

void StorageThread::stop(const IntakeCounts &intake)
{
    m_writer.stop(intake);
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
