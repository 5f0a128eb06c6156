#include "gui/overview/overviewpage.h"

#include "gui/guitesting.h"
#include "gui/overview/markets.h"
#include "gui/overview/symboltableview.h"
#include "gui/overview/tile.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestOverviewPage : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testPictures_data();
    void testPictures();

private:
    void show(const RecorderStatus &status) { m_page->showStatus({status, {}, {}}); }

    SeriesStore m_series;
    std::unique_ptr<OverviewPage> m_page;
};

void TestOverviewPage::init()
{
    m_series = SeriesStore();
    m_page = std::make_unique<OverviewPage>(m_series);
    m_page->resize(1280, 800);
    m_page->show();
}

void TestOverviewPage::testPictures_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QSize>("size");
    QTest::newRow("healthy") << u"healthy"_s << QSize(1280, 800);
    QTest::newRow("troubled") << u"troubled"_s << QSize(1280, 800);
    QTest::newRow("800 symbols") << u"800"_s << QSize(1280, 800);
    QTest::newRow("narrow") << u"narrow"_s << QSize(640, 800);
    QTest::newRow("no answer") << u"no-answer"_s << QSize(1280, 800);
    QTest::newRow("nothing yet") << u"nothing"_s << QSize(1280, 800);
}

void TestOverviewPage::testPictures()
{
    QFETCH(QString, name);
    QFETCH(QSize, size);
    m_page->resize(size);
    ShownStatus shown;
    shown.status = name == u"troubled"_s || name == u"narrow"_s
                       ? Markets::troubled()
                       : Markets::status(name == u"800"_s ? 800 : 20);
    if (name == u"no-answer"_s)
        shown.trouble = LinkTrouble{u"recorder.example:9464"_s, 12s, u"Connection refused"_s};
    if (name == u"nothing"_s)
        shown = {};
    for (int i = 0; i < 700; ++i) {
        RecorderStatus past = Markets::status(1, (i - 700) * 10);
        past.eventsPerSecond = 1300 + 240 * std::sin(i / 40.0) + (i * 7919) % 97;
        past.rowsPerSecond = past.eventsPerSecond * 0.99;
        past.latencies.receiveToCommit.p99 =
            std::chrono::microseconds(35'000 + (i * 7919) % 9973 + (i % 180 == 7 ? 60'000 : 0));
        if (name != u"nothing"_s)
            m_series.add(past);
    }
    m_page->setFavourites({u"SOLUSDT"_s, u"ETHUSDT"_s});
    m_page->showStatus(shown);
    QVERIFY(GuiTesting::savePictures(*m_page, u"overview-"_s + name) > 20);
}

QTEST_MAIN(TestOverviewPage)
#include "tst_overviewpage.moc"
