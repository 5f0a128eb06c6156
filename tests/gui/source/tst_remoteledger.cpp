#include "gui/source/remoteledger.h"

#include "fakes/fakeledger.h"
#include "fakes/scriptedrest.h"
#include "ledger/ledgerjson.h"

#include <QJsonDocument>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestRemoteLedger : public QObject
{
    Q_OBJECT

private slots:
    void testReadsAndKeepsWhatItHad();
    void testFillsNothing();

private:
    static RemoteOptions optionsFor(const ScriptedRest &server)
    {
        RemoteOptions options;
        options.address = server.url();
        options.address.setScheme(u"ws"_s);
        options.address.setPath(u"/live"_s);
        return options;
    }
};

void TestRemoteLedger::testReadsAndKeepsWhatItHad()
{
    ScriptedRest server;
    server.answer(u"/ledger"_s, {.body = QJsonDocument(toJson(FakeLedger::full())).toJson()});
    RemoteLedger ledger(optionsFor(server));
    QVERIFY(!ledger.answer().span);
    ledger.request(24h);
    QTRY_VERIFY(ledger.answer().span);
    QVERIFY(*ledger.answer().span == FakeLedger::full());
    server.stop();
    ledger.request(24h);
    QTRY_VERIFY(!ledger.answer().error.isEmpty());
    QVERIFY(ledger.answer().span);
}

void TestRemoteLedger::testFillsNothing()
{
    ScriptedRest server;
    RemoteLedger ledger(optionsFor(server));
    QVERIFY(ledger.fillRefusal().contains(u"orderflow-recorder-cli backfill"_s));
    ledger.fill(FakeLedger::day(1).gaps);
    QVERIFY(!ledger.filling().isRunning);
    QCOMPARE(server.paths(), QStringList());
}

QTEST_GUILESS_MAIN(TestRemoteLedger)
#include "tst_remoteledger.moc"
