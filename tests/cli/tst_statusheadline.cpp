#include "statusheadline.h"

#include "fakes/fakestatus.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(Orderflow::RecorderStatus)

namespace {

template <typename Change>
RecorderStatus changed(Change change)
{
    RecorderStatus status = FakeStatus::healthy(1);
    status.latencies.receiveToCommit.p99 = 12ms;
    change(status);
    return status;
}

void takeDatabaseAway(RecorderStatus &status, int events)
{
    status.writer.state = WriterStatus::State::Retrying;
    status.writer.lastError = StoreError{StoreError::Kind::Unavailable, u"refused"_s, {}};
    status.writer.spool.totals = {1, events, 100, 0, 0, 0};
}

} // namespace

class TestStatusHeadline : public QObject
{
    Q_OBJECT

private slots:
    void testGoodOnes_data();
    void testGoodOnes();
    void testTrouble();
    void testLink();
    void testWhenTroubleBegan();
};

void TestStatusHeadline::testGoodOnes_data()
{
    QTest::addColumn<RecorderStatus>("status");
    QTest::addColumn<QString>("text");
    QTest::newRow("good") << changed([](auto &) {}) << u"Recording · complete · 12.0 ms behind"_s;
    QTest::newRow("nothing committed lately")
        << changed([](auto &s) { s.latencies = {}; }) << u"Recording · complete"_s;
    QTest::newRow("gaps open") << changed([](auto &s) { s.writer.ledger->open = 1234; })
                               << u"Recording · 1,234 gaps open · 12.0 ms behind"_s;
    QTest::newRow("something missing of today")
        << changed([](auto &s) { s.coverageToday = 0.999999; })
        << u"Recording · 99.99 % of today · 12.0 ms behind"_s;
    QTest::newRow("filled gaps are no more")
        << changed([](auto &s) { s.gaps = 3; }) << u"Recording · complete · 12.0 ms behind"_s;
    QTest::newRow("ledger not read yet") << changed([](auto &s) {
        s.writer.ledger.reset();
        s.coverageToday.reset();
        s.gaps = 3;
    }) << u"Recording · 3 gaps · 12.0 ms behind"_s;
    QTest::newRow("spool in use") << changed([](auto &s) {
        s.writer.spool.totals = {1, 20, 300, 0, 0, 0};
    }) << u"Recording, 20 events on disk go to the database · complete · 12.0 ms behind"_s;
}

void TestStatusHeadline::testGoodOnes()
{
    QFETCH(RecorderStatus, status);
    QTEST(headline(status, std::nullopt), "text");
}

void TestStatusHeadline::testTrouble()
{
    const RecorderStatus status = changed([](auto &s) { takeDatabaseAway(s, 7); });
    const QString text = u"Database away, 7 events wait on disk: refused"_s;
    QCOMPARE(headline(status, std::nullopt), text);
    const TroubleStart start{UtcMicroseconds(14h + 3min + 12s), false};
    QCOMPARE(headline(status, start), text + u" since 14:03:12 UTC"_s);
    const TroubleStart older{start.time, true};
    QCOMPARE(headline(status, older), text + u" since before 14:03:12 UTC"_s);
}

void TestStatusHeadline::testLink()
{
    QCOMPARE(headline({u"host:9464"_s, 12'900ms, u"connection refused"_s}),
             u"no answer from host:9464 since 12 s: connection refused"_s);
    QCOMPARE(headline({u"host:9464"_s, 1s, {}}), u"no answer from host:9464 since 1 s"_s);
}

void TestStatusHeadline::testWhenTroubleBegan()
{
    TroubleWatch watch;
    RecorderStatus status = FakeStatus::healthy(1);
    const auto at = [&status](std::chrono::seconds time) -> RecorderStatus & {
        status.takenAt.utc = UtcMicroseconds(time);
        return status;
    };
    QVERIFY(!watch.update(at(1s)));
    takeDatabaseAway(status, 1);
    auto start = watch.update(at(2s));
    QVERIFY(start && start->time == UtcMicroseconds(2s) && !start->isOlder);
    // More of the same.
    takeDatabaseAway(status, 5000);
    start = watch.update(at(3s));
    QVERIFY(start && start->time == UtcMicroseconds(2s));
    // Something else.
    status.writer.lastError->message = u"disk full"_s;
    start = watch.update(at(4s));
    QVERIFY(start && start->time == UtcMicroseconds(4s));
    status = FakeStatus::healthy(1);
    QVERIFY(!watch.update(at(5s)));

    TroubleWatch late;
    takeDatabaseAway(status, 1);
    start = late.update(at(6s));
    QVERIFY(start && start->isOlder);
    start = late.update(at(7s));
    QVERIFY(start && start->isOlder && start->time == UtcMicroseconds(6s));
}

QTEST_APPLESS_MAIN(TestStatusHeadline)
#include "tst_statusheadline.moc"
