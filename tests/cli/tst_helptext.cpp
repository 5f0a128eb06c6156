#include "helptext.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestHelpText : public QObject
{
    Q_OBJECT

private slots:
    void testWrapped_data();
    void testWrapped();
    void testEntry();
    void testOptionEntry();
    void testSettingEntry();
};

void TestHelpText::testWrapped_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("lines");
    QTest::newRow("fits") << u"a bcd efg"_s << u"  a bcd efg\n"_s;
    QTest::newRow("exactly") << u"abcd efghi"_s << u"  abcd efghi\n"_s;
    QTest::newRow("one too many") << u"abcd efghij"_s << u"  abcd\n  efghij\n"_s;
    QTest::newRow("long word") << u"a bcdefghijklmnop q"_s << u"  a\n  bcdefghijklmnop\n  q\n"_s;
    QTest::newRow("spare blanks") << u" a   b "_s << u"  a b\n"_s;
    QTest::newRow("empty") << QString() << u"  \n"_s;
}

void TestHelpText::testWrapped()
{
    QFETCH(QString, text);
    QTEST(HelpText::wrapped(text, 2, 12), "lines");
}

void TestHelpText::testEntry()
{
    QCOMPARE(HelpText::entry(u"--a"_s, u"does a"_s), u"  --a               does a\n"_s);
    QCOMPARE(HelpText::entry(u"--a-longer-optn"_s, u"does a"_s), u"  --a-longer-optn   does a\n"_s);
    QCOMPARE(HelpText::entry(u"--an-option-longer-still"_s, u"does a"_s),
             u"  --an-option-longer-still\n                    does a\n"_s);
}

void TestHelpText::testOptionEntry()
{
    const QCommandLineOption option({u"h"_s, u"here"_s}, u"does it"_s, u"X"_s);
    QCOMPARE(HelpText::optionEntry(option), u"  -h, --here X      does it\n"_s);
}

void TestHelpText::testSettingEntry()
{
    const SettingDefinition *setting = findSetting(u"FUTURES_STREAMS_TRADES");
    SettingValue value{setting, u"aggTrade"_s, SettingSource::Default, u"default"_s};
    QVERIFY(HelpText::settingEntry(value).endsWith(u"      now: aggTrade (default)\n"_s));
    value = {setting, QString(), SettingSource::EnvFile, u".env line 2"_s};
    QVERIFY(HelpText::settingEntry(value).endsWith(
        u"      now: (empty) (.env line 2)\n      default: aggTrade\n"_s));
}

QTEST_APPLESS_MAIN(TestHelpText)
#include "tst_helptext.moc"
