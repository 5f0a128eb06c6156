#include "ingest/ingestthread.h"

#include "ingest/ingestworker.h"

#include <utility>

namespace Orderflow {

IngestThread::IngestThread(RecorderSettings settings, const Clock &clock, SocketFactory makeSocket,
                           BatchQueue &queue, QObject *parent)
    : WorkerThread(QStringLiteral("ingest"), parent)
    , m_settings(std::move(settings))
    , m_clock(clock)
    , m_makeSocket(std::move(makeSocket))
    , m_queue(queue)
{
    setStreams(m_settings.streamNames());
}

IngestThread::~IngestThread()
{
    stop();
    join();
}

void IngestThread::stop()
{
    quit();
}

void IngestThread::setStreams(std::vector<StreamName> streams)
{
    m_streams.publish(std::make_shared<const std::vector<StreamName>>(std::move(streams)));
}

void IngestThread::continueFrom(StreamEnds ends)
{
    m_streamEnds.publish(std::move(ends));
}

void IngestThread::watchTrades(std::vector<Symbol> symbols)
{
    m_watched.publish(std::move(symbols));
}

void IngestThread::work()
{
    IngestWorker worker(m_settings, m_clock, m_makeSocket,
                        {m_queue, m_status, m_streams, m_streamEnds, m_watched});
    worker.start();
    exec();
    worker.finish();
}

} // namespace Orderflow
