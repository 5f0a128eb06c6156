#include "storage/sql/postgresconnection.h"

#include <QStringList>

#include <algorithm>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

// As libpq reads a value of a connection string.
QString connectValue(QString value)
{
    value.replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s);
    return u'\'' + value + u'\'';
}

QString connectOptions(const DatabaseUrl &url)
{
    QStringList options;
    for (const auto &[name, value] : url.options())
        options.append(name + u'=' + connectValue(value));
    const auto offerDefault = [&options, &url](const QString &name, const QString &value) {
        const bool isSet = std::ranges::any_of(
            url.options(), [&name](const auto &option) { return option.first == name; });
        if (!isSet)
            options.append(name + u'=' + value);
    };
    // Short enough for a stop not to wait long for a server that is silent.
    offerDefault(u"connect_timeout"_s, u"5"_s);
    offerDefault(u"application_name"_s, u"orderflow-recorder"_s);
    // A server that is away without a word ends a wait within half a minute, not within hours.
    offerDefault(u"keepalives_idle"_s, u"10"_s);
    offerDefault(u"keepalives_interval"_s, u"5"_s);
    offerDefault(u"keepalives_count"_s, u"4"_s);
    offerDefault(u"tcp_user_timeout"_s, u"30000"_s);
    return options.join(u';');
}

} // namespace

PostgresConnection::PostgresConnection(const DatabaseUrl &url, SqlAccess access,
                                       const StoreOptions &options)
    : SqlConnection(SqlDialect::PostgreSql, u"QPSQL"_s, url.masked())
    , m_url(url)
    , m_access(access)
    , m_synchronousCommit(options.synchronousCommit)
{}

StoreResult<void> PostgresConnection::connectDatabase()
{
    database().setHostName(m_url.host());
    database().setPort(m_url.port());
    database().setDatabaseName(m_url.databaseName());
    database().setUserName(m_url.userName());
    database().setPassword(m_url.password());
    database().setConnectOptions(connectOptions(m_url));
    if (!database().open())
        return tl::unexpected(failure(database().lastError(), u"cannot connect"_s));
    return setUpConnection();
}

StoreResult<void> PostgresConnection::setUpConnection()
{
    const QString failed = u"cannot set up the connection"_s;
    // Times are written without a zone. Notices would go to this program's stderr.
    QStringList settings{u"SET TIME ZONE 'UTC'"_s, u"SET client_min_messages = error"_s};
    if (m_access == SqlAccess::Read) {
        settings << u"SET default_transaction_read_only = on"_s;
    } else {
        settings << u"SET synchronous_commit = "_s + toSqlName(m_synchronousCommit);
        // TimescaleDB, where it is there: a repair of old days may touch what is compressed, and
        // would never get through beyond a limit.
        settings << u"SELECT set_config(name, '0', false) FROM pg_settings "
                    "WHERE name = 'timescaledb.max_tuples_decompressed_per_dml_transaction'"_s;
    }
    for (const QString &setting : std::as_const(settings)) {
        if (const StoreResult<QSqlQuery> set = execute(setting, failed); !set)
            return tl::unexpected(set.error());
    }
    return checkDatabase();
}

StoreResult<void> PostgresConnection::checkDatabase()
{
    const QString failed = u"cannot set up the connection"_s;
    StoreResult<QSqlQuery> answer =
        execute(u"SELECT current_setting('server_encoding'), "
                "has_database_privilege(current_database(), 'TEMPORARY'), current_user"_s,
                failed);
    if (!answer)
        return tl::unexpected(answer.error());
    if (!answer->next())
        return tl::unexpected(failure(answer->lastError(), failed));
    const QString encoding = answer->value(0).toString();
    // SQL_ASCII stores the bytes as they are.
    if (encoding != "UTF8"_L1 && encoding != "SQL_ASCII"_L1) {
        return tl::unexpected(misconfigured(
            u"its encoding is %1, which cannot hold every symbol; make the database with "
            "ENCODING 'UTF8' TEMPLATE template0"_s.arg(encoding)));
    }
    if (m_access == SqlAccess::Write && !answer->value(1).toBool()) {
        return tl::unexpected(misconfigured(
            u"its user may not make temporary tables, which events go through that are there "
            "already; GRANT TEMPORARY ON DATABASE \"%1\" TO \"%2\""_s.arg(
                m_url.databaseName(), answer->value(2).toString())));
    }
    return {};
}

} // namespace Orderflow
