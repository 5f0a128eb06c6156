#include "storage/sql/eventtable.h"

#include <array>

namespace Orderflow {

using namespace Qt::StringLiterals;

std::span<const EventTable> eventTables()
{
    static constexpr std::array Tables{
        EventTable{"futures_trades"_L1, "agg_trade_id"_L1, "trade_time"_L1},
        EventTable{"futures_orderbook_updates"_L1, "final_update_id"_L1, "transaction_time"_L1}};
    return Tables;
}

} // namespace Orderflow
