// Records real captures end to end and compares every row with the text of the capture, which is
// read here without the recorder's own reader or decoder.

#include "recorder.h"
#include "replay/capturesource.h"
#include "replay/replayserver.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include <zlib.h>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

struct Feed
{
    QString file;
    QStringList symbols;
    /// As data/README.md of the captures counts them.
    qsizetype trades = 0;
    qsizetype depthUpdates = 0;
};

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
            QByteArray::fromRawData(line.constData(), qstrlen(line.constData()));
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

class Database
{
public:
    explicit Database(const DatabaseUrl &url)
    {
        const bool isPostgres = url.kind() == DatabaseUrl::Kind::PostgreSql;
        QSqlDatabase database =
            QSqlDatabase::addDatabase(isPostgres ? u"QPSQL"_s : u"QSQLITE"_s, u"check"_s);
        if (isPostgres) {
            database.setHostName(url.host());
            database.setPort(url.port());
            database.setUserName(url.userName());
            database.setPassword(url.password());
            database.setDatabaseName(url.databaseName());
        } else {
            database.setDatabaseName(url.filePath());
        }
        if (!database.open())
            qFatal("%s", qPrintable(database.lastError().text()));
        m_milliseconds =
            isPostgres
                ? u"(extract(epoch FROM %1) * 1000)::bigint"_s
                : u"(CAST(strftime('%s', %1) AS INTEGER) * 1000 + CAST(substr(%1, 21, 3) AS INTEGER))"_s;
        m_number = isPostgres ? u"%1::text"_s : u"%1"_s;
        if (isPostgres)
            exec(u"SET TIME ZONE 'UTC'"_s);
    }

    ~Database() { QSqlDatabase::removeDatabase(u"check"_s); }
    Q_DISABLE_COPY_MOVE(Database)

    QSqlQuery exec(const QString &sql) const
    {
        QSqlQuery query(QSqlDatabase::database(u"check"_s));
        query.setForwardOnly(true);
        if (!query.exec(sql))
            qFatal("%s: %s", qPrintable(sql), qPrintable(query.lastError().text()));
        return query;
    }

    Rows trades() const
    {
        QSqlQuery query = exec(u"SELECT symbol, agg_trade_id, "_s + number(u"price"_s) + u", "_s +
                               number(u"quantity"_s) + u", "_s + number(u"quantity_excl_rpi"_s) +
                               u", first_trade_id, last_trade_id, "
                               u"CASE WHEN is_buyer_maker THEN 1 ELSE 0 END, "_s +
                               milliseconds(u"event_time"_s) + u", "_s +
                               milliseconds(u"trade_time"_s) + u" FROM futures_trades"_s);
        return rowsOf(query, {});
    }

    Rows depthUpdates() const
    {
        QSqlQuery query = exec(
            u"SELECT symbol, first_update_id, final_update_id, prev_final_update_id, "_s +
            milliseconds(u"event_time"_s) + u", "_s + milliseconds(u"transaction_time"_s) +
            u", bids, asks FROM futures_orderbook_updates WHERE depth_kind = 'depth5@100ms'"_s);
        return rowsOf(query, {6, 7});
    }

    qint64 count(const QString &table) const
    {
        QSqlQuery query = exec(u"SELECT count(*) FROM "_s + table);
        query.next();
        return query.value(0).toLongLong();
    }

private:
    QString number(const QString &column) const
    {
        return QString(m_number).replace(u"%1"_s, column);
    }
    QString milliseconds(const QString &column) const
    {
        return QString(m_milliseconds).replace(u"%1"_s, column);
    }

    static Rows rowsOf(QSqlQuery &query, const QList<int> &jsonColumns)
    {
        Rows rows;
        while (query.next()) {
            QStringList columns;
            for (int i = 0; !query.isNull(i) || i < 8; ++i) {
                const QString text = query.value(i).toString();
                columns.append(jsonColumns.contains(i)
                                   ? compactJson(QJsonDocument::fromJson(text.toUtf8()).array())
                                   : text);
                if (i == (jsonColumns.isEmpty() ? 9 : 7))
                    break;
            }
            rows.append(columns.join(u' '));
        }
        rows.sort();
        return rows;
    }

    QString m_milliseconds;
    QString m_number;
};

} // namespace

class TestRecordedFeed : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void testEveryRowEqualsTheFeed_data();
    void testEveryRowEqualsTheFeed();

private:
    QString databaseUrl(const QString &kind) const;
    static void compare(const Rows &actual, const Rows &expected);

    QTemporaryDir m_folder;
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
    QTest::addColumn<QString>("database");
    const QStringList both{u"btcusdt"_s, u"ethusdt"_s};
    for (const char *database : {"sqlite", "postgresql"}) {
        const QString name = QString::fromLatin1(database);
        QTest::addRow("two symbols over midnight, 20 times real speed, %s", database)
            << u"feeds/btcusdt_ethusdt_20240718.gz"_s << both << 20.0 << qsizetype(11'113)
            << qsizetype(9'534) << name;
        QTest::addRow("one symbol, as fast as it goes, %s", database)
            << u"feeds/btcusdt_20230404.gz"_s << QStringList{u"btcusdt"_s} << 0.0
            << qsizetype(5'252) << qsizetype(5'088) << name;
    }
}

QString TestRecordedFeed::databaseUrl(const QString &kind) const
{
    if (kind == u"postgresql")
        return qEnvironmentVariable("ORDERFLOW_TEST_POSTGRES_URL");
    return u"sqlite:///"_s + m_folder.filePath(u"%1.db"_s.arg(QTest::currentDataTag()));
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
    QFETCH(QString, database);

    RecorderSettings settings;
    settings.databaseUrl = databaseUrl(database);
    if (settings.databaseUrl.isEmpty())
        QSKIP("ORDERFLOW_TEST_POSTGRES_URL is not set: no PostgreSQL to record into");
    const auto url = DatabaseUrl::parse(settings.databaseUrl);
    QVERIFY2(url.has_value(), url ? "" : qPrintable(url.error()));

    Rows expectedTrades;
    Rows expectedDepth;
    readFeed(m_data + u'/' + file, expectedTrades, expectedDepth);
    QCOMPARE(expectedTrades.size(), trades);
    QCOMPARE(expectedDepth.size(), depthUpdates);

    ReplayOptions replayOptions;
    replayOptions.speed = speed;
    ReplayServer server(replayOptions, makeSource(m_data + u'/' + file));
    QSignalSpy finished(&server, &ReplayServer::playbackFinished);
    QVERIFY(server.listen(0).has_value());

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
    QCOMPARE(status.gaps, 0);

    const Database check(*url);
    compare(check.trades(), expectedTrades);
    compare(check.depthUpdates(), expectedDepth);
    QCOMPARE(check.count(u"capture_gaps"_s), 0);
}

QTEST_GUILESS_MAIN(TestRecordedFeed)
#include "tst_recordedfeed.moc"
