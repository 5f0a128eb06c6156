// Pictures of the overview page in its states, for people to look at.

#include "gui/guitesting.h"
#include "gui/overview/markets.h"
#include "gui/overview/overviewpage.h"

#include <QTest>

#include <cmath>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestOverviewPictures : public QObject
{
    Q_OBJECT

private slots:
    void testPictures_data();
    void testPictures();

private:
    static void addPast(SeriesStore &series, RecorderStatus status);
};

/// Some minutes of it, in waves.
void TestOverviewPictures::addPast(SeriesStore &series, RecorderStatus status)
{
    // Of many symbols a short one, because it takes long to make.
    const int seconds = status.symbols.size() > 100 ? 150 : 600;
    status.takenAt.utc -= std::chrono::seconds(seconds);
    const double events = status.eventsPerSecond;
    const std::vector<SymbolStatus> symbols = status.symbols;
    for (int i = 0; i < seconds; ++i) {
        const auto wave = [i](std::size_t seed) {
            return 1 + 0.3 * std::sin(i / 40.0 + double(seed)) +
                   double((i * 7919 + int(seed) * 31) % 97) / 300;
        };
        status.eventsPerSecond = events * wave(0);
        status.rowsPerSecond = status.eventsPerSecond * 0.99;
        const int slow = i % 180 == 7 ? 60'000 : 0;
        status.latencies.receiveToCommit = {
            500, 10ms, std::chrono::microseconds(35'000 + (i * 7919) % 9973 + slow), 99ms};
        for (std::size_t s = 0; s < symbols.size(); ++s)
            status.symbols[s].tradesPerSecond = symbols[s].tradesPerSecond * wave(s);
        series.add(status);
        status.takenAt.utc += 1s;
    }
}

void TestOverviewPictures::testPictures_data()
{
    QTest::addColumn<ShownStatus>("shown");
    QTest::addColumn<QSize>("size");
    const QSize usual(1280, 800);
    QTest::newRow("healthy") << ShownStatus{Markets::status(20), {}, {}} << usual;
    QTest::newRow("troubled") << ShownStatus{Markets::troubled(), {}, {}} << usual;
    QTest::newRow("many") << ShownStatus{Markets::status(800), {}, {}} << usual;
    QTest::newRow("narrow") << ShownStatus{Markets::troubled(), {}, {}} << QSize(640, 800);
    QTest::newRow("no-answer") << ShownStatus{Markets::status(20),
                                              LinkTrouble{u"recorder.example:9464"_s, 12s,
                                                          u"Connection refused"_s},
                                              {}}
                               << usual;
    QTest::newRow("nothing") << ShownStatus() << usual;
}

void TestOverviewPictures::testPictures()
{
    QFETCH(ShownStatus, shown);
    QFETCH(QSize, size);
    SeriesStore series;
    if (!shown.status.symbols.empty())
        addPast(series, shown.status);
    OverviewPage page(series);
    page.setFavourites({u"SOLUSDT"_s, u"ETHUSDT"_s});
    page.resize(size);
    page.show();
    page.showStatus(shown);
    const QString name = u"overview-"_s + QString::fromLatin1(QTest::currentDataTag());
    QVERIFY(GuiTesting::savePictures(page, name) > 20);
}

QTEST_MAIN(TestOverviewPictures)
#include "tst_overviewpictures.moc"
