#include "viewstate.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

Symbol symbolNamed(const QString &name)
{
    return *Symbol::parse(QStringView(name));
}

/// As the user sees them: S0 to S99, ten at a time.
ViewFacts facts()
{
    ViewFacts facts;
    for (int i = 0; i < 100; ++i)
        facts.symbols.push_back(symbolNamed(u"S%1"_s.arg(i)));
    facts.symbolRows = 10;
    facts.columns = {SymbolField::Symbol, SymbolField::Bid, SymbolField::Events};
    return facts;
}

/// Keys by what is printed on them, and one letter each for the others.
ViewKey keyOf(QChar c)
{
    using Kind = ViewKey::Kind;
    static const QMap<QChar, Kind> special{
        {u'↑', Kind::Up},    {u'↓', Kind::Down},   {u'⇞', Kind::PageUp},    {u'⇟', Kind::PageDown},
        {u'⇱', Kind::Home},  {u'⇲', Kind::End},    {u'←', Kind::Left},      {u'→', Kind::Right},
        {u'⏎', Kind::Enter}, {u'⎋', Kind::Escape}, {u'⌫', Kind::Backspace}, {u'□', Kind::Other}};
    const auto found = special.find(c);
    return found == special.end() ? ViewKey{Kind::Text, c.unicode()} : ViewKey{*found};
}

bool type(ViewChoices &choices, const QString &keys)
{
    bool hasQuit = false;
    for (const QChar c : keys)
        hasQuit = applyKey(choices, keyOf(c), facts()) || hasQuit;
    return hasQuit;
}

} // namespace

class TestViewState : public QObject
{
    Q_OBJECT

private slots:
    void testSelection_data();
    void testSelection();
    void testSort_data();
    void testSort();
    void testFilter_data();
    void testFilter();
    void testHelp();
    void testQuit_data();
    void testQuit();
    void testNothingToSelect();
    void testSelectionThatIsGone();
};

void TestViewState::testSelection_data()
{
    QTest::addColumn<QString>("keys");
    QTest::addColumn<QString>("selected");
    QTest::newRow("down") << u"↓"_s << u"S1"_s;
    QTest::newRow("down and up") << u"↓↓↑"_s << u"S1"_s;
    QTest::newRow("letters") << u"jjjk"_s << u"S2"_s;
    QTest::newRow("not above the first") << u"↑"_s << u"S0"_s;
    QTest::newRow("page keeps a line") << u"⇟"_s << u"S9"_s;
    QTest::newRow("pages") << u"⇟⇟⇞"_s << u"S9"_s;
    QTest::newRow("end") << u"⇲"_s << u"S99"_s;
    QTest::newRow("not below the last") << u"⇲↓⇟"_s << u"S99"_s;
    QTest::newRow("home") << u"⇲⇱"_s << u"S0"_s;
    QTest::newRow("G and g") << u"Gkg"_s << u"S0"_s;
    QTest::newRow("while typing a filter") << u"/↓↓"_s << u"S2"_s;
    QTest::newRow("unknown keys") << u"↓□x"_s << u"S1"_s;
}

void TestViewState::testSelection()
{
    QFETCH(QString, keys);
    ViewChoices choices;
    QVERIFY(!type(choices, keys));
    QTEST(shownSymbol(choices.selected, facts().symbols).toString(), "selected");
}

void TestViewState::testSort_data()
{
    QTest::addColumn<QString>("keys");
    QTest::addColumn<int>("field");
    QTest::addColumn<bool>("isDescending");
    QTest::newRow("none at first") << u""_s << -1 << false;
    QTest::newRow("names from A") << u">"_s << int(SymbolField::Symbol) << false;
    QTest::newRow("numbers from the largest") << u"→→"_s << int(SymbolField::Bid) << true;
    QTest::newRow("none beyond the last") << u">>>>"_s << -1 << false;
    QTest::newRow("backwards from none") << u"<"_s << int(SymbolField::Events) << true;
    QTest::newRow("back to none") << u">←"_s << -1 << false;
    QTest::newRow("reversed") << u">>r"_s << int(SymbolField::Bid) << false;
    QTest::newRow("twice") << u">>rr"_s << int(SymbolField::Bid) << true;
    QTest::newRow("nothing to reverse") << u"r"_s << -1 << false;
}

void TestViewState::testSort()
{
    QFETCH(QString, keys);
    ViewChoices choices;
    type(choices, keys);
    const int field = choices.sort.field ? int(*choices.sort.field) : -1;
    QTEST(field, "field");
    QTEST(choices.sort.isDescending, "isDescending");
}

void TestViewState::testFilter_data()
{
    QTest::addColumn<QString>("keys");
    QTest::addColumn<QString>("filter");
    QTest::addColumn<bool>("isTyping");
    QTest::newRow("typed") << u"/btc"_s << u"btc"_s << true;
    QTest::newRow("letters that are keys else") << u"/qjr?"_s << u"qjr?"_s << true;
    QTest::newRow("taken back") << u"/btc⌫⌫"_s << u"b"_s << true;
    QTest::newRow("taken back beyond") << u"/b⌫⌫⌫"_s << u""_s << true;
    QTest::newRow("kept") << u"/btc⏎"_s << u"btc"_s << false;
    QTest::newRow("ended") << u"/btc⎋"_s << u""_s << false;
    QTest::newRow("ended later") << u"/btc⏎j⎋"_s << u""_s << false;
    QTest::newRow("changed") << u"/btc⏎/x"_s << u"btcx"_s << true;
    QTest::newRow("no end of it") << u'/' + QString(60, u'x') << QString(40, u'x') << true;
    QTest::newRow("Chinese") << u"/币安"_s << u"币安"_s << true;
}

void TestViewState::testFilter()
{
    QFETCH(QString, keys);
    ViewChoices choices;
    QVERIFY(!type(choices, keys));
    QTEST(choices.filter, "filter");
    QTEST(choices.isTypingFilter, "isTyping");
}

void TestViewState::testHelp()
{
    ViewChoices choices;
    type(choices, u"?"_s);
    QVERIFY(choices.showsHelp);
    type(choices, u"↓"_s);
    QVERIFY(!choices.showsHelp);
    QVERIFY(choices.selected.isEmpty());
}

void TestViewState::testQuit_data()
{
    QTest::addColumn<QString>("keys");
    QTest::addColumn<bool>("quits");
    QTest::newRow("q") << u"q"_s << true;
    QTest::newRow("Q") << u"Q"_s << true;
    QTest::newRow("from the help") << u"?q"_s << true;
    QTest::newRow("into the filter") << u"/q"_s << false;
    QTest::newRow("Esc") << u"⎋"_s << false;
}

void TestViewState::testQuit()
{
    QFETCH(QString, keys);
    ViewChoices choices;
    QTEST(type(choices, keys), "quits");
}

void TestViewState::testNothingToSelect()
{
    ViewChoices choices;
    for (const QChar c : u"↓↑⇟⇲→←r"_s)
        applyKey(choices, keyOf(c), ViewFacts());
    QVERIFY(choices.selected.isEmpty());
    QVERIFY(!choices.sort.field);
}

void TestViewState::testSelectionThatIsGone()
{
    QCOMPARE(shownSymbol(symbolNamed(u"GONE"_s), facts().symbols).toString(), u"S0"_s);
    QVERIFY(shownSymbol(symbolNamed(u"GONE"_s), {}).isEmpty());
}

QTEST_APPLESS_MAIN(TestViewState)
#include "tst_viewstate.moc"
