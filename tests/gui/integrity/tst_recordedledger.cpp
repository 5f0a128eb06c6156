#include "gui/guitesting.h"
#include "gui/integrity/gaptablemodel.h"
#include "gui/integrity/integritypage.h"
#include "gui/integrity/streamtimeline.h"
#include "gui/source/ownledger.h"
#include "replay/replayserver.h"
#include "replay/syntheticmarket.h"

#include <QComboBox>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// What a recorder wrote, with a restart in the middle, as the page shows it.
class TestRecordedLedger : public QObject
{
    Q_OBJECT

private slots:
    void testRestart();

private:
    static void recordFor(OwnRecorder &recorder, int milliseconds);
};

void TestRecordedLedger::recordFor(OwnRecorder &recorder, int milliseconds)
{
    recorder.start();
    QTRY_COMPARE(recorder.shown().status.state, RecorderState::Recording);
    QTRY_VERIFY(recorder.shown().status.eventsWritten > 0);
    // How long it records is the point here.
    QTest::qWait(milliseconds);
    recorder.stop();
    QTRY_VERIFY(!recorder.isRunning());
}

void TestRecordedLedger::testRestart()
{
    const QTemporaryDir folder;
    const SystemClock clock;
    ReplayServer exchange({}, makeSyntheticMarket({}));
    QVERIFY(exchange.listen(0));
    OwnRecorderSettings settings;
    settings.recorder.databaseUrl = u"sqlite:///"_s + folder.filePath(u"test.db"_s);
    settings.recorder.webSocketBaseUrl = exchange.webSocketUrl();
    settings.recorder.restBaseUrl = exchange.restUrl();
    settings.recorder.symbols = {GuiTesting::symbol("BTCUSDT"), GuiTesting::symbol("ETHUSDT")};
    settings.recorder.depthStreams = {"depth5@100ms"};
    settings.recorder.tradeStreams = {"aggTrade"};
    settings.recorder.repairGaps = false;
    settings.statusServer.listen.reset();
    RecorderOptions options;
    options.askExchange = false;
    OwnRecorder recorder(settings, options);
    recordFor(recorder, 800);
    recordFor(recorder, 800);

    OwnLedger ledger(recorder, clock);
    IntegrityPage page;
    page.setLedger(ledger);
    page.resize(1280, 600);
    auto *hours = page.findChild<QComboBox *>(u"ledgerHours"_s);
    hours->setCurrentIndex(hours->findData(1));
    page.show();
    auto *timeline = page.findChild<StreamTimeline *>();
    QTRY_COMPARE(timeline->shownRows(), std::size_t(4));
    // The books of the time between the runs are gone, whatever became of the trades.
    const auto *table = page.findChild<QTableView *>(u"gapTable"_s);
    int lostBooks = 0;
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        const auto text = [table, row](int column) {
            return table->model()->index(row, column).data().toString();
        };
        if (text(GapTableModel::Stream) == u"depth5@100ms"_s &&
            text(GapTableModel::State) == u"✕ unfillable"_s &&
            text(GapTableModel::Reason) == u"recorder not running"_s)
            ++lostBooks;
    }
    QCOMPARE(lostBooks, 2);
    QCOMPARE(page.findChild<QTableView *>(u"historyTable"_s)->model()->rowCount(), 4);
    // Closer to the end, where all of it is.
    for (int i = 0; i < 30; ++i) {
        QTest::keyClick(timeline, Qt::Key_Plus);
        QTest::keyClick(timeline, Qt::Key_Right, Qt::ControlModifier);
        QTest::keyClick(timeline, Qt::Key_Right, Qt::ControlModifier);
        QTest::keyClick(timeline, Qt::Key_Right, Qt::ControlModifier);
    }
    QVERIFY(GuiTesting::savePictures(page, u"integrity-recorded"_s) > 20);
}

QTEST_MAIN(TestRecordedLedger)
#include "tst_recordedledger.moc"
