// Frames that others captured from the real exchange over the years, where they are at hand.

#include "binance/streamdecoder.h"

#include <QFile>
#include <QTest>

using namespace Orderflow;
using namespace Qt::StringLiterals;

class TestCapturedFrames : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void testEventsOfEveryYear_data();
    void testEventsOfEveryYear();
    void testOtherMarketsAreNotTakenForOurs();
    void testControlFrames();

private:
    QByteArray read(const QString &file) const;
    QByteArrayList lines(const QString &file) const;

    QString m_data;
    StreamDecoder m_decoder;
};

void TestCapturedFrames::initTestCase()
{
    m_data = qEnvironmentVariable("ORDERFLOW_TEST_DATA");
    if (m_data.isEmpty())
        QSKIP("ORDERFLOW_TEST_DATA is not set: no captured frames to read");
}

QByteArray TestCapturedFrames::read(const QString &file) const
{
    QFile source(m_data + u'/' + file);
    if (!source.open(QIODevice::ReadOnly))
        qFatal("%s cannot be read", qPrintable(source.fileName()));
    return source.readAll();
}

QByteArrayList TestCapturedFrames::lines(const QString &file) const
{
    QByteArrayList lines = read(file).split('\n');
    lines.removeAll(QByteArray());
    return lines;
}

void TestCapturedFrames::testEventsOfEveryYear_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("trades");
    QTest::addColumn<int>("depthUpdates");
    QTest::addColumn<int>("unknown");
    QTest::newRow("2021 to 2026") << u"fixtures/single_frames_2021_2026.jsonl"_s << 6 << 2 << 8;
    QTest::newRow("linear channels of 2021")
        << u"fixtures/crypto-msg-parser_usdm.jsonl"_s << 2 << 4 << 12;
    QTest::newRow("trades of September 2026")
        << u"fixtures/hengyuan_v2_usdm_aggTrade_20260929.txt"_s << 25 << 0 << 0;
    QTest::newRow("depth of September 2026")
        << u"fixtures/fastmm_usdm_demo_depth_100ms_20260915.jsonl"_s << 0 << 19 << 0;
    QTest::newRow("mark prices of September 2026")
        << u"fixtures/fastmm_usdm_markPrice_funding_rollover_20260930.jsonl"_s << 0 << 0 << 12;
    QTest::newRow("liquidations of September 2026")
        << u"fixtures/hengyuan_v2_usdm_forceOrder_arr_20260929.txt"_s << 0 << 0 << 25;
}

void TestCapturedFrames::testEventsOfEveryYear()
{
    QFETCH(QString, file);
    int trades = 0;
    int depthUpdates = 0;
    int unknown = 0;
    for (const QByteArray &line : lines(file)) {
        const DecodedFrame decoded = m_decoder.decode(line.sliced(line.indexOf('{')), {});
        trades += std::holds_alternative<AggTrade>(decoded);
        depthUpdates += std::holds_alternative<DepthUpdate>(decoded);
        unknown += std::holds_alternative<UnknownFrame>(decoded);
        QVERIFY2(!std::holds_alternative<DecodeError>(decoded), line.constData());
    }
    QTEST(trades, "trades");
    QTEST(depthUpdates, "depthUpdates");
    QTEST(unknown, "unknown");
}

void TestCapturedFrames::testOtherMarketsAreNotTakenForOurs()
{
    const QByteArrayList frames = lines(u"fixtures/crypto-msg-parser_spot_coinm_options.jsonl"_s);
    QVERIFY(frames.size() > 20);
    for (const QByteArray &frame : frames) {
        const DecodedFrame decoded = m_decoder.decode(frame, {});
        QVERIFY2(!std::holds_alternative<AggTrade>(decoded), frame.constData());
        QVERIFY2(!std::holds_alternative<DepthUpdate>(decoded), frame.constData());
    }
}

void TestCapturedFrames::testControlFrames()
{
    int replies = 0;
    for (const QByteArray &line : lines(u"fixtures/control_and_error_frames.tsv"_s)) {
        const QByteArrayList columns = line.split('\t');
        QCOMPARE(columns.size(), 2);
        if (!columns[0].startsWith("ws "))
            continue;
        const DecodedFrame decoded = m_decoder.decode(columns[1], {});
        QVERIFY2(std::holds_alternative<ControlReply>(decoded), line.constData());
        QCOMPARE(std::get<ControlReply>(decoded).isError(), columns[0].contains("error"));
        ++replies;
    }
    QVERIFY(replies >= 4);
}

QTEST_APPLESS_MAIN(TestCapturedFrames)
#include "tst_capturedframes.moc"
