#include "verify/readsnapshot.h"

namespace Orderflow {

using namespace Qt::StringLiterals;

ReadSnapshot::ReadSnapshot(SqlConnection &connection)
    : m_connection(connection)
    , m_transaction(connection.database())
{}

StoreResult<void> ReadSnapshot::begin()
{
    const QString failed = u"cannot begin to read"_s;
    if (StoreResult<void> isOpen = m_connection.requireOpen(failed); !isOpen)
        return isOpen;
    // Of SQLite each transaction sees one state; of PostgreSQL only those that ask for it.
    const StoreResult<QSqlQuery> begun =
        m_connection.execute(m_connection.dialect() == SqlDialect::Sqlite
                                 ? u"BEGIN"_s
                                 : u"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"_s,
                             failed);
    if (!begun)
        return tl::unexpected(begun.error());
    m_transaction.adopt();
    return keepPartitions();
}

/// What PostgreSQL drops is gone for older snapshots too, while a row about it is not yet there. A
/// lock keeps it from dropping any, and takes no snapshot itself.
StoreResult<void> ReadSnapshot::keepPartitions()
{
    if (m_connection.dialect() == SqlDialect::Sqlite)
        return {};
    const StoreResult<QSqlQuery> locked =
        m_connection.execute(u"LOCK TABLE ONLY futures_trades, ONLY futures_orderbook_updates "
                             "IN ACCESS SHARE MODE"_s,
                             u"cannot begin to read"_s);
    if (!locked)
        return tl::unexpected(locked.error());
    return {};
}

StoreResult<void> ReadSnapshot::preferKeyOrder()
{
    if (m_connection.dialect() == SqlDialect::Sqlite)
        return {};
    const StoreResult<QSqlQuery> set =
        m_connection.execute(u"SET LOCAL enable_bitmapscan = off"_s, u"cannot begin to read"_s);
    if (!set)
        return tl::unexpected(set.error());
    return {};
}

} // namespace Orderflow
