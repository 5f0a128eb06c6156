#include "gui/symbol/symboltrouble.h"

#include "fakes/fakestatus.h"
#include "gui/guitesting.h"

#include <QLocale>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

ShownStatus good()
{
    return {FakeStatus::healthy(2), {}, {}};
}

StreamStatus &depthOf(ShownStatus &shown)
{
    return shown.status.symbols[0].streams[0];
}

StreamStatus &tradesOf(ShownStatus &shown)
{
    return shown.status.symbols[0].streams[1];
}

} // namespace

class TestSymbolTrouble : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }
    void testVerdict_data();
    void testVerdict();
    void testWhyNoBook_data();
    void testWhyNoBook();
};

void TestSymbolTrouble::testVerdict_data()
{
    QTest::addColumn<ShownStatus>("shown");
    QTest::addColumn<Health>("health");
    QTest::addColumn<QStringList>("sentences");
    const auto row = [](const char *name, const ShownStatus &shown, Health health,
                        const QStringList &sentences) {
        QTest::newRow(name) << shown << health << sentences;
    };
    row("good", good(), Health::Good, {u"Recorded without gaps since the start."_s});

    ShownStatus shown = good();
    shown.status.symbols[0].intake.gaps = 3;
    row("gaps", shown, Health::Attention,
        {u"3 gap(s) since the start: the integrity page shows them."_s});

    shown = good();
    depthOf(shown).age = 95s;
    row("silent", shown, Health::Bad, {u"depth5@100ms has been silent for 95 s."_s});

    shown = good();
    depthOf(shown).age.reset();
    tradesOf(shown).state = StreamStatus::State::Mute;
    row("mute and waiting, the worst first", shown, Health::Bad,
        {u"aggTrade stays mute: the exchange sends nothing, although it was asked again. It is "
         "tried again from time to time."_s,
         u"Of depth5@100ms nothing was received yet."_s});

    shown = good();
    shown.status.symbols.erase(shown.status.symbols.begin());
    row("not recorded", shown, Health::Bad,
        {u"S0USDT is not recorded. Add it to the symbols in the settings, or close this page."_s});

    row("nothing is recorded", {}, Health::Off,
        {u"Nothing is recorded. Start the recording to see S0USDT."_s});

    shown = {};
    shown.status.state = RecorderState::Starting;
    row("about to start", shown, Health::Changing, {u"Recording is about to start."_s});

    shown = good();
    shown.status.state = RecorderState::Stopped;
    row("stopped", shown, Health::Off, {u"Nothing is recorded now. These are the last values."_s});

    shown = good();
    shown.failure = u"the disk is full"_s;
    row("failed", shown, Health::Bad, {u"Failed: the disk is full. These are the last values."_s});
}

void TestSymbolTrouble::testVerdict()
{
    QFETCH(ShownStatus, shown);
    const SymbolVerdict verdict = symbolVerdict(shown, GuiTesting::symbol("S0USDT"));
    QTEST(verdict.sentences, "sentences");
    QTEST(verdict.health, "health");
}

void TestSymbolTrouble::testWhyNoBook_data()
{
    QTest::addColumn<ShownStatus>("shown");
    QTest::addColumn<QString>("beginning");
    QTest::newRow("not yet") << good() << u"No book of S0USDT was received yet."_s;
    ShownStatus shown = good();
    depthOf(shown).type = "depth@100ms";
    QTest::newRow("only changes") << shown << u"No partial book of S0USDT is recorded, and"_s;
    shown.status.symbols[0].streams.erase(shown.status.symbols[0].streams.begin());
    QTest::newRow("only trades") << shown << u"No partial book of S0USDT is recorded, and"_s;
    QTest::newRow("not recorded") << ShownStatus() << u"Nothing is recorded."_s;
}

void TestSymbolTrouble::testWhyNoBook()
{
    QFETCH(ShownStatus, shown);
    QFETCH(QString, beginning);
    const QString text = whyNoBook(shown, GuiTesting::symbol("S0USDT"));
    QVERIFY2(text.startsWith(beginning), qPrintable(text));
}

QTEST_APPLESS_MAIN(TestSymbolTrouble)
#include "tst_symboltrouble.moc"
