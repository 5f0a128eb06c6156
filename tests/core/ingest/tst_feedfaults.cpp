// Real feeds with frames removed, repeated and swapped at random: what the ledger says at the end
// is what was removed, to the event.

#include "pipelinetesting.h"
#include "replay/feedreader.h"

#include <QLoggingCategory>
#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

/// One frame of the capture, decoded once to know its ids.
struct Frame
{
    QByteArray text;
    std::string stream;
    SequencePlace place;
    std::chrono::milliseconds at{};
    bool isTrade = false;
};

/// A frame on its way over a connection.
struct Delivery
{
    std::chrono::milliseconds at{};
    std::uint32_t connection = 1;
    std::size_t frame = 0;
};

using GapKey =
    std::tuple<std::string, UtcMicroseconds, UtcMicroseconds, std::int64_t, std::int64_t>;

/// What a database would hold in the end.
struct Recorded
{
    /// How often each event was handed on, by stream and id.
    std::map<std::pair<std::string, std::int64_t>, int> events;
    std::map<GapKey, CaptureGap> gaps;
    int gapsFiledAsFilled = 0;

    void add(const EventBatch &batch)
    {
        for (const AggTrade &trade : batch.trades)
            ++events[{trade.symbol.name() + '@' + streamTypeOf(trade), trade.aggTradeId}];
        for (const DepthUpdate &update : batch.depthUpdates)
            ++events[{update.symbol.name() + '@' + update.depthKind, update.finalUpdateId}];
        for (const CaptureGap &gap : batch.gaps) {
            gapsFiledAsFilled += gap.status == GapStatus::Filled ? 1 : 0;
            gaps[{gap.symbol.name() + '@' + gap.stream, gap.fromTime, gap.toTime,
                  gap.firstMissingId.value_or(-1), gap.lastMissingId.value_or(-1)}] = gap;
        }
    }
};

} // namespace

class TestFeedFaults : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();

    void testOneConnection_data();
    void testOneConnection();
    void testTwoConnections_data();
    void testTwoConnections();

private:
    static void addSeeds();
    void addFrame(const FeedLine &line, const ReceiveTime &receiveTime);
    /// Random runs of frames that are not the first or last of their stream.
    std::set<std::size_t> chooseRemoved(QRandomGenerator &random, int oneIn) const;
    Recorded play(std::vector<Delivery> deliveries);
    void compare(const Recorded &recorded, const std::set<std::size_t> &removed) const;

    TestStreams m_streams;
    std::vector<StreamId> m_ids;
    std::vector<Frame> m_frames;
    std::set<std::size_t> m_ends;
};

void TestFeedFaults::initTestCase()
{
    // There is a line for each of some thousand gaps.
    QLoggingCategory::setFilterRules(u"orderflow.*.warning=false"_s);
    const QString data = qEnvironmentVariable("ORDERFLOW_TEST_DATA");
    if (data.isEmpty())
        QSKIP("ORDERFLOW_TEST_DATA does not say where the real market data are");
    for (const char *stream : {"btcusdt@depth5@100ms", "btcusdt@depth@100ms", "btcusdt@aggTrade",
                               "ethusdt@depth5@100ms", "ethusdt@depth@100ms", "ethusdt@aggTrade"})
        m_ids.push_back(m_streams.add(stream));
    FeedReader reader({data + u"/feeds/btcusdt_ethusdt_20240718.gz"_s});
    std::optional<MarketTime> start;
    for (;;) {
        const auto line = reader.next();
        QVERIFY2(line, qPrintable(line ? QString() : line.error()));
        if (!*line)
            break;
        if (!start)
            start = (*line)->receiveTime;
        const auto since =
            std::chrono::duration_cast<std::chrono::milliseconds>((*line)->receiveTime - *start);
        addFrame(**line, received(int(since.count())));
    }
    QVERIFY(m_frames.size() > 20'000);
    std::map<std::string, std::pair<std::size_t, std::size_t>> ends;
    for (std::size_t i = 0; i < m_frames.size(); ++i) {
        const auto [entry, isFirst] = ends.try_emplace(m_frames[i].stream, i, i);
        entry->second.second = i;
    }
    QCOMPARE(ends.size(), std::size_t(6));
    for (const auto &[stream, firstAndLast] : ends)
        m_ends.insert({firstAndLast.first, firstAndLast.second});
}

void TestFeedFaults::addFrame(const FeedLine &line, const ReceiveTime &receiveTime)
{
    StreamDecoder decoder;
    const DecodedFrame decoded = decoder.decode(line.text, receiveTime);
    Frame frame;
    if (const auto *trade = std::get_if<AggTrade>(&decoded)) {
        frame.stream = trade->symbol.name() + '@' + streamTypeOf(*trade);
        frame.place = placeOf(*trade);
        frame.isTrade = true;
    } else if (const auto *update = std::get_if<DepthUpdate>(&decoded)) {
        frame.stream = update->symbol.name() + '@' + update->depthKind;
        frame.place = placeOf(*update);
    } else {
        return;
    }
    frame.text = line.text;
    frame.at = std::chrono::duration_cast<std::chrono::milliseconds>(receiveTime.monotonic);
    m_frames.push_back(std::move(frame));
}

void TestFeedFaults::addSeeds()
{
    QTest::addColumn<quint32>("seed");
    const int count = std::max(1, qEnvironmentVariableIntValue("ORDERFLOW_TEST_SEEDS"));
    for (int i = 0; i < std::max(count, 3); ++i)
        QTest::addRow("seed %d", i) << quint32(i);
}

std::set<std::size_t> TestFeedFaults::chooseRemoved(QRandomGenerator &random, int oneIn) const
{
    std::set<std::size_t> removed;
    for (std::size_t i = 0; i < m_frames.size(); ++i) {
        if (random.bounded(oneIn) != 0)
            continue;
        // Neighbours are mostly of other streams; runs of one stream come of their frequency.
        const std::size_t run = 1 + std::size_t(random.bounded(12));
        for (std::size_t k = i; k < std::min(i + run, m_frames.size()); ++k) {
            if (!m_ends.contains(k))
                removed.insert(k);
        }
    }
    return removed;
}

Recorded TestFeedFaults::play(std::vector<Delivery> deliveries)
{
    std::ranges::stable_sort(deliveries, {}, &Delivery::at);
    Recorded recorded;
    EventPipeline pipeline(m_streams.table, BatchLimits{}, [&recorded](EventBatch &batch) {
        recorded.add(std::exchange(batch, EventBatch()));
        return true;
    });
    pipeline.setSides(2);
    for (const StreamId id : m_ids)
        pipeline.addStream(id);
    for (const Delivery &delivery : deliveries) {
        ReceiveTime time;
        time.monotonic = delivery.at;
        time.utc = UtcMicroseconds(std::chrono::seconds(1'790'000'000)) + delivery.at;
        pipeline.releaseHeld(time.monotonic);
        pipeline.processFrame({delivery.connection, int(delivery.connection), std::span(m_ids)},
                              m_frames[delivery.frame].text, time);
    }
    pipeline.finish({UtcMicroseconds(std::chrono::seconds(1'790'100'000)),
                     deliveries.back().at + std::chrono::hours(1)});
    return recorded;
}

void TestFeedFaults::compare(const Recorded &recorded, const std::set<std::size_t> &removed) const
{
    std::map<std::string, std::set<std::int64_t>> removedIds;
    for (std::size_t i = 0; i < m_frames.size(); ++i) {
        const Frame &frame = m_frames[i];
        const auto stored = recorded.events.find({frame.stream, frame.place.id});
        const int copies = stored == recorded.events.end() ? 0 : stored->second;
        QCOMPARE(copies, removed.contains(i) ? 0 : 1);
        if (removed.contains(i))
            removedIds[frame.stream].insert(frame.place.id);
    }

    std::map<std::string, std::set<std::int64_t>> reportedIds;
    for (const auto &[key, gap] : recorded.gaps) {
        if (gap.status == GapStatus::Filled)
            continue;
        const std::string stream = gap.symbol.name() + '@' + gap.stream;
        QVERIFY(gap.firstMissingId && gap.lastMissingId);
        // A trade's gap begins with the first id that is missing, a book's with the last that is
        // there.
        const bool isTrade = gap.stream == "aggTrade";
        const std::int64_t first = *gap.firstMissingId + (isTrade ? 0 : 1);
        std::int64_t missing = 0;
        const std::set<std::int64_t> &ids = removedIds[stream];
        for (auto id = ids.lower_bound(first); id != ids.end() && *id <= *gap.lastMissingId; ++id) {
            QVERIFY2(reportedIds[stream].insert(*id).second, "two gaps report the same event");
            ++missing;
        }
        QVERIFY2(missing > 0, "a gap reports what is there");
        QCOMPARE(gap.status, isTrade ? GapStatus::Open : GapStatus::Unfillable);
        if (isTrade)
            QCOMPARE(*gap.missingEvents - gap.filledRows, missing);
    }
    for (const auto &[stream, ids] : removedIds)
        QVERIFY2(reportedIds[stream] == ids, stream.c_str());
}

void TestFeedFaults::testOneConnection_data()
{
    addSeeds();
}

void TestFeedFaults::testOneConnection()
{
    QFETCH(quint32, seed);
    QRandomGenerator random(seed);
    const std::set<std::size_t> removed = chooseRemoved(random, 60);
    std::vector<Delivery> deliveries;
    std::map<std::string, std::size_t> lastOfStream;
    int swaps = 0;
    for (std::size_t i = 0; i < m_frames.size(); ++i) {
        if (removed.contains(i))
            continue;
        deliveries.push_back({m_frames[i].at, 1, i});
        const auto before = lastOfStream.find(m_frames[i].stream);
        if (random.bounded(50) == 0) {
            deliveries.push_back(deliveries.back());
        } else if (random.bounded(50) == 0 && before != lastOfStream.end() &&
                   !m_ends.contains(deliveries[before->second].frame)) {
            std::swap(deliveries[before->second].frame, deliveries.back().frame);
            ++swaps;
        }
        lastOfStream[m_frames[i].stream] = deliveries.size() - 1;
    }
    QVERIFY(removed.size() > 500);
    QVERIFY(swaps > 100);
    const Recorded recorded = play(deliveries);
    // A swap looks like a hole until the late one comes.
    QVERIFY(recorded.gapsFiledAsFilled > 0);
    compare(recorded, removed);
}

void TestFeedFaults::testTwoConnections_data()
{
    addSeeds();
}

void TestFeedFaults::testTwoConnections()
{
    QFETCH(quint32, seed);
    QRandomGenerator random(seed);
    const std::set<std::size_t> removedFirst = chooseRemoved(random, 40);
    const std::set<std::size_t> removedSecond = chooseRemoved(random, 40);
    std::set<std::size_t> removed;
    std::ranges::set_intersection(removedFirst, removedSecond,
                                  std::inserter(removed, removed.end()));
    QVERIFY(removed.size() > 50);
    std::vector<Delivery> deliveries;
    for (std::size_t i = 0; i < m_frames.size(); ++i) {
        if (!removedFirst.contains(i))
            deliveries.push_back({m_frames[i].at, 1, i});
        if (!removedSecond.contains(i))
            deliveries.push_back({m_frames[i].at + std::chrono::milliseconds(200), 2, i});
    }
    const Recorded recorded = play(deliveries);
    // What one connection lacks waits for the other, and no gap is filed for it, not even for a
    // moment.
    QCOMPARE(recorded.gapsFiledAsFilled, 0);
    compare(recorded, removed);
}

QTEST_GUILESS_MAIN(TestFeedFaults)
#include "tst_feedfaults.moc"
