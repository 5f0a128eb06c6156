#include "fakes/scriptedexchange.h"
#include "gui/mainwindow.h"

#include <QAction>
#include <QLabel>
#include <QMessageBox>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestMainWindow : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testStartShowAndStop();
    void testClosingStopsInOrder();
    void testFailureIsShown();

private:
    RecorderSettings settings() const;
    static RecorderOptions options();
    static QString labelText(const MainWindow &window, const QString &name);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ScriptedExchange> m_exchange;
};

void TestMainWindow::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_exchange = std::make_unique<ScriptedExchange>();
}

RecorderSettings TestMainWindow::settings() const
{
    RecorderSettings settings;
    settings.databaseUrl = u"sqlite:///"_s + m_folder->filePath(u"test.db"_s);
    settings.webSocketBaseUrl = m_exchange->url();
    settings.symbols = {*Symbol::parse(std::string_view("btcusdt"))};
    settings.depthStreams = {"depth5@100ms"};
    return settings;
}

RecorderOptions TestMainWindow::options()
{
    RecorderOptions options;
    options.askExchange = false;
    return options;
}

QString TestMainWindow::labelText(const MainWindow &window, const QString &name)
{
    return window.findChild<QLabel *>(name)->text();
}

void TestMainWindow::testStartShowAndStop()
{
    QSignalSpy subscribed(m_exchange.get(), &ScriptedExchange::subscribed);
    MainWindow window(settings(), options());
    window.show();
    auto *start = window.findChild<QAction *>(u"startAction"_s);
    auto *stop = window.findChild<QAction *>(u"stopAction"_s);
    QVERIFY(start->isEnabled() && !stop->isEnabled());
    QCOMPARE(labelText(window, u"verdict"_s), u"Not started"_s);

    start->trigger();
    QVERIFY(!start->isEnabled() && stop->isEnabled());
    QTRY_COMPARE(subscribed.count(), 1);
    m_exchange->send(u"public"_s,
                     R"({"stream":"btcusdt@depth5@100ms","data":{"e":"depthUpdate",)"
                     R"("E":1790000000100,"T":1790000000099,"s":"BTCUSDT","U":1,"u":2,"pu":0,)"
                     R"("b":[["65000.00","1.0"]],"a":[["65000.10","2.0"]]}})");
    const QAbstractItemModel *model = window.findChild<QTableView *>(u"symbols"_s)->model();
    QTRY_COMPARE(model->index(0, 3).data().toString(), u"65000.00"_s);
    QCOMPARE(model->index(0, 4).data().toString(), u"65000.10"_s);
    QTRY_COMPARE(labelText(window, u"verdict"_s), u"Recording"_s);
    QTRY_VERIFY(labelText(window, u"counters"_s).contains(u"1 written"_s));

    stop->trigger();
    QTRY_COMPARE(labelText(window, u"verdict"_s), u"Stopped"_s);
    QVERIFY(start->isEnabled() && !stop->isEnabled());
    start->trigger();
    QTRY_COMPARE(subscribed.count(), 2);
}

void TestMainWindow::testClosingStopsInOrder()
{
    QSignalSpy subscribed(m_exchange.get(), &ScriptedExchange::subscribed);
    MainWindow window(settings(), options());
    window.show();
    window.findChild<QAction *>(u"startAction"_s)->trigger();
    QTRY_COMPARE(subscribed.count(), 1);
    window.close();
    QVERIFY(window.isVisible());
    QTRY_VERIFY(!window.isVisible());
    QCOMPARE(labelText(window, u"verdict"_s), u"Stopped"_s);
}

void TestMainWindow::testFailureIsShown()
{
    RecorderSettings bad = settings();
    bad.databaseUrl = u"sqlite:///"_s + m_folder->filePath(u"no/such/folder/test.db"_s);
    MainWindow window(bad, options());
    window.show();
    window.findChild<QAction *>(u"startAction"_s)->trigger();
    QTRY_VERIFY(window.findChild<QMessageBox *>());
    auto *box = window.findChild<QMessageBox *>();
    QVERIFY(box->informativeText().contains(u"no/such/folder"_s));
    QVERIFY(labelText(window, u"verdict"_s).startsWith(u"Failed: "_s));
    QVERIFY(window.findChild<QAction *>(u"startAction"_s)->isEnabled());
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
