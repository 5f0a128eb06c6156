#include "binance/connection/feed.h"

#include <QLoggingCategory>

#include <algorithm>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Purpose = Carrier::Purpose;

namespace {

Q_LOGGING_CATEGORY(lcFeed, "orderflow.feed")

constexpr auto CheckInterval = 1s;
/// For the first data of a connection whose feed has delivered before; doubles while one
/// connection after the other stays silent, as in a maintenance of the exchange, so that somebody
/// is there when it ends.
constexpr std::chrono::nanoseconds FirstDataLimit = 10s;
constexpr std::chrono::nanoseconds MostFirstDataLimit = 5min;
constexpr int FailureLinesPerMinute = 3;
constexpr int MuteLinesPerMinute = 5;

std::vector<StreamId> withRemedy(std::span<const MuteStream> mute, Remedy remedy)
{
    std::vector<StreamId> streams;
    for (const MuteStream &one : mute) {
        if (one.remedy == remedy)
            streams.push_back(one.stream);
    }
    return streams;
}

} // namespace

Feed::Feed(const ConnectionPlan &plan, int side, FeedContext &context)
    : m_context(context)
    , m_random(QRandomGenerator::global()->generate())
    , m_failureLog(FailureLinesPerMinute)
    , m_muteLog(MuteLinesPerMinute)
{
    m_totals.route = plan.route;
    m_totals.url = plan.url.toString();
    m_totals.shard = plan.shard;
    m_totals.side = side;
    drawRotationAge();
    // So that the sides are never replaced at the same time.
    if (side % 2 == 0)
        m_rotationAge /= 2;
}

Feed::~Feed() = default;

void Feed::addStreams(std::span<const StreamId> streams, std::chrono::nanoseconds now)
{
    m_streams.insert(m_streams.end(), streams.begin(), streams.end());
    Carrier *carrier = find(Purpose::Carry);
    if (carrier)
        carrier->addStreams(streams);
    else
        addCarrier(Purpose::Carry, streams, now);
    if (Carrier *rotate = find(Purpose::Rotate))
        rotate->addStreams(streams);
}

void Feed::removeStreams(std::span<const StreamId> streams)
{
    for (const StreamId stream : streams)
        std::erase(m_streams, stream);
    m_manner.reset();
    for (const CarrierPointer &carrier : m_carriers)
        carrier->removeStreams(streams);
}

Carrier &Feed::addCarrier(Purpose purpose, std::span<const StreamId> streams,
                          std::chrono::nanoseconds dueAt)
{
    m_carriers.push_back(std::make_unique<Carrier>(purpose, dueAt, m_totals, m_context));
    m_carriers.back()->addStreams(streams);
    return *m_carriers.back();
}

Carrier *Feed::find(Purpose purpose) const
{
    const auto found = std::ranges::find_if(m_carriers, [purpose](const CarrierPointer &carrier) {
        return carrier->purpose() == purpose && !carrier->streams().empty();
    });
    return found == m_carriers.end() ? nullptr : found->get();
}

void Feed::tick(std::chrono::nanoseconds now)
{
    for (const CarrierPointer &carrier : m_carriers)
        follow(*carrier, now);
    completeRotation(now);
    completeRescue();
    beginRotation(now);
    if (now >= m_nextCheckAt) {
        m_nextCheckAt = now + CheckInterval;
        checkDelivery(now);
    }
    dropEmpty();
}

void Feed::follow(Carrier &carrier, std::chrono::nanoseconds now)
{
    switch (carrier.follow(now, firstDataLimit(carrier))) {
    case Carrier::Event::None:
        return;
    case Carrier::Event::Opened:
        onOpened(carrier);
        return;
    case Carrier::Event::Failed: {
        const ConnectionEnd end = carrier.connection()->end();
        logFailure(u"cannot be reached"_s, end, carrier.retry(now), now);
        return;
    }
    case Carrier::Event::Ended:
        onEnded(carrier, now);
        return;
    }
}

void Feed::onOpened(Carrier &carrier)
{
    m_totals.lastProblem.clear();
    qCInfo(lcFeed).noquote() << title() +
                                    u": connected for %1 streams"_s.arg(carrier.streams().size());
}

void Feed::onEnded(Carrier &carrier, std::chrono::nanoseconds now)
{
    const StreamConnection &connection = *carrier.connection();
    const ConnectionEnd end = connection.end();
    ++m_totals.reconnects;
    if (connection.pace().isKnown())
        m_manner = connection.pace().stalenessLimit();
    if (connection.firstData())
        m_silentConnections = 0;
    else if (end.kind == ConnectionEnd::Kind::Silence)
        ++m_silentConnections;
    noteInterruption(connection);
    const bool survives = survive(carrier);
    const std::chrono::milliseconds wait = carrier.retry(now);
    if (survives) {
        logFailure(u"ended"_s, end, wait, now);
    } else {
        carrier.removeStreams(std::vector<StreamId>(carrier.streams()));
        qCInfo(lcFeed).noquote() << title() + u": ended, and others carry its streams: "_s +
                                        describe(end);
    }
}

bool Feed::survive(Carrier &carrier)
{
    const StreamConnection &ended = *carrier.connection();
    if (carrier.purpose() == Purpose::Rescue) {
        // What it had taken over is nowhere else; the rest still is.
        std::vector<StreamId> notJoined;
        std::ranges::copy_if(
            carrier.streams(), std::back_inserter(notJoined),
            [&ended](StreamId stream) { return !ended.watch().hasJoined(stream); });
        carrier.removeStreams(notJoined);
        carrier.setPurpose(Purpose::Carry);
        return !carrier.streams().empty();
    }
    Carrier *rotate = find(Purpose::Rotate);
    if (carrier.purpose() != Purpose::Carry || !rotate || !rotate->isOpen())
        return true;
    // The next one is there already, for all streams.
    rotate->setPurpose(Purpose::Carry);
    drawRotationAge();
    return false;
}

void Feed::noteInterruption(const StreamConnection &connection)
{
    std::vector<StreamId> interrupted;
    std::ranges::copy_if(connection.streams(), std::back_inserter(interrupted),
                         [&](StreamId stream) {
                             return connection.watch().contains(stream) &&
                                    !m_context.isDelivered(stream, connection.id());
                         });
    if (interrupted.empty())
        return;
    const bool isSilence = connection.end().kind == ConnectionEnd::Kind::Silence;
    m_context.connection.listener.streamsInterrupted(
        interrupted, isSilence ? GapReason::Silence : GapReason::Disconnect,
        connection.endedAt().utc);
}

std::chrono::nanoseconds Feed::firstDataLimit(const Carrier &carrier) const
{
    constexpr int MostDoublings = 5;
    if (!m_manner || carrier.purpose() == Purpose::Rescue)
        return std::chrono::nanoseconds::max();
    const auto first = std::max(*m_manner, FirstDataLimit);
    const auto limit = first * (1 << std::min(m_silentConnections, MostDoublings));
    return std::min(limit, std::max(first, MostFirstDataLimit));
}

void Feed::beginRotation(std::chrono::nanoseconds now)
{
    const bool isDue = std::ranges::any_of(m_carriers, [&](const CarrierPointer &carrier) {
        return carrier->purpose() == Purpose::Carry && carrier->isOpen() &&
               now - carrier->connection()->openedAt()->monotonic >= m_rotationAge;
    });
    if (!isDue || find(Purpose::Rotate))
        return;
    qCInfo(lcFeed).noquote() << title() + u": the connection is to be replaced"_s;
    addCarrier(Purpose::Rotate, m_streams, now);
}

void Feed::drawRotationAge()
{
    const std::chrono::nanoseconds age = m_context.times.maxAge;
    m_rotationAge =
        age - age / 64 + std::chrono::nanoseconds(m_random.bounded(qint64(age.count() / 32)));
}

void Feed::completeRotation(std::chrono::nanoseconds now)
{
    Carrier *rotate = find(Purpose::Rotate);
    if (!rotate || !rotate->isOpen())
        return;
    const StreamConnection &fresh = *rotate->connection();
    const bool isComplete = std::ranges::all_of(
        m_streams, [&](StreamId stream) { return isTakenOver(stream, fresh, now); });
    if (!isComplete)
        return;
    for (const CarrierPointer &carrier : m_carriers) {
        if (carrier.get() == rotate)
            continue;
        carrier->close({.kind = ConnectionEnd::Kind::Replaced});
        carrier->removeStreams(std::vector<StreamId>(carrier->streams()));
    }
    rotate->setPurpose(Purpose::Carry);
    drawRotationAge();
    ++m_totals.rotations;
    qCInfo(lcFeed).noquote() << title() + u": the connection was replaced"_s;
}

bool Feed::isTakenOver(StreamId stream, const StreamConnection &by,
                       std::chrono::nanoseconds now) const
{
    if (by.watch().hasJoined(stream))
        return true;
    // Silent on both: wait, but not for ever.
    const std::chrono::nanoseconds since = by.openedAt()->monotonic;
    if (now - since < m_context.times.overlapPatience)
        return false;
    return std::ranges::none_of(m_carriers, [&](const CarrierPointer &carrier) {
        return carrier->connection() && carrier->connection() != &by &&
               carrier->connection()->watch().hasDeliveredSince(stream, since);
    });
}

void Feed::checkDelivery(std::chrono::nanoseconds now)
{
    // By index, because a remedy may add a carrier.
    for (std::size_t i = 0; i < m_carriers.size(); ++i) {
        Carrier &carrier = *m_carriers[i];
        // A connection that has delivered nothing at all has a limit of its own.
        const bool isJudgedAsAWhole = carrier.isOpen() && !carrier.connection()->firstData() &&
                                      firstDataLimit(carrier) != std::chrono::nanoseconds::max();
        if (!carrier.isOpen() || isJudgedAsAWhole)
            continue;
        const std::vector<MuteStream> mute = carrier.connection()->watch().check(now);
        if (!mute.empty())
            applyRemedies(carrier, mute, now);
    }
}

void Feed::applyRemedies(Carrier &carrier, std::span<const MuteStream> mute,
                         std::chrono::nanoseconds now)
{
    if (const auto streams = withRemedy(mute, Remedy::Resubscribe); !streams.empty())
        resubscribe(carrier, streams);
    if (carrier.purpose() == Purpose::Rescue) {
        // Mute here as well: they stay where they were.
        carrier.removeStreams(withRemedy(mute, Remedy::Report));
        return;
    }
    reportMute(carrier, mute, now);
    if (const auto streams = withRemedy(mute, Remedy::Move); !streams.empty())
        move(carrier, streams, now);
}

void Feed::resubscribe(Carrier &carrier, std::span<const StreamId> streams)
{
    const StreamConnection &connection = *carrier.connection();
    std::vector<StreamId> interrupted;
    std::ranges::copy_if(streams, std::back_inserter(interrupted), [&](StreamId stream) {
        return connection.watch().hasJoined(stream) &&
               !m_context.isDelivered(stream, connection.id());
    });
    if (!interrupted.empty()) {
        m_context.connection.listener.streamsInterrupted(interrupted, GapReason::Silence,
                                                         m_context.connection.clock.now().utc);
    }
    m_totals.remedies += std::int64_t(streams.size());
    qCInfo(lcFeed).noquote() << title() + u": no data of "_s + namesOf(streams) +
                                    u"; subscribing again"_s;
    carrier.connection()->resubscribe(streams);
}

void Feed::move(Carrier &carrier, std::span<const StreamId> streams, std::chrono::nanoseconds now)
{
    if (carrier.purpose() == Purpose::Rotate) {
        const bool isBetterElsewhere = std::ranges::any_of(
            streams, [&](StreamId stream) { return delivers(stream, carrier.connection()->id()); });
        if (!isBetterElsewhere)
            return;
        qCWarning(lcFeed).noquote() << title() + u": the new connection has no data of "_s +
                                           namesOf(streams) + u"; trying another"_s;
        const std::vector<StreamId> all = m_streams;
        carrier.close({.kind = ConnectionEnd::Kind::Silence, .detail = namesOf(streams)});
        carrier.removeStreams(all);
        return;
    }
    m_totals.remedies += std::int64_t(streams.size());
    qCInfo(lcFeed).noquote() << title() + u": still no data of "_s + namesOf(streams) +
                                    u"; trying a fresh connection"_s;
    if (Carrier *rescue = find(Purpose::Rescue))
        rescue->addStreams(streams);
    else
        addCarrier(Purpose::Rescue, streams, now);
}

void Feed::completeRescue()
{
    Carrier *rescue = find(Purpose::Rescue);
    if (!rescue || !rescue->isOpen())
        return;
    std::vector<StreamId> joined;
    std::ranges::copy_if(rescue->streams(), std::back_inserter(joined), [rescue](StreamId stream) {
        return rescue->connection()->watch().hasJoined(stream);
    });
    for (const CarrierPointer &carrier : m_carriers) {
        if (carrier->purpose() == Purpose::Carry)
            carrier->removeStreams(joined);
    }
    if (joined.size() == rescue->streams().size())
        rescue->setPurpose(Purpose::Carry);
}

void Feed::reportMute(const Carrier &carrier, std::span<const MuteStream> mute,
                      std::chrono::nanoseconds now)
{
    const std::vector<StreamId> streams = withRemedy(mute, Remedy::Report);
    if (streams.empty() || carrier.purpose() == Purpose::Rotate)
        return;
    if (!m_muteLog.take(now))
        return;
    qCWarning(lcFeed).noquote()
        << title() + u": no data of "_s + namesOf(streams) +
               u", on two connections; halted, very quiet, or no contract of the exchange"_s;
}

void Feed::dropEmpty()
{
    for (const CarrierPointer &carrier : m_carriers) {
        if (carrier->streams().empty())
            carrier->close({.kind = ConnectionEnd::Kind::ClosedByRecorder,
                            .detail = u"no streams are left on it"_s});
    }
    std::erase_if(m_carriers,
                  [](const CarrierPointer &carrier) { return carrier->streams().empty(); });
}

Carrier *Feed::mostUrgent(std::chrono::nanoseconds now) const
{
    Carrier *urgent = nullptr;
    const auto rank = [](const Carrier &carrier) {
        return std::pair(carrier.purpose() != Purpose::Carry, carrier.dueAt());
    };
    for (const CarrierPointer &carrier : m_carriers) {
        const bool isDue = carrier->isDue(now) && !carrier->streams().empty();
        if (isDue && (!urgent || rank(*carrier) < rank(*urgent)))
            urgent = carrier.get();
    }
    return urgent;
}

std::optional<Feed::Wish> Feed::wish(std::chrono::nanoseconds now) const
{
    const Carrier *carrier = mostUrgent(now);
    if (!carrier)
        return std::nullopt;
    return Wish{carrier->purpose() == Purpose::Carry, carrier->dueAt()};
}

void Feed::startConnection(std::chrono::nanoseconds now)
{
    if (Carrier *carrier = mostUrgent(now))
        carrier->start();
}

void Feed::close()
{
    for (const CarrierPointer &carrier : m_carriers)
        carrier->close({.kind = ConnectionEnd::Kind::ClosedByRecorder});
    m_carriers.clear();
}

bool Feed::delivers(StreamId stream, std::uint32_t exceptConnection) const
{
    return std::ranges::any_of(m_carriers, [&](const CarrierPointer &carrier) {
        return carrier->isOpen() && carrier->connection()->id() != exceptConnection &&
               carrier->connection()->watch().hasJoined(stream);
    });
}

FeedStatus Feed::status() const
{
    FeedStatus status = m_totals;
    status.streams = std::int64_t(m_streams.size());
    bool isConnecting = false;
    for (const CarrierPointer &carrier : m_carriers) {
        const StreamConnection *connection = carrier->connection();
        if (!connection)
            continue;
        isConnecting = true;
        // One that has ended is counted here until the next tick takes it into the totals.
        status.frames += connection->frames();
        status.bytes += connection->bytes();
        status.pongs += connection->pongs();
        if (!carrier->isOpen())
            continue;
        ++status.openConnections;
        if (carrier->purpose() == Purpose::Carry)
            status.muteStreams += connection->watch().reportedCount();
        const auto &openedAt = connection->openedAt();
        if (!status.openedAt || openedAt->monotonic < status.openedAt->monotonic)
            status.openedAt = openedAt;
        const auto &lastData = connection->lastData();
        if (lastData && (!status.lastData || lastData->monotonic > status.lastData->monotonic))
            status.lastData = lastData;
    }
    if (status.openConnections > 0)
        status.state = FeedStatus::State::Open;
    else
        status.state = isConnecting ? FeedStatus::State::Connecting : FeedStatus::State::Waiting;
    return status;
}

void Feed::logFailure(const QString &what, const ConnectionEnd &end, std::chrono::milliseconds wait,
                      std::chrono::nanoseconds now)
{
    m_totals.lastProblem = describe(end);
    if (m_failureLog.take(now)) {
        qCWarning(lcFeed).noquote() << u"%1: %2 %3: %4; next attempt in %5 ms"_s.arg(
            title(), m_totals.url, what, m_totals.lastProblem, QString::number(wait.count()));
    }
}

QString Feed::title() const
{
    return u"%1 shard %2 side %3"_s.arg(QString(routeName(m_totals.route)))
        .arg(m_totals.shard)
        .arg(m_totals.side);
}

QString Feed::namesOf(std::span<const StreamId> streams) const
{
    constexpr std::size_t MostNamed = 5;
    QStringList names;
    for (const StreamId stream : streams.first(std::min(streams.size(), MostNamed)))
        names << QString::fromStdString(m_context.connection.streams.name(stream).toString());
    QString text = names.join(u", "_s);
    if (streams.size() > MostNamed)
        text += u" and %1 more"_s.arg(streams.size() - MostNamed);
    return text;
}

} // namespace Orderflow
