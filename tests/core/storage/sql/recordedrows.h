#pragma once

#include "core/storage/storetesting.h"

namespace Orderflow {

/// Rows of events and gaps in a database, and what its views make of them, each as one text.
class RecordedRows
{
protected:
    void setUp(SqlDialect dialect) { m_fixture.setUp(dialect); }
    void tearDown() { m_fixture.tearDown(); }

    bool isSqlite() const { return m_fixture.database->dialect() == SqlDialect::Sqlite; }

    void addTrade(int id, const QString &time, const QString &price = QStringLiteral("1"),
                  const QString &quantity = QStringLiteral("1"), bool isBuyerMaker = false,
                  const QString &symbol = QStringLiteral("BTCUSDT"));
    void addFrame(int id, const QString &time, const QString &kind = QStringLiteral("depth5@100ms"),
                  const QString &symbol = QStringLiteral("BTCUSDT"));
    /// `gap`: status, missing_events, filled_rows, from_time and to_time, separated by commas.
    void addGap(const QString &gap, const QString &stream = QStringLiteral("aggTrade"),
                const QString &symbol = QStringLiteral("BTCUSDT"));

    QString timeText(const QString &column) const { return m_fixture.database->timeText(column); }
    /// The rows of a query.
    QStringList rows(const QString &query);
    /// Of PostgreSQL's function trade_bars().
    QStringList tradeBars(const QString &width, const QString &from, const QString &to);

    StoreTesting::StoreFixture m_fixture;
};

} // namespace Orderflow
