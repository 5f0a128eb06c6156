#include "ingest/ingestthread.h"

#include "ingest/ingestworker.h"

#include <utility>

namespace Orderflow {

IngestThread::IngestThread(RecorderSettings settings, const Clock &clock, BatchQueue &queue,
                           QObject *parent)
    : WorkerThread(QStringLiteral("ingest"), parent)
    , m_settings(std::move(settings))
    , m_clock(clock)
    , m_queue(queue)
{}

IngestThread::~IngestThread()
{
    stop();
    join();
}

void IngestThread::stop()
{
    quit();
}

void IngestThread::work()
{
    IngestWorker worker(m_settings, m_clock, m_queue, m_status);
    worker.start();
    exec();
    worker.finish();
}

} // namespace Orderflow
