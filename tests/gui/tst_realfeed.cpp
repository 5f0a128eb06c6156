// The window over real captures that are recorded while it is looked at. Its pictures, in both
// themes, are for people.

#include "gui/guitesting.h"
#include "gui/mainwindow.h"
#include "gui/source/ownrecorder.h"
#include "replay/capturesource.h"
#include "replay/replayserver.h"

#include <QSignalSpy>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestRealFeed : public QObject
{
    Q_OBJECT

private slots:
    void testPictures();
};

void TestRealFeed::testPictures()
{
    const QString data = qEnvironmentVariable("ORDERFLOW_TEST_DATA");
    if (data.isEmpty())
        QSKIP("ORDERFLOW_TEST_DATA is not set: no real captures to show");
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    auto capture = openCapture({data + u"/feeds/btcusdt_ethusdt_20240718.gz"_s}, PlayMode::Once);
    QVERIFY2(capture.has_value(), capture ? "" : qPrintable(capture.error()));
    ReplayOptions replayOptions;
    replayOptions.speed = 60;
    ReplayServer server(replayOptions, std::move(*capture));
    QVERIFY(server.listen(0).has_value());

    const QTemporaryDir folder;
    OwnRecorderSettings settings;
    settings.recorder.databaseUrl = u"sqlite:///"_s + folder.filePath(u"real.db"_s);
    settings.recorder.webSocketBaseUrl = server.webSocketUrl();
    settings.recorder.restBaseUrl = server.restUrl();
    settings.recorder.symbols = {GuiTesting::symbol("BTCUSDT"), GuiTesting::symbol("ETHUSDT")};
    settings.recorder.depthStreams = {"depth5@100ms"};
    settings.recorder.tradeStreams = {"aggTrade"};
    settings.statusServer.listen.reset();
    OwnRecorder recorder(settings, RecorderOptions());
    MainWindow window(recorder, std::make_unique<QSettings>(folder.filePath(u"window.ini"_s),
                                                            QSettings::IniFormat));
    window.addControl(recorder);
    window.resize(1920, 1080);
    window.show();
    for (const Symbol &symbol : settings.recorder.symbols)
        window.openSymbol(symbol);
    recorder.start();
    QTRY_VERIFY_WITH_TIMEOUT(recorder.shown().status.eventsWritten > 15'000, 60'000);

    auto *pages = window.findChild<QTabWidget *>(u"pages"_s);
    for (int page = 0; page < pages->count(); ++page) {
        pages->setCurrentIndex(page);
        const QString name = u"window-"_s + pages->currentWidget()->objectName();
        QVERIFY2(GuiTesting::savePictures(window, name) > 100, qPrintable(name));
    }
    QSignalSpy running(&recorder, &OwnRecorder::runningChanged);
    recorder.stop();
    QTRY_COMPARE_WITH_TIMEOUT(running.count(), 1, 60'000);
    QCOMPARE(recorder.shown().status.eventsLost, std::int64_t(0));
}

QTEST_MAIN(TestRealFeed)
#include "tst_realfeed.moc"
