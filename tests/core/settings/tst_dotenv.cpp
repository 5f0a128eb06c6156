#include "settings/dotenv.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestDotEnv : public QObject
{
    Q_OBJECT

private slots:
    void testValue_data();
    void testValue();
    void testLines();
    void testBroken_data();
    void testBroken();
    void testReadsOnAfterBrokenLine();
    void testLastOfTwoComesLast();
};

void TestDotEnv::testValue_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    const auto row = [](const char *title, const char *content, const QString &value,
                        const QString &name = u"A"_s) {
        QTest::newRow(title) << QByteArray(content) << name << value;
    };
    row("plain", "A=b", u"b"_s);
    row("line end", "A=b\n", u"b"_s);
    row("carriage return", "A=b\r\n", u"b"_s);
    row("byte order mark",
        "\xef\xbb\xbf"
        "A=b\n",
        u"b"_s);
    row("blanks around", "  A \t=  b c  \n", u"b c"_s);
    row("export", "export A=b", u"b"_s);
    row("export with blanks", "  export \t A=b", u"b"_s);
    row("a setting called export", "export=b", u"b"_s, u"export"_s);
    row("empty", "A=\n", QString());
    row("empty at the end", "A=", QString());
    row("empty, blanks", "A=   \n", QString());
    row("equals sign", "A=b=c", u"b=c"_s);
    row("comment", "A=b # c", u"b"_s);
    row("tab before comment", "A=b\t# c", u"b"_s);
    row("no comment", "A=b#c", u"b#c"_s);
    row("only a comment", "A= # none", QString());
    row("hash first", "A=#b", u"#b"_s);
    row("single quotes", "A=' b # \"c\" '", u" b # \"c\" "_s);
    row("double quotes", "A=\" b # 'c' \"", u" b # 'c' "_s);
    row("empty quotes", "A=''", QString());
    row("comment after quotes", "A='b' # c", u"b"_s);
    row("escapes in double quotes", R"(A="a\n\t\"\\\'x\y")", u"a\n\t\"\\'x\\y"_s);
    row("escapes in single quotes", R"(A='a\n\'\\')", u"a\\n'\\"_s);
    row("no escapes without quotes", R"(A=a\nb)", u"a\\nb"_s);
    row("quotes over lines", "A=\"b\nc\"\n", u"b\nc"_s);
    row("quote inside", "A=b'c", u"b'c"_s);
    row("JSON", R"(A=["btcusdt","ethusdt"])", u"[\"btcusdt\",\"ethusdt\"]"_s);
    row("quoted name", "'A'=b", u"b"_s);
    row("UTF-8", "A=币安人生usdt", u"币安人生usdt"_s);
}

void TestDotEnv::testValue()
{
    QFETCH(QByteArray, content);
    const DotEnv env = DotEnv::parse(content);
    QVERIFY(env.brokenLines.isEmpty());
    QCOMPARE(env.entries.size(), 1);
    QTEST(env.entries.first().name, "name");
    QTEST(env.entries.first().value, "value");
}

void TestDotEnv::testLines()
{
    const DotEnv env = DotEnv::parse("# first\r\n\r\nA=1\r\nB='x\ny'\n  # more\nC=3");
    QVERIFY(env.brokenLines.isEmpty());
    QStringList seen;
    for (const DotEnv::Entry &entry : env.entries)
        seen << entry.name + u'@' + QString::number(entry.line);
    QCOMPARE(seen, (QStringList{u"A@3"_s, u"B@4"_s, u"C@7"_s}));
}

void TestDotEnv::testBroken_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("line");
    QTest::addColumn<QString>("part");
    QTest::newRow("no equals sign") << QByteArray("A=1\nsecret\n") << 2 << u"no ="_s;
    QTest::newRow("blank in the name") << QByteArray("A B=1") << 1 << u"no ="_s;
    QTest::newRow("no name") << QByteArray("\n\n=secret") << 3 << u"name"_s;
    QTest::newRow("strange name") << QByteArray("[section]\n") << 1 << u"name"_s;
    QTest::newRow("open single quote") << QByteArray("A='secret\n") << 1 << u"not closed"_s;
    QTest::newRow("open double quote") << QByteArray("A=\"secret\\\"") << 1 << u"not closed"_s;
    QTest::newRow("text after quote") << QByteArray("A='b'secret") << 1 << u"after the"_s;
    QTest::newRow("no UTF-8") << QByteArray("A=1\nB=secret\xff\nC=1") << 2 << u"UTF-8"_s;
}

void TestDotEnv::testBroken()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, part);
    const DotEnv env = DotEnv::parse(content);
    QCOMPARE(env.brokenLines.size(), 1);
    const DotEnv::BrokenLine broken = env.brokenLines.first();
    QTEST(broken.line, "line");
    QVERIFY2(broken.reason.contains(part), qPrintable(broken.reason));
    QVERIFY(!broken.reason.contains(u"secret"_s));
}

void TestDotEnv::testReadsOnAfterBrokenLine()
{
    const DotEnv env = DotEnv::parse("what is this\nA=1\nB='open\nC=3\n");
    QCOMPARE(env.brokenLines.size(), 2);
    QCOMPARE(env.brokenLines.last().line, 3);
    QCOMPARE(env.entries.size(), 2);
    QCOMPARE(env.entries.last().name, u"C"_s);
    QCOMPARE(env.entries.last().line, 4);
}

void TestDotEnv::testLastOfTwoComesLast()
{
    const DotEnv env = DotEnv::parse("A=1\nA=2\n");
    QCOMPARE(env.entries.size(), 2);
    QCOMPARE(env.entries.last().value, u"2"_s);
}

QTEST_APPLESS_MAIN(TestDotEnv)
#include "tst_dotenv.moc"
