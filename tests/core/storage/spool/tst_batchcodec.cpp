#include "storage/spool/batchcodec.h"

#include "core/storage/storetesting.h"

#include <QRandomGenerator>
#include <QTest>

#include <limits>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using StoreTesting::makeBatch;

Q_DECLARE_METATYPE(EventBatch)

class TestBatchCodec : public QObject
{
    Q_OBJECT

private slots:
    void testRoundTrip_data();
    void testRoundTrip();
    void testFirstVersionStaysReadable();
    void testDamage_data();
    void testDamage();
    void testEveryCutIsAnError();
    void testMutatedBytesNeverPass();
    void testMutatedRowsAreReadOrRefused();
    void testFalseCountsCostNoMemory();
    void testSizeOfRealisticBatches();
};

namespace {

constexpr std::int64_t Most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t Least = std::numeric_limits<std::int64_t>::min();

AggTrade extremeTrade(std::int64_t number, std::uint8_t scale)
{
    AggTrade trade;
    trade.symbol = *Symbol::parse(u"币安人生USDT");
    trade.aggTradeId = number;
    trade.firstTradeId = Least + Most - number;
    trade.lastTradeId = number;
    trade.price = Decimal(number, scale);
    trade.quantity = Decimal(-(number / 2), 0);
    trade.quantityExclRpi = Decimal(1, 18);
    trade.isBuyerMaker = true;
    trade.eventTime = UtcMilliseconds(std::chrono::milliseconds(number));
    trade.tradeTime = UtcMilliseconds(std::chrono::milliseconds(Least - number));
    trade.receiveTime = {UtcMicroseconds(std::chrono::microseconds(number)),
                         std::chrono::nanoseconds(number)};
    trade.source = EventSource::File;
    return trade;
}

DepthUpdate extremeDepth(std::int64_t number)
{
    DepthUpdate update;
    update.symbol = *Symbol::parse(std::string(Symbol::MaxBytes, 'X'));
    update.depthKind = "depth@0ms";
    update.firstUpdateId = number;
    update.finalUpdateId = Least;
    update.prevFinalUpdateId = Most;
    update.eventTime = UtcMilliseconds(std::chrono::milliseconds(number));
    update.bids = {{Decimal(number, 18), Decimal(Most, 0)}, {Decimal(Most, 0), Decimal(0, 7)}};
    update.asks = std::vector<PriceLevel>(1000, {Decimal(5, 2), Decimal(number, 1)});
    return update;
}

CaptureGap fullGap()
{
    CaptureGap gap = StoreTesting::makeGap();
    gap.reason = GapReason::WriteFailure;
    gap.status = GapStatus::Unfillable;
    gap.firstMissingId = Least;
    gap.lastMissingId = Most;
    gap.filledRows = 12;
    gap.note = u"Why — “so”. 币"_s;
    return gap;
}

CaptureConnection fullConnection()
{
    CaptureConnection connection = StoreTesting::makeConnection();
    connection.number = Most;
    connection.shard = 7;
    connection.side = 2;
    connection.streams = 200;
    connection.attempts = 31;
    connection.closedAt = UtcMicroseconds(std::chrono::microseconds(Most));
    connection.endKind = u"http_status"_s;
    connection.closeReason = u"answered with 451"_s;
    connection.frames = Most;
    connection.bytes = Most;
    return connection;
}

/// Some of everything, as a recorder makes it.
EventBatch mixedBatch()
{
    EventBatch batch;
    for (int i = 0; i < 40; ++i) {
        batch.add(StoreTesting::makeTrade(1000 + i));
        batch.add(StoreTesting::makeDepth(500'000 + i * 30));
    }
    batch.add(fullGap());
    batch.add(fullConnection());
    batch.add(StoreTesting::makeClockSample());
    return batch;
}

} // namespace

void TestBatchCodec::testRoundTrip_data()
{
    QTest::addColumn<EventBatch>("batch");
    QTest::newRow("nothing") << EventBatch();
    QTest::newRow("default rows") << makeBatch(AggTrade(), DepthUpdate(), CaptureGap(),
                                               CaptureConnection(), ClockSample());
    QTest::newRow("everything") << mixedBatch();
    QTest::newRow("extreme trades")
        << makeBatch(extremeTrade(Most, 18), extremeTrade(Least, 0), extremeTrade(Most, 0),
                     extremeTrade(0, 18), extremeTrade(Least, 18));
    QTest::newRow("extreme depth")
        << makeBatch(extremeDepth(Most), extremeDepth(Least), extremeDepth(0));
    QTest::newRow("gaps") << makeBatch(fullGap(), StoreTesting::makeGap(), fullGap());
    QTest::newRow("connections") << makeBatch(fullConnection(), StoreTesting::makeConnection());
    QTest::newRow("clock samples") << makeBatch(
        ClockSample{UtcMicroseconds(std::chrono::microseconds(Least)),
                    std::chrono::microseconds(Most), std::chrono::microseconds(Least)});
    for (const EventSource source : {EventSource::Live, EventSource::Rest, EventSource::File}) {
        AggTrade trade = StoreTesting::makeTrade(1);
        trade.source = source;
        trade.eventTime.reset();
        QTest::addRow("from %s", toSqlName(source).data()) << makeBatch(trade);
    }
    for (const GapReason reason : GapReasons) {
        for (const GapStatus status : GapStatuses) {
            CaptureGap gap;
            gap.reason = reason;
            gap.status = status;
            QTest::addRow("%s, %s", toSqlName(reason).data(), toSqlName(status).data())
                << makeBatch(gap);
        }
    }
    EventBatch repair = makeBatch(StoreTesting::makeTrade(5));
    repair.repair = GapRepair{Most, std::nullopt, {}};
    QTest::newRow("repair") << repair;
    repair.repair = GapRepair{1, GapStatus::Unfillable, u"The exchange has no more."_s};
    QTest::newRow("last of a repair") << repair;
}

void TestBatchCodec::testRoundTrip()
{
    QFETCH(EventBatch, batch);
    const auto decoded = BatchCodec::decode(BatchCodec::encode(batch));
    QVERIFY2(decoded, decoded ? "" : qPrintable(decoded.error()));
    QVERIFY(*decoded == batch);
}

void TestBatchCodec::testFirstVersionStaysReadable()
{
    // As version 1 wrote mixedBatch(). Never to be changed.
    const QByteArray written = QByteArray::fromBase64(
        "T0ZCASi1L/1kXwZtCgD0EFAAB0JUQ1VTRFTQD6CcAQYErMiMBgbIAQAAyvq4hJlkAQaGtofdyuOOBgAB"
        "BGxpdmUAAg4GAAEGAAABUAIHRVRIAwxkZXB0aDVAMTAwbXOYhD0ohIQ90A2Cgf7cBATs0SkFGAIE7tEp"
        "BNwLAgMUKAAADQAABAAECGFnZ1RyYWRlBQ13cml0ZV9mYWlsdXJlBgp1bmZpbGxhYmxlAf8BAf7/AQEK"
        "GIACFVdoeSDigJQg4oCcc2/igJ0uIOW4gQIGcHVibGljJ3dzczovL2ZzdHJlYW0uYmluYW5jZS5jb20v"
        "Lw4EkAOAru8+AQtodHRwX3N0YXR1cxFhbnN3ZXJlZCB3aXRoIDQ1MQK3F8KgCgAWAEkg0rKBS7cDzAA1"
        "CIPhWs9xRdR4QLUHeJEfyBk4otDqLFux6GkAaLZJLI1KiJZKXCMlrNJlZtU2ACgt/hq3");
    const auto decoded = BatchCodec::decode(written);
    QVERIFY2(decoded, decoded ? "" : qPrintable(decoded.error()));
    QVERIFY(*decoded == mixedBatch());
}

void TestBatchCodec::testDamage_data()
{
    const QByteArray whole = BatchCodec::encode(mixedBatch());
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("problem");
    QTest::newRow("nothing") << QByteArray() << u"it is no batch"_s;
    QTest::newRow("another file") << QByteArray("SQLite format 3") << u"it is no batch"_s;
    QTest::newRow("later version")
        << QByteArray(whole).replace(3, 1, "\x09")
        << u"it is of version 9, and this program knows versions up to 1"_s;
    QTest::newRow("only a header") << whole.first(4) << u"it ends too early"_s;
    QTest::newRow("cut") << whole.chopped(1) << u"it ends too early"_s;
    QTest::newRow("longer") << whole + "x" << u"there is something behind its end"_s;
    QTest::newRow("no zstd") << whole.first(4) + "not a frame" << u"zstd cannot read it: *"_s;
}

void TestBatchCodec::testDamage()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, problem);
    const auto decoded = BatchCodec::decode(bytes);
    QVERIFY(!decoded);
    const auto pattern = QRegularExpression::fromWildcard(problem);
    QVERIFY2(pattern.match(decoded.error()).hasMatch(), qPrintable(decoded.error()));
}

void TestBatchCodec::testEveryCutIsAnError()
{
    const QByteArray rows = BatchCodec::encodeRows(mixedBatch());
    for (qsizetype size = 0; size < rows.size(); ++size)
        QVERIFY2(!BatchCodec::decodeRows(rows.first(size)), qPrintable(QString::number(size)));
}

void TestBatchCodec::testMutatedBytesNeverPass()
{
    const EventBatch batch = mixedBatch();
    const QByteArray whole = BatchCodec::encode(batch);
    QRandomGenerator random(1);
    for (int i = 0; i < 5'000; ++i) {
        QByteArray mutated = whole;
        const int changes = int(random.bounded(1, 4));
        for (int j = 0; j < changes; ++j)
            mutated[random.bounded(mutated.size())] = char(random.bounded(256));
        if (random.bounded(4) == 0)
            mutated.truncate(random.bounded(mutated.size()));
        const auto decoded = BatchCodec::decode(mutated);
        QVERIFY2(!decoded || *decoded == batch,
                 qPrintable(QString::fromLatin1(mutated.toBase64())));
    }
}

void TestBatchCodec::testMutatedRowsAreReadOrRefused()
{
    // Behind zstd's checksum nothing vouches for the rows any more: whatever they are, reading
    // ends, and what is read can be written again.
    const QByteArray whole = BatchCodec::encodeRows(mixedBatch());
    QRandomGenerator random(2);
    int refused = 0;
    int read = 0;
    for (int i = 0; i < 20'000; ++i) {
        QByteArray mutated = whole;
        const int changes = int(random.bounded(1, 5));
        for (int j = 0; j < changes; ++j)
            mutated[random.bounded(mutated.size())] = char(random.bounded(256));
        const auto decoded = BatchCodec::decodeRows(mutated);
        ++(decoded ? read : refused);
        if (decoded) {
            const auto again = BatchCodec::decode(BatchCodec::encode(*decoded));
            QVERIFY(again && *again == *decoded);
        } else {
            QVERIFY(!decoded.error().isEmpty());
        }
    }
    QVERIFY(refused > 0);
    QVERIFY(read > 0);
}

void TestBatchCodec::testFalseCountsCostNoMemory()
{
    // 2^62 trades.
    const auto decoded =
        BatchCodec::decodeRows(QByteArrayView("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 10));
    QVERIFY(!decoded);
    QCOMPARE(decoded.error(), u"it has more rows than bytes"_s);
    const auto tooLong = BatchCodec::decodeRows(QByteArray(11, '\xff'));
    QVERIFY(!tooLong);
    QCOMPARE(tooLong.error(), u"it has a number of more than 64 bits"_s);
}

void TestBatchCodec::testSizeOfRealisticBatches()
{
    EventBatch batch;
    QRandomGenerator random(3);
    for (int i = 0; i < 2'500; ++i) {
        AggTrade trade = StoreTesting::makeTrade(1'000'000 + i);
        trade.price = Decimal(6'394'390 + random.bounded(50), 2);
        trade.quantity = Decimal(random.bounded(1, 3'000), 3);
        trade.tradeTime += std::chrono::milliseconds(i);
        trade.receiveTime.utc += std::chrono::microseconds(i * 1000 + random.bounded(500));
        batch.add(trade);
        DepthUpdate update = StoreTesting::makeDepth(9'000'000 + i * 300);
        update.transactionTime += std::chrono::milliseconds(i);
        for (int level = 0; level < 5; ++level) {
            update.bids.push_back(
                {Decimal(341'110 - level, 2), Decimal(random.bounded(90'000), 3)});
            update.asks.push_back(
                {Decimal(341'111 + level, 2), Decimal(random.bounded(90'000), 3)});
        }
        batch.add(update);
    }
    const qsizetype size = BatchCodec::encode(batch).size();
    QVERIFY2(std::size_t(size) * 10 < batch.bytes, qPrintable(QString::number(size)));
}

QTEST_APPLESS_MAIN(TestBatchCodec)
#include "tst_batchcodec.moc"
