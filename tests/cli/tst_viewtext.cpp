#include "viewtext.h"

#include <QTest>

using namespace Orderflow;
using namespace Orderflow::ViewText;
using namespace Qt::StringLiterals;

class TestViewText : public QObject
{
    Q_OBJECT

private slots:
    void testDisplayWidth();
    void testFitted();
    void testAligned();
    void testCut();
    void testBeside();
    void testAscii_data();
    void testAscii();
};

void TestViewText::testDisplayWidth()
{
    QCOMPARE(displayWidth(u"abc"), 3);
    QCOMPARE(displayWidth(u"币安人生USDT"), 12);
    QCOMPARE(displayWidth(u"e\u0301"), 1);
    QCOMPARE(displayWidth(u"\u200b"), 0);
    QCOMPARE(displayWidth(u"\U0001F600"), 2);
    QCOMPARE(displayWidth(u""), 0);
}

void TestViewText::testFitted()
{
    QCOMPARE(fitted(u"abc"_s, 5), u"abc  "_s);
    QCOMPARE(fitted(u"abcdef"_s, 3), u"abc"_s);
    QCOMPARE(fitted(u"币安"_s, 3), u"币 "_s);
    QCOMPARE(fitted(u"a"_s, 0), QString());
}

void TestViewText::testAligned()
{
    QCOMPARE(aligned(u"ab"_s, 4, Align::Left), u"ab  "_s);
    QCOMPARE(aligned(u"ab"_s, 4, Align::Right), u"  ab"_s);
    QCOMPARE(aligned(u"币"_s, 4, Align::Right), u"  币"_s);
    QCOMPARE(aligned(u"abcdef"_s, 4, Align::Right), u"abcdef"_s);
}

void TestViewText::testCut()
{
    const ViewLine line = cut({{u"ab\n"_s}, {u"cdef"_s, Tone::Bad}, {u"gh"_s}}, 5);
    QCOMPARE(line.size(), std::size_t(2));
    QCOMPARE(line[0].text, u"ab "_s);
    QCOMPARE(line[1].text, u"cd"_s);
    QVERIFY(line[1].tone == Tone::Bad);
}

void TestViewText::testBeside()
{
    const ViewLines lines =
        beside({{{u"long text"_s}}, {{u"b"_s}}}, 5, {{{u"right"_s}}, {}, {{u"more"_s}}});
    QStringList texts;
    for (const ViewLine &line : lines) {
        QString text;
        for (const ViewSegment &segment : line)
            text += segment.text;
        texts << text;
    }
    QCOMPARE(texts, (QStringList{u"long right"_s, u"b"_s, u"     more"_s}));
}

void TestViewText::testAscii_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("ascii");
    QTest::newRow("plain") << u"abc ~"_s << u"abc ~"_s;
    QTest::newRow("ours") << u"a · 2 × 3…"_s << u"a - 2 x 3."_s;
    QTest::newRow("as wide") << u"币安USDT"_s << u"????USDT"_s;
    QTest::newRow("no width of its own") << u"e\u0301"_s << u"e"_s;
}

void TestViewText::testAscii()
{
    QFETCH(QString, text);
    QTEST(toAscii(text), "ascii");
    QCOMPARE(displayWidth(toAscii(text)), displayWidth(text));
}

QTEST_APPLESS_MAIN(TestViewText)
#include "tst_viewtext.moc"
