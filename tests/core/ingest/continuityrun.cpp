#include "ingest/continuityrun.h"

#include <QLoggingCategory>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto Step = 10ms;
/// The worker is called as often as its own timer would.
constexpr auto TickInterval = 50ms;

QByteArray nameOf(const Symbol &symbol, const std::string &type)
{
    return QByteArray::fromStdString(StreamName::make(symbol, type)->toString());
}

} // namespace

ContinuityRun::ContinuityRun(RecorderSettings settings, quint32 seed)
    : m_settings(std::move(settings))
    , m_names(m_settings.streamNames())
{
    // There is a line for each connection that comes and goes.
    QLoggingCategory::setFilterRules(u"orderflow.*.info=false"_s);
    m_settings.webSocketBaseUrl = QUrl(u"wss://fstream.binance.com/stream"_s);
    m_worker = std::make_unique<IngestWorker>(
        m_settings, clock, exchange.sockets(),
        IngestChannels{m_queue, m_status, m_streams, m_streamEnds, m_watched}, seed);
    for (const StreamName &name : m_names)
        market.addStream(QByteArray::fromStdString(name.toString()));
    setStreams(m_names);
}

ContinuityRun::~ContinuityRun() = default;

RecorderSettings ContinuityRun::settingsFor(int symbols)
{
    RecorderSettings settings;
    for (int i = 0; i < symbols; ++i)
        settings.symbols.push_back(*Symbol::parse("s" + std::to_string(i) + "usdt"));
    settings.depthStreams = {"depth5@100ms"};
    settings.tradeStreams = {"aggTrade"};
    settings.batch.maxEvents = 1000;
    return settings;
}

QByteArray ContinuityRun::trades(int symbol)
{
    return "s" + QByteArray::number(symbol) + "usdt@aggTrade";
}

QByteArray ContinuityRun::depth(int symbol)
{
    return "s" + QByteArray::number(symbol) + "usdt@depth5@100ms";
}

void ContinuityRun::setRates(double depth, double trades)
{
    for (const StreamName &name : m_names) {
        market.setRate(QByteArray::fromStdString(name.toString()),
                       name.kind() == StreamKind::Depth ? depth : trades);
    }
}

void ContinuityRun::setStreams(const std::vector<StreamName> &names)
{
    m_streams.publish(std::make_shared<const std::vector<StreamName>>(names));
}

void ContinuityRun::step()
{
    clock.advance(Step);
    market.advance();
    exchange.advance();
    if (clock.now().monotonic % TickInterval == 0ns)
        m_worker->tick();
    takeBatches();
}

void ContinuityRun::run(std::chrono::nanoseconds time, const std::function<void()> &eachStep)
{
    const std::chrono::nanoseconds end = clock.now().monotonic + time;
    while (clock.now().monotonic < end) {
        if (eachStep)
            eachStep();
        step();
    }
}

bool ContinuityRun::runUntil(const std::function<bool()> &isDone, std::chrono::nanoseconds most)
{
    const std::chrono::nanoseconds end = clock.now().monotonic + most;
    while (!isDone()) {
        if (clock.now().monotonic >= end)
            return false;
        step();
    }
    return true;
}

void ContinuityRun::finish()
{
    m_worker->finish();
    takeBatches();
}

void ContinuityRun::takeBatches()
{
    while (m_queue.depth().batches > 0) {
        const EventBatch batch = *m_queue.pop();
        for (const AggTrade &trade : batch.trades)
            m_recorded[nameOf(trade.symbol, streamTypeOf(trade))].push_back(trade.aggTradeId);
        for (const DepthUpdate &update : batch.depthUpdates)
            m_recorded[nameOf(update.symbol, update.depthKind)].push_back(update.finalUpdateId);
        m_gaps.insert(m_gaps.end(), batch.gaps.begin(), batch.gaps.end());
        for (const CaptureConnection &connection : batch.connections)
            m_connections[connection.number] = connection;
    }
}

const std::vector<std::int64_t> &ContinuityRun::recordedIds(const QByteArray &stream)
{
    return m_recorded[stream];
}

QStringList ContinuityRun::faults()
{
    QStringList faults;
    for (const StreamName &name : m_names) {
        const QByteArray stream = QByteArray::fromStdString(name.toString());
        std::vector<std::int64_t> recorded = m_recorded[stream];
        std::ranges::sort(recorded);
        const std::vector<std::int64_t> &emitted = market.emittedIds(stream);
        if (recorded == emitted)
            continue;
        std::vector<std::int64_t> missing;
        std::vector<std::int64_t> surplus;
        std::ranges::set_difference(emitted, recorded, std::back_inserter(missing));
        std::ranges::set_difference(recorded, emitted, std::back_inserter(surplus));
        faults << u"%1: %2 of %3 missing (from %4), %5 more than once"_s.arg(
            QString::fromUtf8(stream), QString::number(missing.size()),
            QString::number(emitted.size()),
            missing.empty() ? u"-"_s : QString::number(missing.front()),
            QString::number(surplus.size()));
    }
    return faults;
}

std::vector<CaptureGap> ContinuityRun::holes() const
{
    std::vector<CaptureGap> holes;
    std::ranges::copy_if(m_gaps, std::back_inserter(holes),
                         [](const CaptureGap &gap) { return gap.missingEvents != 0; });
    return holes;
}

std::vector<CaptureGap> ContinuityRun::seams() const
{
    std::vector<CaptureGap> seams;
    std::ranges::copy_if(m_gaps, std::back_inserter(seams),
                         [](const CaptureGap &gap) { return gap.missingEvents == 0; });
    return seams;
}

std::vector<CaptureConnection> ContinuityRun::connections() const
{
    std::vector<CaptureConnection> connections;
    for (const auto &[number, connection] : m_connections)
        connections.push_back(connection);
    return connections;
}

} // namespace Orderflow
