#include "storage/sql/sqlconnection.h"

#include "storage/sql/postgresconnection.h"
#include "storage/sql/sqliteconnection.h"

#include <QSqlDriver>
#include <QSqlField>
#include <QStringList>

#include <atomic>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QString nextConnectionName()
{
    static std::atomic<int> counter{0};
    return u"orderflow-store-%1"_s.arg(++counter);
}

} // namespace

SqlConnection::SqlConnection(SqlDialect dialect, QString driver, QString displayName)
    : m_dialect(dialect)
    , m_driver(std::move(driver))
    , m_displayName(std::move(displayName))
    , m_connectionName(nextConnectionName())
{}

SqlConnection::~SqlConnection()
{
    close();
}

void SqlConnection::close()
{
    // Qt wants every handle gone before the name is.
    m_database = QSqlDatabase();
    if (QSqlDatabase::contains(m_connectionName))
        QSqlDatabase::removeDatabase(m_connectionName);
}

StoreResult<void> SqlConnection::open()
{
    close();
    if (!QSqlDatabase::isDriverAvailable(m_driver)) {
        return tl::unexpected(
            misconfigured(u"Qt's database driver %1 is not installed"_s.arg(m_driver)));
    }
    m_database = QSqlDatabase::addDatabase(m_driver, m_connectionName);
    StoreResult<void> connected = connectDatabase();
    if (!connected)
        close();
    return connected;
}

StoreResult<void> SqlConnection::requireOpen(const QString &failed) const
{
    if (m_database.isOpen())
        return {};
    return tl::unexpected(StoreError{StoreError::Kind::Unavailable,
                                     m_displayName + u": "_s + failed + u": not connected"_s,
                                     {}});
}

StoreResult<QSqlQuery> SqlConnection::execute(const QString &statement, const QString &failed)
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.exec(statement))
        return tl::unexpected(failure(query.lastError(), failed));
    return query;
}

StoreResult<std::int64_t> SqlConnection::change(const QString &statement, const QString &failed)
{
    const StoreResult<QSqlQuery> query = execute(statement, failed);
    if (!query)
        return tl::unexpected(query.error());
    return query->numRowsAffected();
}

StoreResult<std::int64_t> SqlConnection::readInteger(const QString &query, const QString &failed)
{
    StoreResult<QSqlQuery> result = execute(query, failed);
    if (!result)
        return tl::unexpected(result.error());
    if (!result->next())
        return tl::unexpected(failure(result->lastError(), failed));
    return result->value(0).toLongLong();
}

QString SqlConnection::literal(const QVariant &value) const
{
    if (value.isNull() && value.typeId() != QMetaType::QString)
        return u"NULL"_s;
    if (value.typeId() != QMetaType::QString)
        return QString::number(value.toLongLong());
    const QString text = value.toString().replace(QChar(u'\0'), QChar(QChar::ReplacementCharacter));
    // A null string is empty text here, which formatValue() would write as NULL.
    if (text.isEmpty())
        return u"''"_s;
    QSqlField field({}, QMetaType(QMetaType::QString));
    field.setValue(text);
    return m_database.driver()->formatValue(field);
}

QString SqlConnection::literals(const QVariantList &values) const
{
    QStringList texts;
    for (const QVariant &value : values)
        texts.append(literal(value));
    return texts.join(u", ");
}

StoreError SqlConnection::failure(const QSqlError &error, const QString &failed) const
{
    return toStoreError(m_dialect, error, m_displayName + u": "_s + failed);
}

StoreError SqlConnection::misconfigured(const QString &why) const
{
    return {StoreError::Kind::Misconfigured, m_displayName + u": "_s + why, {}};
}

std::unique_ptr<SqlConnection> createConnection(const DatabaseUrl &url, SqlAccess access)
{
    if (url.kind() == DatabaseUrl::Kind::PostgreSql)
        return std::make_unique<PostgresConnection>(url, access);
    return std::make_unique<SqliteConnection>(url, access);
}

} // namespace Orderflow
