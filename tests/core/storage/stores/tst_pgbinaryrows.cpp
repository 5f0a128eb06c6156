#include "storage/stores/pgbinaryrows.h"

#include <QTest>

#include <limits>

using namespace Orderflow;

/// The bytes, against those that PostgreSQL's manual and its functions numeric_send() and
/// timestamptz_send() give.
class TestPgBinaryRows : public QObject
{
    Q_OBJECT

private slots:
    void testFrame();
    void testValues();
    void testText_data();
    void testText();
    void testNumeric_data();
    void testNumeric();
    void testTimes_data();
    void testTimes();

private:
    static QByteArray hex(const PgBinaryRows &rows)
    {
        return QByteArray(rows.bytes().data(), qsizetype(rows.size())).toHex();
    }
};

void TestPgBinaryRows::testFrame()
{
    PgBinaryRows rows;
    rows.appendHeader();
    rows.beginRow(1);
    rows.appendNull();
    rows.appendTrailer();
    QCOMPARE(hex(rows), QByteArray("5047434f50590aff0d0a00"
                                   "0000000000000000"
                                   "0001ffffffff"
                                   "ffff"));
    rows.clear();
    QCOMPARE(hex(rows), QByteArray());
}

void TestPgBinaryRows::testValues()
{
    PgBinaryRows rows;
    rows.appendNumber(std::numeric_limits<std::int64_t>::min());
    rows.appendNumber(258);
    rows.appendBool(true);
    rows.appendBool(false);
    rows.appendJson("[]");
    QCOMPARE(hex(rows), QByteArray("000000088000000000000000"
                                   "000000080000000000000102"
                                   "0000000101"
                                   "0000000100"
                                   "00000003015b5d"));
}

void TestPgBinaryRows::testText_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("plain") << QByteArray("BTC") << QByteArray("00000003425443");
    QTest::newRow("empty") << QByteArray("") << QByteArray("00000000");
    QTest::newRow("marks of the text format") << QByteArray("\\N\t\n")
                                              << QByteArray("000000045c4e"
                                                            "090a");
    QTest::newRow("not ASCII") << QByteArray("币") << QByteArray("00000003e5b881");
    QTest::newRow("NUL") << QByteArray("a\0b", 3) << QByteArray("0000000561efbfbd62");
    QTest::newRow("NUL alone") << QByteArray("\0\0", 2) << QByteArray("00000006efbfbdefbfbd");
}

void TestPgBinaryRows::testText()
{
    QFETCH(QByteArray, text);
    PgBinaryRows rows;
    rows.appendText({text.constData(), std::size_t(text.size())});
    QTEST(hex(rows), "bytes");
}

void TestPgBinaryRows::testNumeric_data()
{
    // Digits, weight, sign, scale, then the digits to the base 10000.
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char *text, const char *bytes) {
        QTest::newRow(text) << QByteArray(bytes);
    };
    row("0", "0000 0000 0000 0000");
    row("0.000", "0000 0000 0000 0003");
    row("1", "0001 0000 0000 0000 0001");
    row("-1", "0001 0000 4000 0000 0001");
    row("0.100", "0001 ffff 0000 0003 03e8");
    row("10000", "0001 0001 0000 0000 0001");
    row("10000.0", "0001 0001 0000 0001 0001");
    row("63943.90", "0003 0001 0000 0002 0006 0f67 2328");
    row("0.00001", "0001 fffe 0000 0005 03e8");
    row("0.000000000000000001", "0001 fffb 0000 0012 0064");
    row("9223372036854775807", "0005 0004 0000 0000 039a 0d2c 0170 1565 16af");
    row("-9223372036854775807", "0005 0004 4000 0000 039a 0d2c 0170 1565 16af");
    row("9.223372036854775807", "0006 0000 0000 0012 0009 08b9 1c23 1ac6 1e4e 02bc");
    row("1000000000.000000001", "0006 0002 0000 0009 000a 0000 0000 0000 0000 03e8");
}

void TestPgBinaryRows::testNumeric()
{
    QFETCH(QByteArray, bytes);
    bytes.replace(" ", "");
    PgBinaryRows rows;
    rows.appendNumeric(*Decimal::parse(QTest::currentDataTag()));
    QCOMPARE(hex(rows).sliced(8), bytes);
    QCOMPARE(hex(rows).first(8).toUInt(nullptr, 16), uint(bytes.size()) / 2);
}

void TestPgBinaryRows::testTimes_data()
{
    using Milliseconds = std::chrono::milliseconds;
    QTest::addColumn<qint64>("milliseconds");
    QTest::addColumn<qint64>("since2000");
    // What is no time on PostgreSQL, and not one of the two that it takes for infinity.
    constexpr qint64 Refused = std::numeric_limits<qint64>::max() - 1;
    QTest::newRow("2000") << qint64(946'684'800'000) << qint64(0);
    QTest::newRow("1970") << qint64(0) << qint64(-946'684'800'000'000);
    QTest::newRow("2024") << qint64(1'721'347'022'504) << qint64(774'662'222'504'000);
    QTest::newRow("end of 64 bits") << qint64(Milliseconds::max().count()) << Refused;
    QTest::newRow("start of 64 bits") << qint64(Milliseconds::min().count()) << Refused;
    QTest::newRow("end of the microseconds")
        << std::numeric_limits<qint64>::max() / 1000 + 1 << Refused;
    QTest::newRow("before 2000 starts to count")
        << std::numeric_limits<qint64>::min() / 1000 << Refused;
}

void TestPgBinaryRows::testTimes()
{
    QFETCH(qint64, milliseconds);
    QFETCH(qint64, since2000);
    PgBinaryRows rows;
    rows.appendTime(UtcMilliseconds(std::chrono::milliseconds(milliseconds)));
    PgBinaryRows expected;
    expected.appendNumber(since2000);
    QCOMPARE(hex(rows), hex(expected));
}

QTEST_APPLESS_MAIN(TestPgBinaryRows)
#include "tst_pgbinaryrows.moc"
