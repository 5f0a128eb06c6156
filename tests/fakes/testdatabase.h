#pragma once

#include "storage/databaseurl.h"
#include "storage/sql/sqlerror.h"

#include <QList>
#include <QSqlDatabase>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>
#include <optional>

/// A fresh, empty database for one test, gone afterwards: a file, or a schema of its own on the
/// server that ORDERFLOW_TEST_POSTGRES_URL names. The second connection that it keeps shows what
/// the store wrote.
class TestDatabase
{
public:
    /// For a test's global data: one row for each kind, named.
    static void addKinds();

    /// Null where the kind is PostgreSQL and no server is named; the test is to be skipped then,
    /// with skipReason().
    static std::unique_ptr<TestDatabase> make(Orderflow::SqlDialect dialect);
    static const char *skipReason();

    /// A database of its own on the server, in which extensions may be created. Null where no
    /// server is named.
    static std::unique_ptr<TestDatabase> makeSeparate();
    /// The same with TimescaleDB. Null where the server has it not, or does not preload it; the
    /// test is to be skipped then, with timescaleSkipReason().
    static std::unique_ptr<TestDatabase> makeWithTimescale();
    static const char *timescaleSkipReason();

    ~TestDatabase();
    Q_DISABLE_COPY_MOVE(TestDatabase)

    Orderflow::SqlDialect dialect() const { return m_dialect; }
    const Orderflow::DatabaseUrl &url() const { return *m_url; }
    QSqlDatabase &connection() { return m_connection; }
    /// PostgreSQL: the name of the schema, and of the application that a store calls itself.
    const QString &schema() const { return m_schema; }

    /// Fails the test, with the database's words, where the statement fails.
    void execute(const QString &statement);
    /// The rows of a query as text; `NULL` for null.
    QList<QStringList> rows(const QString &query);
    /// The first column of the first row.
    QString value(const QString &query);
    /// An expression for the column as text that is the same on both databases.
    QString timeText(const QString &column) const;
    QString jsonText(const QString &column) const;

private:
    explicit TestDatabase(Orderflow::SqlDialect dialect);
    bool setUpSqlite();
    bool setUpPostgres();
    bool connectPostgres(const QString &server);

    Orderflow::SqlDialect m_dialect;
    std::optional<Orderflow::DatabaseUrl> m_url;
    QTemporaryDir m_folder;
    QString m_schema;
    /// Where the database is one of its own: the server's other one.
    QString m_server;
    QString m_connectionName;
    QSqlDatabase m_connection;
};

Q_DECLARE_METATYPE(Orderflow::SqlDialect)
