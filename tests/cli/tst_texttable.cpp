#include "texttable.h"

#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestTextTable : public QObject
{
    Q_OBJECT

private slots:
    void testColumnsAreAsWideAsTheirWidestCell();
};

void TestTextTable::testColumnsAreAsWideAsTheirWidestCell()
{
    TextTable table({{u"name"_s}, {u"rows"_s, TextTable::Align::Right}, {u"note"_s}});
    QVERIFY(table.isEmpty());
    QCOMPARE(table.toString(), u"name  rows  note\n"_s);
    table.addRow({u"BTCUSDT"_s, u"1234567"_s, u"no note that ends the line"_s});
    table.addRow({u"龙虾USDT"_s, u"1"_s, QString()});
    QVERIFY(!table.isEmpty());
    QCOMPARE(table.toString(), u"name        rows  note\n"
                               "BTCUSDT  1234567  no note that ends the line\n"
                               "龙虾USDT         1\n"_s);
}

QTEST_APPLESS_MAIN(TestTextTable)
#include "tst_texttable.moc"
