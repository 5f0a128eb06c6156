#include "fakes/manualclock.h"
#include "fakes/scriptedrest.h"
#include "fakes/traderest.h"
#include "gui/guitesting.h"
#include "gui/integrity/gaptablemodel.h"
#include "gui/integrity/integritypage.h"
#include "gui/source/ownledger.h"
#include "storage/stores/storefactory.h"

#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// A gap of a real database, from the page's button to the row that is filled.
class TestFilledGap : public QObject
{
    Q_OBJECT

private slots:
    void testFillsThroughThePage();

private:
    static void makeDatabase(const DatabaseUrl &url, const CaptureGap &gap);
};

void TestFilledGap::makeDatabase(const DatabaseUrl &url, const CaptureGap &gap)
{
    const auto store = createStore(url);
    QVERIFY(store->open());
    QVERIFY(store->migrate());
    QVERIFY(store->beginSession({}));
    EventBatch batch;
    batch.add(gap);
    QVERIFY(store->write(batch));
}

void TestFilledGap::testFillsThroughThePage()
{
    const QTemporaryDir folder;
    const SystemClock clock;
    const ManualClock exchangeClock;
    ScriptedRest server;
    TradeRest trades(exchangeClock);
    trades.serveAt(server);
    CaptureGap gap;
    gap.symbol = GuiTesting::symbol("BTCUSDT");
    gap.stream = "aggTrade";
    gap.firstMissingId = 1'001;
    gap.lastMissingId = 3'500;
    gap.missingEvents = 2'500;
    gap.toTime = clock.now().utc - 10min;
    gap.fromTime = gap.toTime - 30min;
    trades.add(gap.symbol, 900, 4'000);
    OwnRecorderSettings settings;
    settings.recorder.databaseUrl = u"sqlite:///"_s + folder.filePath(u"test.db"_s);
    settings.recorder.restBaseUrl = server.url();
    makeDatabase(*DatabaseUrl::parse(settings.recorder.databaseUrl), gap);

    const OwnRecorder recorder(settings, RecorderOptions());
    OwnLedger ledger(recorder, clock);
    IntegrityPage page;
    page.setLedger(ledger);
    page.resize(1000, 700);
    page.show();
    const auto *table = page.findChild<QTableView *>(u"gapTable"_s);
    QTRY_COMPARE(table->model()->rowCount(), 1);
    const auto text = [table](int column) {
        return table->model()->index(0, column).data().toString();
    };
    QCOMPARE(text(GapTableModel::State), u"╱ open"_s);
    QTest::mouseClick(page.findChild<QPushButton *>(u"fillButton"_s), Qt::LeftButton);
    const auto *outcome = page.findChild<QLabel *>(u"fillOutcome"_s);
    QTRY_COMPARE(outcome->text(), u"Filled 1 · unfillable 0 · still open 0"_s);
    // The ledger is read again by itself.
    QTRY_COMPARE(text(GapTableModel::State), u"≡ filled"_s);
    QCOMPARE(text(GapTableModel::Filled), u"2,500"_s);
}

QTEST_MAIN(TestFilledGap)
#include "tst_filledgap.moc"
