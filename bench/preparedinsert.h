#pragma once

#include "market/aggtrade.h"
#include "market/depthupdate.h"
#include "storage/sql/sqlconnection.h"

#include <QVariantList>

#include <cstddef>
#include <span>
#include <vector>

namespace Orderflow {

/// The values of a row in the order of PgEventTable::columns, as both databases take them.
QVariantList valuesOf(const AggTrade &trade);
QVariantList valuesOf(const DepthUpdate &update);

/// The simplest way into a table: a prepared INSERT for each row, `batchEvents` rows in a
/// transaction. The values are made ahead. Ends the program where a row is refused.
class PreparedInsert
{
public:
    template <typename Event>
    PreparedInsert(std::span<const Event> events, const QString &table, const QString &columns,
                   std::size_t batchEvents)
        : PreparedInsert(table, columns, batchEvents)
    {
        m_rows.reserve(events.size());
        for (const Event &event : events)
            m_rows.push_back(valuesOf(event));
    }

    void run(SqlConnection &connection) const;

private:
    PreparedInsert(const QString &table, const QString &columns, std::size_t batchEvents);

    const QString m_statement;
    const std::size_t m_batchEvents;
    std::vector<QVariantList> m_rows;
};

} // namespace Orderflow
