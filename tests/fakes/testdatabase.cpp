#include "fakes/testdatabase.h"

#include <QCoreApplication>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QTest>
#include <QUrl>

using namespace Orderflow;
using namespace Qt::StringLiterals;

namespace {

int s_counter = 0;

QString schemaName()
{
    return u"orderflow_test_%1_%2"_s.arg(QCoreApplication::applicationPid()).arg(s_counter);
}

/// Not opened yet.
QSqlDatabase postgresConnection(const DatabaseUrl &url, const QString &name)
{
    QSqlDatabase connection = QSqlDatabase::addDatabase(u"QPSQL"_s, name);
    connection.setHostName(url.host());
    connection.setPort(url.port());
    connection.setDatabaseName(url.databaseName());
    connection.setUserName(url.userName());
    connection.setPassword(url.password());
    return connection;
}

/// What cannot be run in the database that it is about.
void runOnServer(const QString &server, const QString &statement)
{
    const QString name = u"test-server"_s;
    const auto url = DatabaseUrl::parse(server);
    if (!url)
        qFatal("%s", qPrintable(url.error()));
    {
        QSqlDatabase connection = postgresConnection(*url, name);
        const bool isOpen = connection.open();
        QSqlQuery query(connection);
        if (!isOpen || !query.exec(statement)) {
            qFatal("%s: %s %s", qPrintable(statement), qPrintable(connection.lastError().text()),
                   qPrintable(query.lastError().text()));
        }
    }
    QSqlDatabase::removeDatabase(name);
}

} // namespace

void TestDatabase::addKinds()
{
    QTest::addColumn<SqlDialect>("dialect");
    QTest::newRow("SQLite") << SqlDialect::Sqlite;
    QTest::newRow("PostgreSQL") << SqlDialect::PostgreSql;
}

const char *TestDatabase::skipReason()
{
    return "ORDERFLOW_TEST_POSTGRES_URL names no server";
}

std::unique_ptr<TestDatabase> TestDatabase::make(SqlDialect dialect)
{
    if (dialect == SqlDialect::PostgreSql &&
        qEnvironmentVariableIsEmpty("ORDERFLOW_TEST_POSTGRES_URL"))
        return nullptr;
    std::unique_ptr<TestDatabase> database(new TestDatabase(dialect));
    const bool isSetUp =
        dialect == SqlDialect::Sqlite ? database->setUpSqlite() : database->setUpPostgres();
    if (!isSetUp)
        qFatal("No database for the test: %s",
               qPrintable(database->m_connection.lastError().text()));
    return database;
}

TestDatabase::TestDatabase(SqlDialect dialect)
    : m_dialect(dialect)
    , m_connectionName(u"test-%1"_s.arg(++s_counter))
{}

TestDatabase::~TestDatabase()
{
    if (!m_schema.isEmpty() && m_server.isEmpty())
        execute(u"DROP SCHEMA %1 CASCADE"_s.arg(m_schema));
    m_connection = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_connectionName);
    if (!m_server.isEmpty())
        runOnServer(m_server, u"DROP DATABASE %1 WITH (FORCE)"_s.arg(m_schema));
}

std::unique_ptr<TestDatabase> TestDatabase::makeSeparate()
{
    const QString server = qEnvironmentVariable("ORDERFLOW_TEST_POSTGRES_URL");
    if (server.isEmpty())
        return nullptr;
    std::unique_ptr<TestDatabase> database(new TestDatabase(SqlDialect::PostgreSql));
    database->m_schema = schemaName();
    runOnServer(server, u"CREATE DATABASE "_s + database->m_schema);
    database->m_server = server;
    QUrl url(server);
    url.setPath(u'/' + database->m_schema);
    if (!database->connectPostgres(url.toString()))
        qFatal("No database for the test: %s",
               qPrintable(database->m_connection.lastError().text()));
    return database;
}

std::unique_ptr<TestDatabase> TestDatabase::makeWithTimescale()
{
    std::unique_ptr<TestDatabase> database = makeSeparate();
    // CREATE EXTENSION of one that is not preloaded ends the connection.
    if (!database ||
        database->value(u"SELECT count(*) FROM pg_available_extensions "
                        "WHERE name = 'timescaledb' AND current_setting("
                        "'shared_preload_libraries') LIKE '%timescaledb%'"_s) != "1"_L1)
        return nullptr;
    database->execute(u"CREATE EXTENSION timescaledb SCHEMA public"_s);
    return database;
}

const char *TestDatabase::timescaleSkipReason()
{
    return "the server that ORDERFLOW_TEST_POSTGRES_URL names has no TimescaleDB";
}

bool TestDatabase::setUpSqlite()
{
    const QString path = m_folder.filePath(u"test.db"_s);
    const auto url = DatabaseUrl::parse(u"sqlite:///"_s + path);
    if (!url)
        return false;
    m_url = *url;
    m_connection = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_connectionName);
    m_connection.setDatabaseName(path);
    return m_connection.open();
}

bool TestDatabase::setUpPostgres()
{
    m_schema = schemaName();
    return connectPostgres(qEnvironmentVariable("ORDERFLOW_TEST_POSTGRES_URL"));
}

bool TestDatabase::connectPostgres(const QString &server)
{
    const auto url = DatabaseUrl::parse(server + (server.contains(u'?') ? u'&' : u'?') +
                                        u"options=-csearch_path%3D"_s + m_schema +
                                        u"&application_name="_s + m_schema);
    if (!url)
        qFatal("%s", qPrintable(url.error()));
    m_url = *url;
    m_connection = postgresConnection(*url, m_connectionName);
    m_connection.setConnectOptions(u"options='-csearch_path=%1'"_s.arg(m_schema));
    if (!m_connection.open())
        return false;
    execute(u"SET client_min_messages = error"_s);
    execute(u"SET TIME ZONE 'UTC'"_s);
    execute(u"CREATE SCHEMA "_s + m_schema);
    return true;
}

void TestDatabase::execute(const QString &statement)
{
    QSqlQuery query(m_connection);
    if (!query.exec(statement))
        QFAIL(qPrintable(statement + u": "_s + query.lastError().text()));
}

QList<QStringList> TestDatabase::rows(const QString &query)
{
    QList<QStringList> rows;
    QSqlQuery result(m_connection);
    if (!result.exec(query)) {
        QTest::qFail(qPrintable(query + u": "_s + result.lastError().text()), __FILE__, __LINE__);
        return rows;
    }
    const int columns = result.record().count();
    while (result.next()) {
        QStringList row;
        for (int column = 0; column < columns; ++column)
            row.append(result.isNull(column) ? u"NULL"_s : result.value(column).toString());
        rows.append(row);
    }
    return rows;
}

QString TestDatabase::value(const QString &query)
{
    const QList<QStringList> all = rows(query);
    return all.isEmpty() || all.first().isEmpty() ? QString() : all.first().first();
}

QString TestDatabase::timeText(const QString &column) const
{
    if (m_dialect == SqlDialect::Sqlite)
        return column;
    return u"to_char(%1 AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"_s.arg(column);
}

QString TestDatabase::jsonText(const QString &column) const
{
    return u"replace(CAST(%1 AS text), ', ', ',')"_s.arg(column);
}
