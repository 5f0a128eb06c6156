#include "clirunner.h"
#include "recordrun.h"
#include "replay/replayserver.h"
#include "replay/syntheticmarket.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTcpServer>
#include <QTimer>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

/// Where nobody reads.
class BrokenPipe final : public QIODevice
{
public:
    BrokenPipe() { open(QIODevice::WriteOnly | QIODevice::Unbuffered); }

protected:
    qint64 readData(char *, qint64) override { return -1; }
    qint64 writeData(const char *, qint64) override { return -1; }
};

qint64 rowCount(const QString &fileName)
{
    qint64 count = -1;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"count"_s);
        database.setDatabaseName(fileName);
        QSqlQuery query(database);
        if (database.open() &&
            query.exec(u"SELECT (SELECT count(*) FROM futures_trades) + "
                       u"(SELECT count(*) FROM futures_orderbook_updates)"_s) &&
            query.next())
            count = query.value(0).toLongLong();
    }
    QSqlDatabase::removeDatabase(u"count"_s);
    return count;
}

} // namespace

class TestRecordCommand : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void testStopsWhenAsked();
    void testDuration();
    void testJson();
    void testEndsWhenNobodyReads();
    void testUnusableDatabase();
    void testNoInitDb();
    void testUnknownSymbol();
    void testServesItsStatus();
    void testStatusSettings_data();
    void testStatusSettings();
    void testExitCode_data();
    void testExitCode();

private:
    QStringList arguments(const QStringList &more) const;

    std::unique_ptr<ReplayServer> m_exchange;
    std::unique_ptr<CliRunner> m_cli;
};

void TestRecordCommand::init()
{
    m_cli = std::make_unique<CliRunner>();
    m_exchange = std::make_unique<ReplayServer>(ReplayOptions{}, makeSyntheticMarket({}));
    QVERIFY(m_exchange->listen(0));
}

void TestRecordCommand::cleanup()
{
    m_exchange.reset();
    m_cli.reset();
}

QStringList TestRecordCommand::arguments(const QStringList &more) const
{
    return QStringList{u"record"_s,
                       u"--db-url"_s,
                       m_cli->sqliteUrl(u"a.db"_s),
                       u"--binance-ws-futures-base-url"_s,
                       m_exchange->webSocketUrl().toString(),
                       u"--binance-rest-futures-base-url"_s,
                       m_exchange->restUrl().toString(),
                       u"--log-level"_s,
                       u"ERROR"_s} +
           more;
}

void TestRecordCommand::testStopsWhenAsked()
{
    StopRequests stopRequests;
    m_cli->stopRequests = &stopRequests;
    QTimer poll;
    connect(&poll, &QTimer::timeout, &stopRequests, [&] {
        if (m_exchange->framesSent() > 20)
            emit stopRequests.stopRequested();
    });
    poll.start(20);
    QCOMPARE(m_cli->run(arguments({})), ExitCode::Success);

    static const QRegularExpression form(
        u"^received (\\d+) · written (\\d+) · duplicates 0 · lost 0\\n$"_s);
    const auto match = form.match(m_cli->out);
    QVERIFY2(match.hasMatch(), qPrintable(m_cli->out));
    QVERIFY(match.captured(1).toLongLong() > 0);
    QCOMPARE(match.captured(2), match.captured(1));
    QCOMPARE(rowCount(m_cli->folder.filePath(u"a.db"_s)), match.captured(2).toLongLong());
}

void TestRecordCommand::testDuration()
{
    const QElapsedTimer timer = [] {
        QElapsedTimer started;
        started.start();
        return started;
    }();
    QCOMPARE(m_cli->run(arguments({u"--duration"_s, u"0.3"_s})), ExitCode::Success);
    QVERIFY(timer.elapsed() >= 300);
    QVERIFY(m_cli->out.startsWith(u"received "_s));
}

void TestRecordCommand::testJson()
{
    QCOMPARE(m_cli->run(arguments({u"--json"_s, u"--duration"_s, u"2.5"_s})), ExitCode::Success);
    const QStringList lines = m_cli->out.split(u'\n', Qt::SkipEmptyParts);
    QVERIFY2(lines.size() >= 3, qPrintable(m_cli->out));
    for (const QString &line : lines) {
        const QJsonObject object = QJsonDocument::fromJson(line.toUtf8()).object();
        const bool isLast = line == lines.last();
        QCOMPARE(object[u"type"_s].toString(), isLast ? u"summary"_s : u"status"_s);
        QCOMPARE(object[u"state"_s].toString(), isLast ? u"stopped"_s : u"recording"_s);
        QVERIFY(object[u"database"_s].toString().endsWith(u"a.db"_s));
        QCOMPARE(object[u"eventsLost"_s].toInt(-1), 0);
    }
}

void TestRecordCommand::testEndsWhenNobodyReads()
{
    BrokenPipe pipe;
    QTextStream out(&pipe);
    QTextStream err(&m_cli->err);
    CommandContext context{
        .out = out, .err = err, .environment = {}, .folder = m_cli->folder.path()};
    QCOMPARE(Program::make().run(arguments({u"--json"_s}), context), ExitCode::Success);
}

void TestRecordCommand::testUnusableDatabase()
{
    QVERIFY(QDir(m_cli->folder.path()).mkdir(u"a.db"_s));
    QCOMPARE(m_cli->run(arguments({})), ExitCode::DatabaseError);
    QVERIFY2(m_cli->err.startsWith(u"orderflow-recorder-cli: "_s), qPrintable(m_cli->err));
    QVERIFY2(m_cli->err.contains(u"a.db"_s), qPrintable(m_cli->err));
}

void TestRecordCommand::testNoInitDb()
{
    QCOMPARE(m_cli->run(arguments({u"--no-init-db"_s})), ExitCode::DatabaseError);
    QVERIFY2(m_cli->err.contains(u"init-db"_s), qPrintable(m_cli->err));

    QCOMPARE(m_cli->run({u"init-db"_s, u"--db-url"_s, m_cli->sqliteUrl(u"a.db"_s)}),
             ExitCode::Success);
    QCOMPARE(m_cli->run(arguments({u"--no-init-db"_s, u"--duration=0.1"_s})), ExitCode::Success);
}

void TestRecordCommand::testUnknownSymbol()
{
    QCOMPARE(m_cli->run(arguments({u"--symbols-futures=nosuchusdt"_s})), ExitCode::ExchangeError);
    QVERIFY2(m_cli->err.contains(u"NOSUCHUSDT"_s), qPrintable(m_cli->err));
}

void TestRecordCommand::testServesItsStatus()
{
    // A port that was free a moment ago.
    QTcpServer free;
    QVERIFY(free.listen(QHostAddress::LocalHost));
    const QUrl url(u"http://127.0.0.1:%1/status"_s.arg(free.serverPort()));
    free.close();

    StopRequests stopRequests;
    m_cli->stopRequests = &stopRequests;
    QNetworkAccessManager network;
    QJsonObject served;
    QTimer poll;
    connect(&poll, &QTimer::timeout, &stopRequests, [&] {
        QNetworkReply *const reply = network.get(QNetworkRequest(url));
        connect(reply, &QNetworkReply::finished, &stopRequests, [&served, &stopRequests, reply] {
            const QJsonObject status = QJsonDocument::fromJson(reply->readAll()).object();
            reply->deleteLater();
            if (status[u"eventsWritten"_s].toInt() > 0)
                served = status;
            if (!served.isEmpty())
                emit stopRequests.stopRequested();
        });
    });
    poll.start(50);
    QCOMPARE(m_cli->run(arguments(
                 {u"--status-listen=127.0.0.1:%1"_s.arg(url.port()), u"--duration=30"_s})),
             ExitCode::Success);
    QCOMPARE(served[u"state"_s].toString(), u"recording"_s);
}

void TestRecordCommand::testStatusSettings_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("part");
    QTest::newRow("for others without a token")
        << QStringList{u"--status-listen=0.0.0.0:0"_s} << u"which takes a STATUS_TOKEN"_s;
    QTest::newRow("a certificate that is not there")
        << QStringList{u"--status-listen=127.0.0.1:0"_s, u"--status-tls-cert=nothing.pem"_s,
                       u"--status-tls-key=nothing.pem"_s}
        << u"STATUS_TLS_CERT: the file nothing.pem cannot be read: No such file"_s;
}

void TestRecordCommand::testStatusSettings()
{
    QFETCH(QStringList, options);
    QFETCH(QString, part);
    QCOMPARE(m_cli->run(arguments(options)), ExitCode::BadSetting);
    QVERIFY2(m_cli->err.contains(part), qPrintable(m_cli->err));
}

void TestRecordCommand::testExitCode_data()
{
    QTest::addColumn<RecorderError::Kind>("error");
    QTest::addColumn<int>("lost");
    QTest::addColumn<int>("code");
    using Kind = RecorderError::Kind;
    QTest::newRow("all well") << Kind::None << 0 << 0;
    QTest::newRow("lost") << Kind::None << 1 << 6;
    QTest::newRow("settings") << Kind::Settings << 0 << 3;
    QTest::newRow("database") << Kind::Database << 0 << 4;
    QTest::newRow("database and lost") << Kind::Database << 5 << 4;
    QTest::newRow("exchange") << Kind::Exchange << 0 << 5;
}

void TestRecordCommand::testExitCode()
{
    QFETCH(RecorderError::Kind, error);
    QFETCH(int, lost);
    RecorderStatus status;
    status.eventsLost = lost;
    QTEST(int(exitCodeOf({error, QString()}, status)), "code");
}

QTEST_GUILESS_MAIN(TestRecordCommand)
#include "tst_recordcommand.moc"
