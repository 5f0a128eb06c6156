#include "fakes/fakeledger.h"
#include "ledger/ledgerjson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestLedgerJson : public QObject
{
    Q_OBJECT

private slots:
    void testComesBack();
    void testNewerVersion();
    void testFaults_data();
    void testFaults();
    void testTooMany();
    void testClipped();
};

void TestLedgerJson::testComesBack()
{
    const LedgerSpan span = FakeLedger::full();
    const QByteArray text = QJsonDocument(toJson(span)).toJson();
    const auto read = ledgerFromJson(QJsonDocument::fromJson(text).object());
    QVERIFY2(read, read ? "" : qPrintable(read.error()));
    QVERIFY(read->streams == span.streams);
    QVERIFY(read->sessions == span.sessions);
    QVERIFY(read->connections == span.connections);
    QVERIFY(read->gaps == span.gaps);
    QVERIFY(*read == span);
}

void TestLedgerJson::testNewerVersion()
{
    QJsonObject json = toJson(FakeLedger::day(1));
    json.insert(u"colour"_s, u"blue"_s);
    QVERIFY(ledgerFromJson(json));
    // What it does not know at all is no ledger.
    QVERIFY(!ledgerFromJson({{u"colour"_s, u"blue"_s}}));
}

void TestLedgerJson::testFaults_data()
{
    QTest::addColumn<QString>("member");
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QString>("error");
    const auto rows = [](const char *text) {
        return QJsonValue(QJsonDocument::fromJson(text).array());
    };
    QTest::newRow("a time of another zone")
        << u"from"_s << QJsonValue(u"2026-09-21T14:13:20+02:00"_s)
        << u"from is not a time in UTC by ISO 8601"_s;
    QTest::newRow("no list") << u"gaps"_s << QJsonValue(7) << u"gaps"_s;
    QTest::newRow("no gap") << u"gaps"_s << rows("[7]") << u"gaps[0] is not an object"_s;
    QTest::newRow("an unknown status") << u"gaps"_s << rows(R"([{"status":"lost"}])")
                                       << u"gaps[0].status has a value that is not known"_s;
    QTest::newRow("no symbol") << u"streams"_s << rows(R"([{"symbol":"a b"}])")
                               << u"streams[0].symbol has a value that is not known"_s;
    QTest::newRow("a negative count") << u"connections"_s << rows(R"([{},{"frames":-1}])")
                                      << u"connections[1].frames is negative"_s;
    QTest::newRow("a fraction") << u"sessions"_s << rows(R"([{"id":1.5}])")
                                << u"sessions[0].id is not a whole number"_s;
}

void TestLedgerJson::testFaults()
{
    QFETCH(QString, member);
    QFETCH(QJsonValue, value);
    QFETCH(QString, error);
    QJsonObject json = toJson(FakeLedger::day(1));
    json.insert(member, value);
    const auto read = ledgerFromJson(json);
    QVERIFY(!read);
    QVERIFY2(read.error().startsWith(error), qPrintable(read.error()));
}

void TestLedgerJson::testTooMany()
{
    QJsonArray sessions;
    for (std::size_t i = 0; i <= LedgerSpan::MaxSessions; ++i)
        sessions.append(QJsonObject());
    QJsonObject json = toJson(FakeLedger::day(1));
    json.insert(u"sessions"_s, sessions);
    QVERIFY(!ledgerFromJson(json));
}

void TestLedgerJson::testClipped()
{
    const LedgerSpan span = FakeLedger::day(3);
    QVERIFY(clipped(span, span.from - 1h) == span);
    const UtcMicroseconds from = span.to - 2h;
    const LedgerSpan part = clipped(span, from);
    QCOMPARE(part.from, from);
    QCOMPARE(part.streams.size(), span.streams.size());
    QVERIFY(!part.gaps.empty());
    QVERIFY(part.gaps.size() < span.gaps.size());
    for (const LedgerGap &row : part.gaps)
        QVERIFY(row.gap.toTime >= from);
    // The run that was before is gone, and what has no end goes on.
    QCOMPARE(part.sessions.size(), std::size_t(1));
    QCOMPARE(part.connections.size(), std::size_t(2));
}

QTEST_APPLESS_MAIN(TestLedgerJson)
#include "tst_ledgerjson.moc"
