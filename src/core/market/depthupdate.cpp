#include "market/depthupdate.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <string_view>

namespace Orderflow {

namespace {

std::optional<Decimal> toDecimal(const QJsonValue &value)
{
    if (!value.isString())
        return std::nullopt;
    return Decimal::parse(value.toString().toStdString());
}

} // namespace

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

std::optional<std::vector<PriceLevel>> levelsFromJson(const QByteArray &json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (!document.isArray())
        return std::nullopt;
    const QJsonArray array = document.array();
    std::vector<PriceLevel> levels;
    levels.reserve(std::size_t(array.size()));
    for (const QJsonValue &value : array) {
        const QJsonArray pair = value.toArray();
        if (pair.size() != 2)
            return std::nullopt;
        const std::optional<Decimal> price = toDecimal(pair[0]);
        const std::optional<Decimal> quantity = toDecimal(pair[1]);
        if (!price || !quantity)
            return std::nullopt;
        levels.push_back({*price, *quantity});
    }
    return levels;
}

} // namespace Orderflow
