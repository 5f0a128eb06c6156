#include "fakes/playedexchange.h"

#include "replay/capturesource.h"
#include "replay/jsonmembers.h"
#include "replay/replayserver.h"
#include "replay/syntheticmarket.h"

#include <QEventLoop>
#include <QTest>
#include <QTimer>

#include <algorithm>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using SteadyTime = std::chrono::steady_clock::time_point;

namespace {

constexpr std::chrono::seconds MadeUpSeconds{480};

std::unique_ptr<MarketSource> openMarket()
{
    const QString data = qEnvironmentVariable("ORDERFLOW_TEST_DATA");
    if (data.isEmpty())
        return makeSyntheticMarket({});
    auto capture = openCapture({data + u"/feeds/btcusdt_ethusdt_20240718.gz"_s}, PlayMode::Once);
    if (!capture)
        qFatal("%s", qPrintable(capture.error()));
    return std::move(*capture);
}

bool isTrade(const MarketFrame &frame)
{
    return frame.stream.endsWith("@aggTrade");
}

bool isRecorded(const MarketFrame &frame)
{
    const bool isOfDefault =
        frame.stream.startsWith("btcusdt@") || frame.stream.startsWith("ethusdt@");
    return isOfDefault && (isTrade(frame) || frame.stream.endsWith("@depth5@100ms"));
}

std::int64_t idOf(const MarketFrame &frame)
{
    const std::string_view payload = jsonMember(
        std::string_view(frame.text.constData(), std::size_t(frame.text.size())), "data");
    return *jsonInteger(jsonMember(payload, isTrade(frame) ? "a" : "u"));
}

} // namespace

std::shared_ptr<const KnownMarket> KnownMarket::make()
{
    const std::unique_ptr<MarketSource> source = openMarket();
    auto market = std::make_shared<KnownMarket>();
    market->name = source->displayName();
    market->symbols = source->symbols();
    for (;;) {
        auto frame = source->next();
        if (!frame)
            qFatal("%s", qPrintable(frame.error()));
        if (!*frame)
            break;
        if (!market->frames.empty() &&
            (*frame)->dueTime - market->frames.front().dueTime > MadeUpSeconds)
            break;
        if (!isRecorded(**frame))
            continue;
        market->ids[(*frame)->stream].push_back(idOf(**frame));
        market->frames.push_back(std::move(**frame));
    }
    market->seconds = std::chrono::duration<double>(market->frames.back().dueTime -
                                                    market->frames.front().dueTime)
                          .count();
    return market;
}

/// Notes when each frame is asked for.
class PlayedExchange::Source final : public MarketSource
{
public:
    explicit Source(PlayedExchange &exchange)
        : m_exchange(exchange)
        , m_market(*exchange.m_market)
    {}

    QString displayName() const override { return m_market.name; }
    std::vector<MarketSymbol> symbols() const override { return m_market.symbols; }
    bool hasRoute(Route) const override { return true; }
    MarketTime startTime() const override { return m_market.frames.front().dueTime; }
    std::optional<BookSnapshot> bookSnapshot(const Symbol &) const override { return {}; }

    tl::expected<std::optional<MarketFrame>, QString> next() override
    {
        m_exchange.m_asked.update(
            [](auto &asked) { asked.push_back(std::chrono::steady_clock::now()); });
        if (m_next == m_market.frames.size())
            return std::nullopt;
        return m_market.frames[m_next++];
    }

private:
    PlayedExchange &m_exchange;
    const KnownMarket &m_market;
    std::size_t m_next = 0;
};

PlayedExchange::PlayedExchange(std::shared_ptr<const KnownMarket> market, double seconds)
    : WorkerThread(u"exchange"_s)
    , m_market(std::move(market))
    , m_speed(m_market->seconds / seconds)
{}

PlayedExchange::~PlayedExchange()
{
    m_mustEnd.publish(true);
    join();
}

bool PlayedExchange::listen()
{
    start();
    return QTest::qWaitFor([this] { return m_state.read().isReady; }, 30'000) &&
           webSocketUrl().isValid();
}

QUrl PlayedExchange::webSocketUrl() const
{
    return m_state.read().webSocketUrl;
}

QUrl PlayedExchange::restUrl() const
{
    return m_state.read().restUrl;
}

bool PlayedExchange::hasFinished() const
{
    return m_state.read().hasFinished;
}

KnownMarket::Ids PlayedExchange::sentBefore(SteadyTime time) const
{
    const std::vector<SteadyTime> asked = m_asked.read();
    const auto later = std::ranges::lower_bound(asked, time);
    // The last one that was asked for may not have been sent.
    const auto sent = std::max<std::ptrdiff_t>(0, later - asked.begin() - 1);
    KnownMarket::Ids ids;
    for (std::ptrdiff_t i = 0; i < sent; ++i) {
        const MarketFrame &frame = m_market->frames[std::size_t(i)];
        ids[frame.stream].push_back(idOf(frame));
    }
    return ids;
}

void PlayedExchange::work()
{
    ReplayServer server({.speed = m_speed}, std::make_unique<Source>(*this));
    QEventLoop loop;
    connect(&server, &ReplayServer::playbackFinished, &loop,
            [this] { m_state.update([](State &state) { state.hasFinished = true; }); });
    QTimer end;
    connect(&end, &QTimer::timeout, &loop, [this, &loop] {
        if (m_mustEnd.read())
            loop.quit();
    });
    end.start(20);
    const bool isListening = server.listen(0).has_value();
    m_state.update([&](State &state) {
        state.isReady = true;
        if (isListening) {
            state.webSocketUrl = server.webSocketUrl();
            state.restUrl = server.restUrl();
        }
    });
    loop.exec();
}
