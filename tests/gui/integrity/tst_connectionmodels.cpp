#include "binance/connection/connectionend.h"
#include "fakes/fakeledger.h"
#include "fakes/fakestatus.h"
#include "gui/integrity/connectionhistory.h"
#include "gui/integrity/feedmodel.h"
#include "gui/integrity/gapwords.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// The connections of now and those of the ledger.
class TestConnectionModels : public QObject
{
    Q_OBJECT

private slots:
    void testFeeds();
    void testFeedsOfNothing();
    void testFeedHealth_data();
    void testFeedHealth();
    void testHistory();
    void testStates_data();
    void testStates();
    void testEveryEndHasWords();

private:
    static QString text(const QAbstractItemModel &model, int row, int column)
    {
        return model.index(row, column).data().toString();
    }
};

void TestConnectionModels::testFeeds()
{
    FeedModel model;
    const QAbstractItemModelTester tester(&model);
    RecorderStatus status = FakeStatus::full();
    model.setStatus(status);
    QCOMPARE(model.rowCount(), 2);
    for (int column = 0; column < FeedModel::ColumnCount; ++column)
        QVERIFY(!model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
    QCOMPARE(text(model, 0, FeedModel::State), u"✓ open"_s);
    QCOMPARE(text(model, 0, FeedModel::RouteName), u"public"_s);
    QCOMPARE(text(model, 0, FeedModel::Age), u"90 s"_s);
    QCOMPARE(text(model, 0, FeedModel::Silence), u"80 ms"_s);
    QCOMPARE(text(model, 0, FeedModel::Problem), u"–"_s);
    QCOMPARE(text(model, 1, FeedModel::State), u"✗ waiting to try again"_s);
    QCOMPARE(text(model, 1, FeedModel::Shard), u"3"_s);
    QCOMPARE(text(model, 1, FeedModel::Side), u"2"_s);
    QCOMPARE(text(model, 1, FeedModel::Reconnects), u"6"_s);
    QCOMPARE(text(model, 1, FeedModel::Rotations), u"7"_s);
    QCOMPARE(text(model, 1, FeedModel::Problem), u"connection reset"_s);

    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setStatus(status);
    QCOMPARE(changed.count(), 0);
    ++status.feeds[0].frames;
    model.setStatus(status);
    QCOMPARE(changed.count(), 1);
}

void TestConnectionModels::testFeedsOfNothing()
{
    FeedModel model;
    const QAbstractItemModelTester tester(&model);
    model.setStatus(FakeStatus::healthy(1));
    model.setStatus({});
    QCOMPARE(model.rowCount(), 0);
}

void TestConnectionModels::testFeedHealth_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<int>("silentSeconds");
    QTest::addColumn<int>("muteStreams");
    QTest::addColumn<QString>("sign");
    QTest::newRow("delivers") << int(FeedStatus::State::Open) << 1 << 0 << u"✓"_s;
    QTest::newRow("silent") << int(FeedStatus::State::Open) << 31 << 0 << u"!"_s;
    QTest::newRow("a mute stream") << int(FeedStatus::State::Open) << 1 << 1 << u"!"_s;
    QTest::newRow("connecting") << int(FeedStatus::State::Connecting) << 1 << 0 << u"✗"_s;
    QTest::newRow("closed") << int(FeedStatus::State::Closed) << 1 << 0 << u"○"_s;
}

void TestConnectionModels::testFeedHealth()
{
    QFETCH(int, state);
    QFETCH(int, silentSeconds);
    QFETCH(int, muteStreams);
    RecorderStatus status = FakeStatus::healthy(1);
    FeedStatus &feed = status.feeds[0];
    feed.state = FeedStatus::State(state);
    feed.lastData->monotonic = status.takenAt.monotonic - std::chrono::seconds(silentSeconds);
    feed.muteStreams = muteStreams;
    FeedModel model;
    model.setStatus(status);
    QTEST(text(model, 0, FeedModel::State).left(1), "sign");
}

void TestConnectionModels::testHistory()
{
    ConnectionHistory model;
    const QAbstractItemModelTester tester(&model);
    LedgerSpan span = FakeLedger::day(1);
    model.setSpan(std::make_shared<const LedgerSpan>(span));
    QCOMPARE(model.rowCount(), int(span.connections.size()));
    for (int column = 0; column < ConnectionHistory::ColumnCount; ++column)
        QVERIFY(!model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
    // Of the second run, which is the later one: numbers 1, 2, 3 …
    QCOMPARE(text(model, 2, ConnectionHistory::State), u"closed"_s);
    QCOMPARE(text(model, 2, ConnectionHistory::RouteName), u"public"_s);
    QCOMPARE(text(model, 2, ConnectionHistory::Opened), u"2026-09-21 05:13:20 UTC"_s);
    QCOMPARE(text(model, 2, ConnectionHistory::Lasted), u"6 h"_s);
    QCOMPARE(text(model, 2, ConnectionHistory::Why), u"reset by the network or the exchange"_s);
    QCOMPARE(text(model, 4, ConnectionHistory::State), u"could not be made"_s);
    QCOMPARE(text(model, 4, ConnectionHistory::Opened), u"–"_s);
    QCOMPARE(text(model, 4, ConnectionHistory::Attempts), u"4"_s);
    QCOMPARE(text(model, 7, ConnectionHistory::State), u"open"_s);
    QCOMPARE(text(model, 7, ConnectionHistory::Why), u"–"_s);

    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setSpan(std::make_shared<const LedgerSpan>(span));
    QCOMPARE(changed.count(), 0);
    span.connections.front().connection.frames += 1;
    model.setSpan(std::make_shared<const LedgerSpan>(span));
    QCOMPARE(changed.count(), 1);
    QCOMPARE(reset.count(), 0);
}

void TestConnectionModels::testStates_data()
{
    QTest::addColumn<bool>("runHasEnd");
    QTest::addColumn<bool>("laterRun");
    QTest::addColumn<QString>("state");
    QTest::newRow("of the run that goes on") << false << false << u"open"_s;
    QTest::newRow("of a run that ended") << true << false << u"cut off with its run"_s;
    QTest::newRow("of a run that was killed") << false << true << u"cut off with its run"_s;
}

void TestConnectionModels::testStates()
{
    QFETCH(bool, runHasEnd);
    QFETCH(bool, laterRun);
    LedgerSpan span = FakeLedger::day(1);
    std::erase_if(span.connections, [](const auto &row) { return row.connection.closedAt; });
    if (runHasEnd)
        span.sessions[0].session.endedAt = span.to;
    if (laterRun) {
        LedgerSession later = span.sessions[0];
        ++later.id;
        span.sessions.insert(span.sessions.begin(), later);
    }
    ConnectionHistory model;
    model.setSpan(std::make_shared<const LedgerSpan>(span));
    QVERIFY(model.rowCount() > 0);
    QTEST(text(model, 0, ConnectionHistory::State), "state");
}

void TestConnectionModels::testEveryEndHasWords()
{
    CaptureConnection connection;
    connection.closeReason = u"in full"_s;
    for (int kind = 0; kind < int(ConnectionEnd::Kind::Other); ++kind) {
        connection.endKind = toSqlName(ConnectionEnd::Kind(kind));
        QVERIFY2(GapWords::connectionEnd(connection) != u"in full"_s,
                 qPrintable(connection.endKind));
    }
    connection.endKind = u"of a later version"_s;
    QCOMPARE(GapWords::connectionEnd(connection), u"in full"_s);
}

QTEST_MAIN(TestConnectionModels)
#include "tst_connectionmodels.moc"
