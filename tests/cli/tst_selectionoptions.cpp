#include "selectionoptions.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestSelectionOptions : public QObject
{
    Q_OBJECT

private slots:
    void testTimes_data();
    void testTimes();
    void testNothingSelectsAll();
    void testSelection();
    void testBad_data();
    void testBad();

private:
    static tl::expected<RecordSelection, QString> parse(const QStringList &arguments);
};

tl::expected<RecordSelection, QString> TestSelectionOptions::parse(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.addOptions(RecordSelection::options());
    if (!parser.parse(QStringList(u"command"_s) + arguments))
        return tl::make_unexpected(parser.errorText());
    return RecordSelection::parse(parser);
}

void TestSelectionOptions::testTimes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("time");
    QTest::newRow("day") << u"2026-11-20"_s << u"2026-11-20 00:00:00.000000"_s;
    QTest::newRow("day in UTC") << u"2026-11-20Z"_s << u"2026-11-20 00:00:00.000000"_s;
    QTest::newRow("minute") << u"2026-11-20T13:05"_s << u"2026-11-20 13:05:00.000000"_s;
    QTest::newRow("second") << u"2026-11-20 13:05:07"_s << u"2026-11-20 13:05:07.000000"_s;
    QTest::newRow("fraction") << u"2026-11-20T13:05:07.25Z"_s << u"2026-11-20 13:05:07.250000"_s;
    QTest::newRow("month 13") << u"2026-13-20"_s << QString();
    QTest::newRow("hour alone") << u"2026-11-20T13"_s << QString();
    QTest::newRow("another zone") << u"2026-11-20T13:05+02:00"_s << QString();
    QTest::newRow("other order") << u"20.11.2026"_s << QString();
    QTest::newRow("word") << u"yesterday"_s << QString();
    QTest::newRow("empty") << QString() << QString();
}

void TestSelectionOptions::testTimes()
{
    QFETCH(QString, text);
    const auto time = parseUtcTime(text);
    QTEST(time ? toSqlText(*time) : QString(), "time");
}

void TestSelectionOptions::testNothingSelectsAll()
{
    const auto selection = parse({});
    QVERIFY(selection);
    QVERIFY(!selection->symbol);
    QVERIFY(!selection->range.from);
    QVERIFY(!selection->range.to);
}

void TestSelectionOptions::testSelection()
{
    const auto selection =
        parse({u"--symbol"_s, u"btcusdt"_s, u"--from"_s, u"2026-11-20"_s, u"--to=2026-11-21"_s});
    QVERIFY(selection);
    QCOMPARE(selection->symbol->toString(), u"BTCUSDT"_s);
    QCOMPARE(*selection->range.to - *selection->range.from, std::chrono::hours(24));
}

void TestSelectionOptions::testBad_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QStringList>("parts");
    QTest::newRow("symbol") << QStringList{u"--symbol"_s, u"BTC/USDT"_s}
                            << QStringList{u"--symbol"_s, u"BTC/USDT"_s};
    QTest::newRow("from") << QStringList{u"--from"_s, u"noon"_s}
                          << QStringList{u"--from"_s, u"noon"_s, u"2026-11-20"_s};
    QTest::newRow("to") << QStringList{u"--to"_s, u"2026-02-30"_s}
                        << QStringList{u"--to"_s, u"2026-02-30"_s};
    QTest::newRow("turned round") << QStringList{u"--from"_s, u"2026-02-03"_s, u"--to"_s,
                                                 u"2026-02-02"_s}
                                  << QStringList{u"--from"_s, u"not before"_s, u"--to"_s};
    QTest::newRow("nothing between")
        << QStringList{u"--from"_s, u"2026-02-03"_s, u"--to"_s, u"2026-02-03"_s}
        << QStringList{u"not before"_s};
}

void TestSelectionOptions::testBad()
{
    QFETCH(QStringList, arguments);
    QFETCH(QStringList, parts);
    const auto selection = parse(arguments);
    QVERIFY(!selection);
    for (const QString &part : parts)
        QVERIFY2(selection.error().contains(part), qPrintable(selection.error()));
}

QTEST_GUILESS_MAIN(TestSelectionOptions)
#include "tst_selectionoptions.moc"
