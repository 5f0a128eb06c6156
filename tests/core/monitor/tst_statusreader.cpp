#include "monitor/statusreader.h"

#include "fakes/fakestatus.h"
#include "monitor/statusjson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(Orderflow::RecorderStatus)

namespace {

/// Sets the member at `path`, such as `symbols.0.lastTrade.price`.
QJsonValue changed(const QJsonValue &root, const QStringList &path, const QJsonValue &value)
{
    if (path.isEmpty())
        return value;
    if (root.isArray()) {
        QJsonArray array = root.toArray();
        const int i = path.first().toInt();
        array[i] = changed(array[i], path.sliced(1), value);
        return array;
    }
    QJsonObject object = root.toObject();
    object.insert(path.first(), changed(object.value(path.first()), path.sliced(1), value));
    return object;
}

QJsonObject changedStatus(const QString &path, const QJsonValue &value)
{
    return changed(toJson(FakeStatus::full()), path.split(u'.'), value).toObject();
}

QJsonArray filled(qsizetype count, const QJsonValue &value)
{
    QJsonArray array;
    for (qsizetype i = 0; i < count; ++i)
        array.append(value);
    return array;
}

} // namespace

class TestStatusReader : public QObject
{
    Q_OBJECT

private slots:
    void testThereAndBack_data();
    void testThereAndBack();
    void testAgesDependOnNoClock();
    void testBooksThatWereLeftOut();
    void testUnknownMembersAreIgnored();
    void testMissingMembersAreEmpty();
    void testErrors_data();
    void testErrors();
};

void TestStatusReader::testThereAndBack_data()
{
    QTest::addColumn<RecorderStatus>("status");
    QTest::newRow("empty") << RecorderStatus();
    QTest::newRow("healthy") << FakeStatus::healthy(3);
    QTest::newRow("full") << FakeStatus::full();
    QTest::newRow("no spool") << [] {
        RecorderStatus status = FakeStatus::healthy(1);
        status.writer.spool = {};
        status.writer.ledger.reset();
        status.coverageToday.reset();
        status.process.diskFreeBytes.reset();
        status.symbols[0].intake.lastEvent.reset();
        status.symbols[0].intake.lastTrade.reset();
        status.symbols[0].intake.bids.clear();
        status.feeds[0].openedAt.reset();
        status.feeds[0].lastData.reset();
        return status;
    }();
    for (const RecorderState state :
         {RecorderState::Idle, RecorderState::AskingExchange, RecorderState::Starting,
          RecorderState::Recording, RecorderState::Stopping, RecorderState::Stopped,
          RecorderState::Failed}) {
        RecorderStatus status = FakeStatus::healthy(1);
        status.state = state;
        QTest::addRow("state %d", int(state)) << status;
    }
    for (const WriterStatus::State state :
         {WriterStatus::State::Starting, WriterStatus::State::Ready, WriterStatus::State::Retrying,
          WriterStatus::State::Failed, WriterStatus::State::Stopped}) {
        RecorderStatus status = FakeStatus::healthy(1);
        status.writer.state = state;
        status.writer.lastError = StoreError{};
        QTest::addRow("writer %d", int(state)) << status;
    }
}

void TestStatusReader::testThereAndBack()
{
    QFETCH(RecorderStatus, status);
    const QByteArray sent = QJsonDocument(toJson(status)).toJson();
    const auto read = statusFromJson(QJsonDocument::fromJson(sent).object());
    QVERIFY2(read.has_value(), read ? "" : qPrintable(read.error()));
    QCOMPARE(QJsonDocument(toJson(*read)).toJson(), sent);
}

void TestStatusReader::testAgesDependOnNoClock()
{
    RecorderStatus status = FakeStatus::healthy(1);
    status.takenAt = {UtcMicroseconds(1s), 5000s};
    status.symbols[0].intake.lastEvent = ReceiveTime{UtcMicroseconds(1s), 4998s};
    status.feeds[0].openedAt = ReceiveTime{UtcMicroseconds(-9s), 4990s};
    const auto read = statusFromJson(toJson(status));
    QVERIFY(read.has_value());
    QVERIFY(read->takenAt.monotonic - read->symbols[0].intake.lastEvent->monotonic == 2s);
    QVERIFY(read->takenAt.monotonic - read->feeds[0].openedAt->monotonic == 10s);
    QVERIFY(read->feeds[0].openedAt->utc == UtcMicroseconds(-9s));
    QCOMPARE(isHealthy(*read), isHealthy(status));
}

void TestStatusReader::testBooksThatWereLeftOut()
{
    const RecorderStatus status = FakeStatus::healthy(1);
    QJsonObject json = toJson(status);
    QJsonArray symbols = json[u"symbols"_s].toArray();
    QJsonObject symbol = symbols[0].toObject();
    symbol.remove(u"bids"_s);
    symbol.remove(u"asks"_s);
    symbols[0] = symbol;
    json[u"symbols"_s] = symbols;
    const auto read = statusFromJson(json);
    QVERIFY(read.has_value());
    const SymbolIntake &intake = read->symbols[0].intake;
    QCOMPARE(intake.bids.size(), std::size_t(1));
    QVERIFY(intake.bids[0] == status.symbols[0].intake.bids[0]);
    QVERIFY(intake.asks[0] == status.symbols[0].intake.asks[0]);
}

void TestStatusReader::testUnknownMembersAreIgnored()
{
    QJsonObject json = toJson(FakeStatus::full());
    json[u"moonPhase"_s] = QJsonObject{{u"deep"_s, QJsonArray{1, 2}}};
    json = changed(json, {u"symbols"_s, u"0"_s, u"colour"_s}, u"red"_s).toObject();
    QVERIFY(statusFromJson(json).has_value());
}

void TestStatusReader::testMissingMembersAreEmpty()
{
    const auto read =
        statusFromJson({{u"time"_s, u"2026-09-21T14:13:20.123Z"_s}, {u"state"_s, u"recording"_s}});
    QVERIFY(read.has_value());
    QVERIFY(read->state == RecorderState::Recording);
    QVERIFY(read->symbols.empty());
    QVERIFY(!read->clock && !read->coverageToday && !read->writer.ledger);
}

void TestStatusReader::testErrors_data()
{
    QTest::addColumn<QJsonObject>("json");
    QTest::addColumn<QString>("error");
    const auto add = [](const char *path, const QJsonValue &value, const char *error) {
        QTest::addRow("%s: %s", path, error)
            << changedStatus(QString::fromLatin1(path), value) << QString::fromLatin1(error);
    };
    QTest::newRow("nothing") << QJsonObject() << u"time is missing"_s;
    add("state", u"flying"_s, "state has a value that is not known");
    add("state", 1, "state is not a text");
    add("time", u"yesterday"_s, "time is not a time in UTC by ISO 8601");
    add("time", u"2026-09-21T14:13:20"_s, "time is not a time in UTC by ISO 8601");
    add("eventsReceived", u"7"_s, "eventsReceived is not a whole number");
    add("eventsReceived", 7.5, "eventsReceived is not a whole number");
    add("eventsReceived", 1e300, "eventsReceived is not a whole number");
    add("eventsReceived", -1, "eventsReceived is negative");
    add("eventsReceived", QJsonValue::Null, "eventsReceived is not a whole number");
    add("eventsPerSecond", true, "eventsPerSecond is not a number");
    add("uptimeMs", 1e300, "uptimeMs is too long a time");
    add("symbolShard", u"5/4"_s, "symbolShard has a value that is not known");
    add("database", QString(5000, u'x'), "database is too long");
    add("writer", 3, "writer is not an object");
    add("writer.queue", QJsonArray(), "writer.queue is not an object");
    add("writer.ledger.open", u"many"_s, "writer.ledger.open is not a whole number");
    add("symbols", QJsonObject(), "symbols is not an array");
    add("symbols", filled(10'001, QJsonObject()), "symbols has too many elements");
    add("symbols.1", 4, "symbols[1] is not an object");
    add("symbols.1.symbol", u""_s, "symbols[1].symbol has a value that is not known");
    add("symbols.1", QJsonObject(), "symbols[1].symbol is missing");
    add("symbols.0.lastTrade.price", 65000.1, "symbols[0].lastTrade.price is not a text");
    add("symbols.0.lastTrade.price", u"1e5"_s,
        "symbols[0].lastTrade.price is not a decimal number as text");
    add("symbols.0.lastTrade.isBuyerMaker", 1,
        "symbols[0].lastTrade.isBuyerMaker is neither true nor false");
    add("symbols.0.bids", QJsonArray{QJsonArray{u"1"_s}},
        "symbols[0].bids has a level that is not a price and a quantity as text");
    add("symbols.0.bids", filled(1001, QJsonArray{u"1"_s, u"1"_s}),
        "symbols[0].bids has too many elements");
    add("symbols.0.streams", filled(33, QJsonObject()), "symbols[0].streams has too many elements");
    add("connections.0.side", qint64(1) << 40, "connections[0].side is too large");
    add("recentGaps.0.reason", u"magic"_s, "recentGaps[0].reason has a value that is not known");
    add("clockOffsetMs", u"late"_s, "clockOffsetMs is not a number");
}

void TestStatusReader::testErrors()
{
    QFETCH(QJsonObject, json);
    const auto read = statusFromJson(json);
    QVERIFY(!read.has_value());
    QTEST(read.error(), "error");
}

QTEST_APPLESS_MAIN(TestStatusReader)
#include "tst_statusreader.moc"
