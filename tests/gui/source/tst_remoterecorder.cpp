#include "gui/source/remoterecorder.h"

#include "fakes/fakestatus.h"
#include "fakes/fakestatusserver.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestRemoteRecorder : public QObject
{
    Q_OBJECT

private slots:
    void testShowsAndComesBack();
    void testSaysSoWithinTwoSeconds();
    void testNobodyThere();
    void testAsksForBooks();

private:
    const SystemClock m_clock;
};

void TestRemoteRecorder::testShowsAndComesBack()
{
    FakeStatusServer server;
    server.setStatus(FakeStatus::healthy(2));
    RemoteRecorder recorder({.address = server.url(), .longestDelay = 20ms}, m_clock);
    QCOMPARE(recorder.name(), u"localhost:%1"_s.arg(server.port()));
    recorder.start();
    QTRY_COMPARE(recorder.shown().status.symbols.size(), std::size_t(2));
    QVERIFY(!recorder.shown().trouble);
    QVERIFY(healthOf(recorder.shown()) == Health::Good);

    server.stop();
    QTRY_VERIFY(recorder.shown().trouble);
    QVERIFY(healthOf(recorder.shown()) == Health::Bad);
    QVERIFY(verdictOf(recorder.shown()).startsWith(u"No answer from localhost:"_s));
    QCOMPARE(recorder.shown().status.symbols.size(), std::size_t(2));

    server.resume();
    QTRY_VERIFY(!recorder.shown().trouble);
}

void TestRemoteRecorder::testSaysSoWithinTwoSeconds()
{
    FakeStatusServer server;
    server.setStatus(FakeStatus::healthy(1));
    RemoteRecorder recorder({.address = server.url(), .patience = 60s}, m_clock);
    recorder.start();
    QTRY_VERIFY(!recorder.shown().status.symbols.empty());
    // Nobody closes the connection; no more comes.
    QTRY_VERIFY_WITH_TIMEOUT(recorder.shown().trouble, 10'000);
    QVERIFY(recorder.shown().trouble->since < 4s);
}

void TestRemoteRecorder::testNobodyThere()
{
    FakeStatusServer server;
    const QUrl url = server.url();
    server.stop();
    RemoteRecorder recorder({.address = url, .longestDelay = 20ms}, m_clock);
    recorder.start();
    QTRY_VERIFY(recorder.shown().trouble && !recorder.shown().trouble->reason.isEmpty());
    QVERIFY(verdictOf(recorder.shown()).contains(u"refused"_s));
}

void TestRemoteRecorder::testAsksForBooks()
{
    FakeStatusServer server;
    RemoteRecorder recorder({.address = server.url()}, m_clock);
    recorder.watch({*Symbol::parse(std::string_view("BTCUSDT"))});
    recorder.start();
    QTRY_COMPARE(server.received(), QStringList{uR"({"symbols":["BTCUSDT"],"type":"books"})"_s});
}

QTEST_MAIN(TestRemoteRecorder)
#include "tst_remoterecorder.moc"
