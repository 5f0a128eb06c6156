#pragma once

#include "storage/sqlerror.h"
#include "storage/store.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QVariant>

#include <optional>

namespace Orderflow {

/// What the stores over QSqlDatabase share: the connection, the transaction around a batch, the
/// migrations, and the tables with few rows. A subclass connects, and writes the events.
///
/// The session that beginSession() returned stays in force when open() connects anew.
class SqlStore : public Store
{
public:
    ~SqlStore() override;
    Q_DISABLE_COPY_MOVE(SqlStore)

    StoreResult<void> open() final;
    StoreResult<void> migrate() final;
    StoreResult<int> schemaVersion() final;
    StoreResult<std::int64_t> beginSession(const CaptureSession &session) final;
    StoreResult<WriteCount> write(const EventBatch &batch) final;
    StoreResult<void> endSession(const CaptureSession &session) final;
    QString displayName() const final { return m_displayName; }

protected:
    /// `driver` is Qt's name of the driver.
    SqlStore(SqlDialect dialect, QString driver, QString displayName);

    /// Sets up database(), opens it, and makes the settings of the connection.
    virtual StoreResult<void> connectDatabase() = 0;

    /// Writes the rows of one table within the transaction of the batch; the number of rows that
    /// were not there already. This is where a faster way into a table goes.
    virtual StoreResult<std::int64_t> insertTrades(const std::vector<AggTrade> &trades) = 0;
    virtual StoreResult<std::int64_t>
    insertDepthUpdates(const std::vector<DepthUpdate> &updates) = 0;

    QSqlDatabase &database() { return m_database; }

    /// Runs one statement whose values are in its text; `failed` says what cannot be done.
    StoreResult<QSqlQuery> execute(const QString &statement, const QString &failed);

    /// The SQL literal of a value: null, an integer, or text, in which NUL becomes U+FFFD.
    QString literal(const QVariant &value) const;

    StoreError failure(const QSqlError &error, const QString &failed) const;
    StoreError misconfigured(const QString &why) const;

private:
    void close();
    StoreResult<void> requireOpen(const QString &failed) const;
    StoreResult<void> insertGaps(const std::vector<CaptureGap> &gaps);
    StoreResult<void> upsertConnection(const CaptureConnection &connection);
    StoreResult<void> insertClockSamples(const std::vector<ClockSample> &samples);
    StoreResult<void> writeLedger(const EventBatch &batch);
    StoreResult<WriteCount> writeRows(const EventBatch &batch);
    QString literals(const QVariantList &values) const;

    SqlDialect m_dialect;
    QString m_driver;
    QString m_displayName;
    QString m_connectionName;
    QSqlDatabase m_database;
    std::optional<std::int64_t> m_sessionId;
};

/// How the column `source` spells it.
QLatin1StringView toSqlName(EventSource source);

} // namespace Orderflow
