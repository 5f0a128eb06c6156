#include "manpage.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestManPage : public QObject
{
    Q_OBJECT

private slots:
    void testEscaped_data();
    void testEscaped();
    void testText();
};

void TestManPage::testEscaped_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("roff");
    QTest::newRow("plain") << u"a word"_s << u"a word"_s;
    QTest::newRow("option") << u"--db-url"_s << u"\\-\\-db\\-url"_s;
    QTest::newRow("backslash") << u"a\\b"_s << u"a\\eb"_s;
    QTest::newRow("request") << u".env"_s << u"\\&.env"_s;
    QTest::newRow("quote") << u"'all'"_s << u"\\&'all'"_s;
    QTest::newRow("second line") << u"a\n.env\n'b"_s << u"a\n\\&.env\n\\&'b"_s;
    QTest::newRow("within") << u"an .env"_s << u"an .env"_s;
}

void TestManPage::testEscaped()
{
    QFETCH(QString, text);
    QTEST(ManPage::escaped(text), "roff");
}

void TestManPage::testText()
{
    ManPage page(u"some-page"_s, 5, u"what it is"_s);
    page.section(u"Words"_s);
    page.term(u"-x"_s, u"Does it."_s);
    page.more(u"And more."_s);
    page.lines({u"some-page -x"_s, u".env"_s});
    page.seeAlso({u"other(1)"_s, u"third-one(5)"_s});
    QCOMPARE(page.fileName(), u"some-page.5"_s);
    const QByteArray text = page.text();
    QVERIFY2(text.startsWith(".TH \"SOME\\-PAGE\" 5 "), text.constData());
    QVERIFY(text.contains("\n.SH NAME\nsome\\-page \\- what it is\n"));
    QVERIFY2(text.endsWith(".SH WORDS\n.TP\n\\fB\\-x\\fR\nDoes it.\n.IP\nAnd more.\n"
                           ".PP\n.RS 4\n.nf\nsome\\-page \\-x\n\\&.env\n.fi\n.RE\n"
                           ".SH SEE ALSO\n\\fBother\\fR(1),\n\\fBthird\\-one\\fR(5)\n"),
             text.constData());
}

QTEST_APPLESS_MAIN(TestManPage)
#include "tst_manpage.moc"
