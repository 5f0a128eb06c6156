#include "gui/overview/verdictbanner.h"

#include "gui/guitesting.h"
#include "gui/overview/markets.h"

#include <QApplication>
#include <QLabel>
#include <QTest>
#include <QToolButton>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestVerdictBanner : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void testTexts_data();
    void testTexts();
    void testSinceWhen();
    void testAlerts();
    void testMoreAlerts();
    void testFiguresOnceASecond();
    void testColourFollowsPalette();

private:
    void show(const RecorderStatus &status) { m_banner->showStatus({status, {}, {}}); }
    QString text(const QString &name) const
    {
        const auto *label = m_banner->findChild<QLabel *>(name);
        return label->isVisible() ? label->text() : u"hidden"_s;
    }

    std::unique_ptr<VerdictBanner> m_banner;
};

void TestVerdictBanner::init()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    m_banner = std::make_unique<VerdictBanner>();
    m_banner->resize(1000, 100);
    m_banner->show();
}

void TestVerdictBanner::testTexts_data()
{
    QTest::addColumn<ShownStatus>("shown");
    QTest::addColumn<QString>("sign");
    QTest::addColumn<QString>("verdict");
    QTest::addColumn<QString>("facts");
    ShownStatus shown;
    QTest::newRow("nothing yet") << shown << u"○"_s << u"Not started"_s << QString();
    shown.status = Markets::status(20);
    QTest::newRow("healthy") << shown << u"✓"_s << u"Recording"_s
                             << u"20 symbol(s) · into postgresql://localhost:5432/"
                                "orderflow_recorder · started 93 min ago"_s;
    ShownStatus lost = shown;
    lost.status.eventsLost = 7;
    lost.status.shard = {2, 4};
    QTest::newRow("lost, a share of the symbols")
        << lost << u"!"_s << u"Recording, 7 events lost"_s
        << u"since 14:13:20 UTC or earlier · 20 symbol(s) · into postgresql://localhost:5432/"
           "orderflow_recorder SHARD=2/4 · started 93 min ago"_s;
    ShownStatus silent = shown;
    silent.trouble = LinkTrouble{u"host:9464"_s, 12s, u"refused"_s};
    QTest::newRow("no answer")
        << silent << u"✗"_s << u"No answer from host:9464 for 12 s: refused"_s
        << u"all figures are as of 2026-09-21 14:13:20 UTC · 20 symbol(s) · into "
           "postgresql://localhost:5432/orderflow_recorder"_s;
    ShownStatus failed;
    failed.failure = u"The folder is not there. Make it first."_s;
    QTest::newRow("failed") << failed << u"✗"_s
                            << u"Failed: The folder is not there. Make it first."_s << QString();
}

void TestVerdictBanner::testTexts()
{
    QFETCH(ShownStatus, shown);
    m_banner->showStatus(shown);
    QTEST(text(u"verdictSign"_s), "sign");
    QTEST(text(u"verdict"_s), "verdict");
    QTEST(text(u"facts"_s), "facts");
    QTEST(m_banner->accessibleDescription(), "verdict");
}

void TestVerdictBanner::testSinceWhen()
{
    show(Markets::status(1));
    RecorderStatus status = Markets::status(1, 5);
    status.writer.state = WriterStatus::State::Retrying;
    show(status);
    QVERIFY(text(u"facts"_s).startsWith(u"since 14:13:20 UTC · "_s));
    status.takenAt.utc += 24h;
    status.takenAt.monotonic += 24h;
    show(status);
    QVERIFY(text(u"facts"_s).startsWith(u"since 2026-09-21 14:13:20 UTC · "_s));
}

void TestVerdictBanner::testAlerts()
{
    RecorderStatus status = Markets::status(1);
    status.alerts = {{u"one"_s, false, status.takenAt.utc, u"This is over."_s},
                     {u"two"_s, true, status.takenAt.utc - 20s, u"Make room."_s},
                     {u"three"_s, true, {}, u"Start it."_s}};
    show(status);
    QCOMPARE(text(u"alerts"_s), u"! Since 14:13:00 UTC: Make room.\n! Start it."_s);
    QVERIFY(!m_banner->findChild<QToolButton *>(u"moreAlerts"_s)->isVisible());
    status.alerts.clear();
    show(status);
    QCOMPARE(text(u"alerts"_s), u"hidden"_s);
}

void TestVerdictBanner::testMoreAlerts()
{
    RecorderStatus status = Markets::status(1);
    for (int i = 1; i <= 5; ++i)
        status.alerts.push_back({u"alert"_s, true, {}, u"Number %1."_s.arg(i)});
    show(status);
    auto *more = m_banner->findChild<QToolButton *>(u"moreAlerts"_s);
    QVERIFY(more->isVisible());
    QCOMPARE(more->text(), u"2 more alert(s)"_s);
    QCOMPARE(text(u"alerts"_s).count(u'\n'), 2);
    more->click();
    QVERIFY(text(u"alerts"_s).endsWith(u"! Number 5."_s));
    more->click();
    QVERIFY(text(u"alerts"_s).endsWith(u"! Number 3."_s));
}

void TestVerdictBanner::testFiguresOnceASecond()
{
    RecorderStatus status = Markets::status(1);
    status.eventsLost = 1;
    show(status);
    const auto showLater = [&](std::chrono::milliseconds time) {
        ++status.eventsLost;
        status.takenAt.utc += time;
        status.takenAt.monotonic += time;
        show(status);
        return text(u"verdict"_s);
    };
    QCOMPARE(showLater(100ms), u"Recording, 1 events lost"_s);
    QCOMPARE(showLater(900ms), u"Recording, 3 events lost"_s);
    // Another verdict is shown at once.
    status.feeds[0].muteStreams = 1;
    status.eventsLost = -1;
    QCOMPARE(showLater(100ms), u"Recording, 1 streams are mute"_s);
}

void TestVerdictBanner::testColourFollowsPalette()
{
    show(Markets::status(1));
    const auto cornerIn = [this](const QPalette &palette) {
        m_banner->setPalette(palette);
        return m_banner->grab().toImage().pixelColor(m_banner->width() - 2, 2);
    };
    QVERIFY(cornerIn(GuiTesting::lightPalette()).lightnessF() > 0.7F);
    QVERIFY(cornerIn(GuiTesting::darkPalette()).lightnessF() < 0.3F);
}

QTEST_MAIN(TestVerdictBanner)
#include "tst_verdictbanner.moc"
