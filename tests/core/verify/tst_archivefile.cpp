#include "core/verify/archivetesting.h"
#include "verify/archivefile.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Orderflow;
using namespace ArchiveTesting;
using namespace Qt::StringLiterals;

namespace {

const QByteArray TwoRows = "5,63943.90,0.100,50,53,1721347022504,true\n"
                           "6,63944.0,2,54,54,1721347022510,False\n";

struct ReadFile
{
    std::vector<ArchiveTrade> rows;
    QString error;
};

ReadFile readAll(const QString &path, const ArchiveLimits &limits = {})
{
    ReadFile read;
    tl::expected<ArchiveFile, QString> file = ArchiveFile::open(path, limits);
    if (!file) {
        read.error = file.error();
        return read;
    }
    while (true) {
        const auto row = file->next();
        if (!row) {
            read.error = row.error();
            return read;
        }
        if (!*row)
            return read;
        read.rows.push_back(**row);
    }
}

} // namespace

class TestArchiveFile : public QObject
{
    Q_OBJECT

private slots:
    void testRows_data();
    void testRows();
    void testValues();
    void testWrongLines_data();
    void testWrongLines();
    void testWrongFiles();
    void testWrongZips();
    void testDamagedZip_data();
    void testDamagedZip();
    void testLimits();
    void testSymbol_data();
    void testSymbol();

private:
    QString path(const QString &name) const { return m_folder.filePath(name); }

    QTemporaryDir m_folder;
};

void TestArchiveFile::testRows_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("rows");
    QTest::newRow("header") << Header + TwoRows << 2;
    QTest::newRow("no header") << TwoRows << 2;
    QTest::newRow("header alone") << Header << 0;
    QTest::newRow("empty") << QByteArray() << 0;
    QTest::newRow("no end of the last line") << Header + TwoRows.chopped(1) << 2;
    QTest::newRow("lines of Windows") << QByteArray(Header + TwoRows).replace("\n", "\r\n") << 2;
    QTest::newRow("empty line at the end") << TwoRows + "\n" << 2;
    QTest::newRow("header in upper case") << Header.toUpper() + TwoRows << 2;
    QTest::newRow("more than one reading") << TwoRows.repeated(10'000) << 20'000;
}

void TestArchiveFile::testRows()
{
    QFETCH(QByteArray, content);
    QFETCH(int, rows);
    writeFile(path(u"a.csv"_s), content);
    writeZip(path(u"a.zip"_s), {{"a.csv", content}});
    for (const char *name : {"a.csv", "a.zip"}) {
        const ReadFile read = readAll(path(QString::fromLatin1(name)));
        QCOMPARE(read.error, QString());
        QCOMPARE(int(read.rows.size()), rows);
        if (rows > 0) {
            QCOMPARE(read.rows.front().aggTradeId, 5);
            QCOMPARE(read.rows.back().aggTradeId, 6);
        }
    }
}

void TestArchiveFile::testValues()
{
    writeFile(path(u"a.csv"_s), TwoRows);
    const ReadFile read = readAll(path(u"a.csv"_s));
    QCOMPARE(read.rows.size(), std::size_t(2));
    const ArchiveTrade first{5,
                             *Decimal::parse("63943.90"),
                             *Decimal::parse("0.100"),
                             50,
                             53,
                             UtcMilliseconds(std::chrono::milliseconds(1721347022504)),
                             true};
    QVERIFY(read.rows[0] == first);
    QCOMPARE(read.rows[1].price.toString(), u"63944.0"_s);
    QVERIFY(!read.rows[1].isBuyerMaker);
}

void TestArchiveFile::testWrongLines_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("what");
    const auto row = [](const char *name, const char *line, const QString &what) {
        QTest::newRow(name) << QByteArray(line) << what;
    };
    row("another market's columns", "7,1.5,2,54,54,1721347022510,false,true",
        u"it has 8 columns instead of 7"_s);
    row("a column less", "7,1.5,2,54,54,1721347022510", u"it has 6 columns instead of 7"_s);
    row("words", "<html><body>Not found</body></html>", u"it has 1 columns instead of 7"_s);
    row("header in the middle",
        "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker",
        u"agg_trade_id is \"agg_trade_id\""_s);
    row("id", "7x,1.5,2,54,54,1721347022510,false", u"agg_trade_id is \"7x\""_s);
    row("negative id", "-7,1.5,2,54,54,1721347022510,false", u"agg_trade_id is \"-7\""_s);
    row("no id", ",1.5,2,54,54,1721347022510,false", u"agg_trade_id is \"\""_s);
    row("price", "7,1e5,2,54,54,1721347022510,false", u"price is \"1e5\""_s);
    row("quantity", "7,1.5,NaN,54,54,1721347022510,false", u"quantity is \"NaN\""_s);
    row("first id", "7,1.5,2, 54,54,1721347022510,false", u"first_trade_id is \" 54\""_s);
    row("last id", "7,1.5,2,54,99999999999999999999,1721347022510,false",
        u"last_trade_id is \"99999999999999999999\""_s);
    row("microseconds", "7,1.5,2,54,54,1721347022510000,false",
        u"transact_time is \"1721347022510000\""_s);
    row("seconds", "7,1.5,2,54,54,1721347022,false", u"transact_time is \"1721347022\""_s);
    row("side", "7,1.5,2,54,54,1721347022510,1", u"is_buyer_maker is \"1\""_s);
    row("the first of two faults", "7,x,y,54,54,1721347022510,true", u"price is \"x\""_s);
}

void TestArchiveFile::testWrongLines()
{
    QFETCH(QByteArray, line);
    QFETCH(QString, what);
    const QString file = path(u"a.csv"_s);
    writeFile(file, TwoRows + line + '\n' + TwoRows);
    const ReadFile read = readAll(file);
    QCOMPARE(read.rows.size(), std::size_t(2));
    QVERIFY2(read.error.startsWith(u"%1, line 3: %2; "_s.arg(file, what)), qPrintable(read.error));
    QVERIFY2(read.error.contains(u"futures/um"_s), qPrintable(read.error));
}

void TestArchiveFile::testWrongFiles()
{
    QVERIFY(readAll(path(u"none.csv"_s))
                .error.startsWith(path(u"none.csv"_s) + u" cannot be opened: "_s));
    QCOMPARE(readAll(m_folder.path()).error, m_folder.path() + u" is a folder, not a file"_s);
}

void TestArchiveFile::testWrongZips()
{
    const QString file = path(u"a.zip"_s);
    writeZip(file, {{"a.csv", TwoRows}, {"b.csv", TwoRows}});
    QVERIFY2(readAll(file).error.startsWith(file + u" holds 2 files"_s),
             qPrintable(readAll(file).error));
    writeFile(file, "PK\x03\x04 and nothing more");
    QVERIFY2(readAll(file).error.contains(u"cannot be read as a zip"_s),
             qPrintable(readAll(file).error));
}

void TestArchiveFile::testDamagedZip_data()
{
    QTest::addColumn<bool>("isCut");
    QTest::newRow("cut off") << true;
    QTest::newRow("a byte changed") << false;
}

void TestArchiveFile::testDamagedZip()
{
    QFETCH(bool, isCut);
    const QString path = this->path(u"a.zip"_s);
    // Stored text would be found by its lines; compressed bytes only by the checksum.
    writeZip(path, {{"a.csv", TwoRows.repeated(1000)}});
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    const QByteArray content = file.readAll();
    if (isCut) {
        QVERIFY(file.resize(file.size() / 2));
    } else {
        QVERIFY(file.seek(100));
        QVERIFY(file.putChar(char(content[100] ^ 0x55)));
    }
    file.close();
    const QString error = readAll(path).error;
    QVERIFY2(error.startsWith(path) && !error.contains(u"line "_s), qPrintable(error));
    QVERIFY2(error.endsWith(u"; get it again from data.binance.vision"_s), qPrintable(error));
}

void TestArchiveFile::testLimits()
{
    const QString file = path(u"a.csv"_s);
    writeFile(file, TwoRows + QByteArray(5000, '1') + '\n');
    ReadFile read = readAll(file);
    QCOMPARE(read.rows.size(), std::size_t(2));
    QVERIFY2(read.error.contains(u"a line of more than 4096 bytes"_s), qPrintable(read.error));

    // Not even an end of the line has to come.
    writeFile(file, QByteArray(3 << 20, '1'));
    QVERIFY(readAll(file).error.contains(u"a line of more than 4096 bytes"_s));

    writeZip(path(u"a.zip"_s), {{"a.csv", TwoRows.repeated(100'000)}});
    read = readAll(path(u"a.zip"_s), {.maxContentBytes = 1 << 20});
    QVERIFY2(read.error.contains(u"holds more than 1048576 bytes"_s), qPrintable(read.error));
    QVERIFY(read.rows.size() < 50'000);
}

void TestArchiveFile::testSymbol_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("symbol");
    QTest::newRow("day") << u"/data/BTCUSDT-aggTrades-2026-11-20.zip"_s << u"BTCUSDT"_s;
    QTest::newRow("month") << u"ETHUSDT-aggTrades-2026-10.csv"_s << u"ETHUSDT"_s;
    QTest::newRow("delivery") << u"BTCUSDT_261225-aggTrades-2026-10.csv"_s << u"BTCUSDT_261225"_s;
    QTest::newRow("Chinese") << u"币安人生USDT-aggTrades-2026-10.csv"_s << u"币安人生USDT"_s;
    QTest::newRow("another name") << u"trades.csv"_s << QString();
    QTest::newRow("another kind") << u"BTCUSDT-trades-2026-11-20.zip"_s << QString();
    QTest::newRow("no symbol") << u"-aggTrades-2026-11-20.zip"_s << QString();
    QTest::newRow("only the folder") << u"BTCUSDT-aggTrades-2026-11-20/a.csv"_s << QString();
}

void TestArchiveFile::testSymbol()
{
    QFETCH(QString, path);
    QFETCH(QString, symbol);
    QCOMPARE(symbolOfArchive(path).value_or(Symbol()).toString(), symbol);
}

QTEST_APPLESS_MAIN(TestArchiveFile)
#include "tst_archivefile.moc"
