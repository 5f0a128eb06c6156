#include "ingest/ingestthread.h"

#include "ingest/ingestworker.h"

#include <utility>

namespace Orderflow {

IngestThread::IngestThread(RecorderSettings settings, const Clock &clock, BatchQueue &queue,
                           QObject *parent)
    : QThread(parent)
    , m_settings(std::move(settings))
    , m_clock(clock)
    , m_queue(queue)
{
    setObjectName(QStringLiteral("ingest"));
}

IngestThread::~IngestThread()
{
    stop();
    wait();
}

void IngestThread::stop()
{
    quit();
}

void IngestThread::run()
{
    IngestWorker worker(m_settings, m_clock, m_queue, m_status);
    worker.start();
    exec();
    worker.finish();
}

} // namespace Orderflow
