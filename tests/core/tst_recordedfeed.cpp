// Records real captures end to end and compares every row with the text of the capture, which is
// read here without the recorder's own reader or decoder.

#include "fakes/testdatabase.h"
#include "recorder.h"
#include "replay/capturesource.h"
#include "replay/replayserver.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

#include <zlib.h>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

/// Columns of a row as text, in one spelling for the capture and for both databases.
using Rows = QStringList;

QString milliseconds(const QJsonValue &value)
{
    return QString::number(value.toInteger());
}

QString tradeRow(const QJsonObject &data)
{
    return QStringList{data[u"s"_s].toString(),
                       QString::number(data[u"a"_s].toInteger()),
                       data[u"p"_s].toString(),
                       data[u"q"_s].toString(),
                       data[u"nq"_s].toString(),
                       QString::number(data[u"f"_s].toInteger()),
                       QString::number(data[u"l"_s].toInteger()),
                       data[u"m"_s].toBool() ? u"1"_s : u"0"_s,
                       milliseconds(data[u"E"_s]),
                       milliseconds(data[u"T"_s])}
        .join(u' ');
}

QString compactJson(const QJsonArray &array)
{
    return QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact));
}

QString depthRow(const QJsonObject &data)
{
    return QStringList{data[u"s"_s].toString(),
                       QString::number(data[u"U"_s].toInteger()),
                       QString::number(data[u"u"_s].toInteger()),
                       QString::number(data[u"pu"_s].toInteger()),
                       milliseconds(data[u"E"_s]),
                       milliseconds(data[u"T"_s]),
                       compactJson(data[u"b"_s].toArray()),
                       compactJson(data[u"a"_s].toArray())}
        .join(u' ');
}

void readFeed(const QString &path, Rows &trades, Rows &depthUpdates)
{
    gzFile file = gzopen(QFile::encodeName(path).constData(), "rb");
    QVERIFY(file);
    QByteArray line(4 << 20, Qt::Uninitialized);
    while (gzgets(file, line.data(), int(line.size()))) {
        const QByteArray text =
            QByteArray::fromRawData(line.constData(), qsizetype(qstrlen(line.constData())));
        const bool isTrade = text.contains("@aggTrade\"");
        if (!isTrade && !text.contains("@depth5@100ms\""))
            continue;
        const QByteArray frame = text.mid(text.indexOf('{'));
        const QJsonObject data = QJsonDocument::fromJson(frame).object()[u"data"_s].toObject();
        QVERIFY(!data.isEmpty());
        (isTrade ? trades : depthUpdates).append(isTrade ? tradeRow(data) : depthRow(data));
    }
    QCOMPARE(gzclose(file), Z_OK);
    trades.sort();
    depthUpdates.sort();
}

Rows sortedRows(TestDatabase &database, const QString &sql, const QList<int> &jsonColumns = {})
{
    Rows rows;
    for (QStringList columns : database.rows(sql)) {
        for (const int column : jsonColumns)
            columns[column] =
                compactJson(QJsonDocument::fromJson(columns[column].toUtf8()).array());
        rows.append(columns.join(u' '));
    }
    rows.sort();
    return rows;
}

/// An expression for a time as milliseconds since 1970.
QString millisecondsOf(const TestDatabase &database, const QString &column)
{
    return (database.dialect() == SqlDialect::PostgreSql
                ? u"(extract(epoch FROM %1) * 1000)::bigint"_s
                : u"(strftime('%s', %1) * 1000 + substr(%1, 21, 3))"_s)
        .replace(u"%1"_s, column);
}

Rows recordedTrades(TestDatabase &database)
{
    return sortedRows(database,
                      u"SELECT symbol, agg_trade_id, CAST(price AS text), "
                      u"CAST(quantity AS text), CAST(quantity_excl_rpi AS text), first_trade_id, "
                      u"last_trade_id, CASE WHEN is_buyer_maker THEN 1 ELSE 0 END, %1, %2 "
                      u"FROM futures_trades"_s.arg(millisecondsOf(database, u"event_time"_s),
                                                   millisecondsOf(database, u"trade_time"_s)));
}

Rows recordedDepth(TestDatabase &database)
{
    return sortedRows(
        database,
        u"SELECT symbol, first_update_id, final_update_id, prev_final_update_id, "
        u"%1, %2, bids, asks FROM futures_orderbook_updates "
        u"WHERE depth_kind = 'depth5@100ms'"_s.arg(millisecondsOf(database, u"event_time"_s),
                                                   millisecondsOf(database, u"transaction_time"_s)),
        {6, 7});
}

} // namespace

class TestRecordedFeed : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void testEveryRowEqualsTheFeed_data();
    void testEveryRowEqualsTheFeed();

private:
    static void compare(const Rows &actual, const Rows &expected);

    QString m_data;
};

void TestRecordedFeed::initTestCase()
{
    m_data = qEnvironmentVariable("ORDERFLOW_TEST_DATA");
    if (m_data.isEmpty())
        QSKIP("ORDERFLOW_TEST_DATA is not set: no real captures to record");
}

void TestRecordedFeed::testEveryRowEqualsTheFeed_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QStringList>("symbols");
    QTest::addColumn<double>("speed");
    QTest::addColumn<qsizetype>("trades");
    QTest::addColumn<qsizetype>("depthUpdates");
    QTest::addColumn<qint64>("gaps");
    QTest::addColumn<SqlDialect>("dialect");
    const QStringList both{u"btcusdt"_s, u"ethusdt"_s};
    for (const SqlDialect dialect : {SqlDialect::Sqlite, SqlDialect::PostgreSql}) {
        const char *name = dialect == SqlDialect::Sqlite ? "SQLite" : "PostgreSQL";
        QTest::addRow("two symbols over midnight, 20 times real speed, %s", name)
            << u"feeds/btcusdt_ethusdt_20240718.gz"_s << both << 20.0 << qsizetype(11'113)
            << qsizetype(9'534) << qint64(0) << dialect;
        // Near the end of this capture a depth frame comes before the two that precede it: the
        // jump is filed as a gap, and all three frames are kept.
        QTest::addRow("one symbol, as fast as it goes, %s", name)
            << u"feeds/btcusdt_20230404.gz"_s << QStringList{u"btcusdt"_s} << 0.0
            << qsizetype(5'252) << qsizetype(5'088) << qint64(1) << dialect;
    }
}

void TestRecordedFeed::compare(const Rows &actual, const Rows &expected)
{
    QCOMPARE(actual.size(), expected.size());
    for (qsizetype i = 0; i < actual.size(); ++i)
        QCOMPARE(actual[i], expected[i]);
}

void TestRecordedFeed::testEveryRowEqualsTheFeed()
{
    QFETCH(QString, file);
    QFETCH(QStringList, symbols);
    QFETCH(double, speed);
    QFETCH(qsizetype, trades);
    QFETCH(qsizetype, depthUpdates);
    QFETCH(qint64, gaps);
    QFETCH(SqlDialect, dialect);
    const std::unique_ptr<TestDatabase> database = TestDatabase::make(dialect);
    if (!database)
        QSKIP(TestDatabase::skipReason());

    Rows expectedTrades;
    Rows expectedDepth;
    readFeed(m_data + u'/' + file, expectedTrades, expectedDepth);
    QCOMPARE(expectedTrades.size(), trades);
    QCOMPARE(expectedDepth.size(), depthUpdates);

    ReplayOptions replayOptions;
    replayOptions.speed = speed;
    auto capture = openCapture({m_data + u'/' + file}, PlayMode::Once);
    QVERIFY2(capture.has_value(), capture ? "" : qPrintable(capture.error()));
    ReplayServer server(replayOptions, std::move(*capture));
    QSignalSpy finished(&server, &ReplayServer::playbackFinished);
    QVERIFY(server.listen(0).has_value());

    RecorderSettings settings;
    settings.databaseUrl = database->url().masked();
    settings.webSocketBaseUrl = server.webSocketUrl();
    settings.restBaseUrl = server.restUrl();
    for (const QString &symbol : symbols)
        settings.symbols.push_back(*Symbol::parse(QStringView(symbol)));
    settings.depthStreams = {"depth5@100ms"};
    settings.tradeStreams = {"aggTrade"};
    Recorder recorder(settings, RecorderOptions());
    QSignalSpy stopped(&recorder, &Recorder::stopped);
    recorder.start();
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 120'000);
    QTRY_COMPARE_WITH_TIMEOUT(recorder.status().eventsReceived, trades + depthUpdates, 60'000);
    recorder.stop();
    QTRY_COMPARE_WITH_TIMEOUT(stopped.count(), 1, 60'000);

    const RecorderStatus status = recorder.status();
    QCOMPARE(status.eventsWritten, trades + depthUpdates);
    QCOMPARE(status.eventsLost, 0);
    QCOMPARE(status.duplicates, 0);
    QCOMPARE(status.decodeErrors, 0);
    QCOMPARE(status.unknownFrames, 0);
    QCOMPARE(status.gaps, gaps);

    compare(recordedTrades(*database), expectedTrades);
    compare(recordedDepth(*database), expectedDepth);
    QCOMPARE(database->value(u"SELECT count(*) FROM capture_gaps"_s), QString::number(gaps));
}

QTEST_GUILESS_MAIN(TestRecordedFeed)
#include "tst_recordedfeed.moc"
