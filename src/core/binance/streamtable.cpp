#include "binance/streamtable.h"

namespace Orderflow {

StreamId StreamTable::add(const StreamName &name)
{
    const auto [entry, isNew] =
        m_ids.try_emplace(name.toString(), static_cast<StreamId>(m_names.size()));
    if (isNew)
        m_names.push_back(name);
    return entry->second;
}

std::optional<StreamId> StreamTable::find(const StreamName &name) const
{
    const auto entry = m_ids.find(name.toString());
    if (entry == m_ids.end())
        return std::nullopt;
    return entry->second;
}

} // namespace Orderflow
