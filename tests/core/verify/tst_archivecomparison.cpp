#include "core/verify/verifytesting.h"
#include "verify/archivecomparison.h"

#include <QTest>

using namespace Orderflow;
using namespace VerifyTesting;
using namespace Qt::StringLiterals;

namespace {

using Rows = std::vector<StoredTrade>;
using FileRows = std::vector<ArchiveTrade>;

ArchiveTrade archived(const AggTrade &trade)
{
    return {trade.aggTradeId,  trade.price,     trade.quantity,    trade.firstTradeId,
            trade.lastTradeId, trade.tradeTime, trade.isBuyerMaker};
}

Rows rowsOf(std::initializer_list<std::int64_t> ids)
{
    Rows rows;
    for (const std::int64_t id : ids)
        rows.push_back(tradeRow(id));
    return rows;
}

FileRows fileOf(std::initializer_list<std::int64_t> ids)
{
    FileRows rows;
    for (const std::int64_t id : ids)
        rows.push_back(archived(tradeRow(id).trade));
    return rows;
}

/// The portions one after the other.
QStringList textsOf(const std::vector<std::pair<FileRows, Rows>> &portions)
{
    QStringList all;
    ArchiveComparison comparison(tradeStream(), [&](const Finding &finding) {
        all << u"%1: %2"_s.arg(toJsonName(finding.kind), finding.text);
    });
    for (const auto &[file, rows] : portions)
        comparison.compare(file, rows);
    comparison.finish();
    return all;
}

} // namespace

Q_DECLARE_METATYPE(ArchiveTrade)

class TestArchiveComparison : public QObject
{
    Q_OBJECT

private slots:
    void testIds_data();
    void testIds();
    void testFields_data();
    void testFields();
    void testRunsGoOnOverPortions();
    void testSeveralRowsOfAnId();
    void testUnreadable();
    void testPredecessor();
};

void TestArchiveComparison::testIds_data()
{
    QTest::addColumn<FileRows>("file");
    QTest::addColumn<Rows>("rows");
    QTest::addColumn<QStringList>("findings");
    QTest::newRow("equal") << fileOf({4, 5, 6}) << rowsOf({4, 5, 6}) << QStringList();
    QTest::newRow("nothing in the database")
        << fileOf({4, 5, 6}) << Rows()
        << QStringList{u"only_in_file: aggTradeId 4 to 6 are only in the file"_s};
    QTest::newRow("one is missing")
        << fileOf({4, 5, 6}) << rowsOf({4, 6})
        << QStringList{u"only_in_file: aggTradeId 5 is only in the file"_s};
    QTest::newRow("the last is missing")
        << fileOf({4, 5, 6}) << rowsOf({4, 5})
        << QStringList{u"only_in_file: aggTradeId 6 is only in the file"_s};
    QTest::newRow("a hole in the file")
        << fileOf({4, 8}) << rowsOf({4, 5, 6, 7, 8})
        << QStringList{u"only_in_database: aggTradeId 5 to 7 are only in the database"_s};
    QTest::newRow("each has what the other has not")
        << fileOf({4, 5, 7, 9}) << rowsOf({4, 6, 8, 9})
        << QStringList{u"only_in_file: aggTradeId 5 is only in the file"_s,
                       u"only_in_database: aggTradeId 6 is only in the database"_s,
                       u"only_in_file: aggTradeId 7 is only in the file"_s,
                       u"only_in_database: aggTradeId 8 is only in the database"_s};
    QTest::newRow("ids that do not follow are no run")
        << fileOf({4, 6, 7, 9}) << rowsOf({4})
        << QStringList{u"only_in_file: aggTradeId 6 to 7 are only in the file"_s,
                       u"only_in_file: aggTradeId 9 is only in the file"_s};
}

void TestArchiveComparison::testIds()
{
    QFETCH(FileRows, file);
    QFETCH(Rows, rows);
    QFETCH(QStringList, findings);
    QCOMPARE(textsOf({{file, rows}}), findings);
}

void TestArchiveComparison::testFields_data()
{
    QTest::addColumn<ArchiveTrade>("row");
    QTest::addColumn<QString>("difference");
    const auto row = [](const char *name, auto change, const QString &difference) {
        ArchiveTrade trade = archived(tradeRow(5).trade);
        change(trade);
        QTest::newRow(name) << trade << difference;
    };
    using Trade = ArchiveTrade;
    row(
        "price with fewer digits", [](Trade &t) { t.price = decimal("63943.9"); }, QString());
    row(
        "quantity with more digits", [](Trade &t) { t.quantity = decimal("0.10000"); }, QString());
    row(
        "price", [](Trade &t) { t.price = decimal("63943.91"); },
        u"price is 63943.90 in the database and 63943.91 in the file"_s);
    row(
        "quantity", [](Trade &t) { t.quantity = decimal("0.1001"); },
        u"quantity is 0.100 in the database and 0.1001 in the file"_s);
    row(
        "first id", [](Trade &t) { t.firstTradeId = 49; },
        u"first_trade_id is 50 in the database and 49 in the file"_s);
    row(
        "last id", [](Trade &t) { t.lastTradeId = 54; },
        u"last_trade_id is 53 in the database and 54 in the file"_s);
    row(
        "time", [](Trade &t) { t.tradeTime += std::chrono::milliseconds(1); },
        u"trade_time is 2024-07-18 23:57:02.509000 in the database and "
        "2024-07-18 23:57:02.510000 in the file"_s);
    row(
        "side", [](Trade &t) { t.isBuyerMaker = true; },
        u"is_buyer_maker is false in the database and true in the file"_s);
    row(
        "two fields",
        [](Trade &t) {
            t.price = decimal("1");
            t.lastTradeId = 54;
        },
        u"price is 63943.90 in the database and 1 in the file, last_trade_id is 53 in the database "
        "and 54 in the file"_s);
}

void TestArchiveComparison::testFields()
{
    QFETCH(ArchiveTrade, row);
    QFETCH(QString, difference);
    FileRows file = fileOf({4, 5, 6});
    file[1] = row;
    const QStringList expected =
        difference.isEmpty() ? QStringList()
                             : QStringList{u"different_value: aggTradeId 5: "_s + difference};
    QCOMPARE(textsOf({{file, rowsOf({4, 5, 6})}}), expected);
}

void TestArchiveComparison::testRunsGoOnOverPortions()
{
    QCOMPARE(textsOf({{fileOf({4, 5, 6}), rowsOf({4})}, {fileOf({7, 8, 9}), rowsOf({9})}}),
             QStringList{u"only_in_file: aggTradeId 5 to 8 are only in the file"_s});
    QCOMPARE(textsOf({{fileOf({4, 5}), rowsOf({4})}, {fileOf({6}), rowsOf({6})}}),
             QStringList{u"only_in_file: aggTradeId 5 is only in the file"_s});
}

void TestArchiveComparison::testSeveralRowsOfAnId()
{
    FileRows file = fileOf({4, 5, 5, 6});
    QCOMPARE(textsOf({{file, rowsOf({4, 5, 6})}}),
             QStringList{u"repeated_in_file: aggTradeId 5 is twice in the file"_s});
    file[2].lastTradeId = 54;
    QCOMPARE(textsOf({{file, rowsOf({4, 5, 6})}}),
             QStringList({u"repeated_in_file: aggTradeId 5 is twice in the file"_s,
                          u"different_value: aggTradeId 5: last_trade_id is 53 in the database and "
                          "54 in the file"_s}));
    Rows rows = rowsOf({4, 5, 5, 6});
    rows[2].rowId = 2000;
    QCOMPARE(textsOf({{fileOf({4, 5, 6}), rows}}),
             QStringList{u"duplicate_id: aggTradeId 5 is twice in the database, in the rows 1005 "
                         "and 2000"_s});
}

void TestArchiveComparison::testUnreadable()
{
    Rows rows = rowsOf({4, 5});
    rows[1].fault = u"price is \"NaN\""_s;
    QCOMPARE(textsOf({{fileOf({4, 5}), rows}}),
             QStringList{u"unreadable_row: row 1005 of futures_trades (aggTradeId 5) cannot be "
                         "read: price is \"NaN\""_s});
}

void TestArchiveComparison::testPredecessor()
{
    // It kept neither of the two, so there is nothing to compare.
    auto rows = rowsOf({4, 5, 6});
    rows[1].trade.firstTradeId = AggTrade::UnknownTradeId;
    rows[1].trade.lastTradeId = AggTrade::UnknownTradeId;
    QCOMPARE(textsOf({{fileOf({4, 5, 6}), rows}}), QStringList());
}

QTEST_APPLESS_MAIN(TestArchiveComparison)
#include "tst_archivecomparison.moc"
