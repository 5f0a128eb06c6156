#include "market/depthupdate.h"

#include <string_view>

namespace Orderflow {

bool isPartialDepth(const DepthUpdate &update)
{
    constexpr std::string_view Depth = "depth";
    const std::string_view kind = update.depthKind;
    return kind.size() > Depth.size() && kind[Depth.size()] >= '0' && kind[Depth.size()] <= '9';
}

std::string levelsToJson(const std::vector<PriceLevel> &levels)
{
    constexpr std::size_t TypicalLevelBytes = 24;
    std::string json;
    json.reserve(2 + levels.size() * TypicalLevelBytes);
    json.push_back('[');
    for (const PriceLevel &level : levels) {
        if (json.size() > 1)
            json.push_back(',');
        json.append("[\"");
        level.price.appendTo(json);
        json.append("\",\"");
        level.quantity.appendTo(json);
        json.append("\"]");
    }
    json.push_back(']');
    return json;
}

} // namespace Orderflow
