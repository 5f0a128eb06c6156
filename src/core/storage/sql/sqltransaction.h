#pragma once

#include <QSqlDatabase>
#include <QSqlError>

namespace Orderflow {

/// A transaction that is rolled back unless it was committed. Where even that fails, the
/// connection is closed, so that nothing of it can slip into the next transaction.
class SqlTransaction
{
public:
    explicit SqlTransaction(QSqlDatabase &database)
        : m_database(database)
    {}
    ~SqlTransaction()
    {
        // Qt complains in the log of a rollback on a connection that it knows to be gone.
        if (m_isActive && !(m_database.isOpen() && m_database.rollback()))
            m_database.close();
    }
    Q_DISABLE_COPY_MOVE(SqlTransaction)

    /// False with database.lastError() set; the same for commit().
    bool begin() { return m_isActive = m_database.transaction(); }
    /// Takes over a transaction that a statement has begun.
    void adopt() { m_isActive = true; }
    bool commit()
    {
        if (!m_database.commit())
            return false;
        m_isActive = false;
        return true;
    }

private:
    QSqlDatabase &m_database;
    bool m_isActive = false;
};

} // namespace Orderflow
