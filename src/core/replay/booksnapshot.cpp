#include "replay/booksnapshot.h"

#include <simdjson.h>

#include <QUrl>
#include <QUrlQuery>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

using simdjson::dom::element;

/// Captures of old have no times in their books.
UtcMilliseconds parseTime(const element &root, const char *key)
{
    std::int64_t time = 0;
    const bool found = root[key].get(time) == simdjson::SUCCESS;
    return UtcMilliseconds(std::chrono::milliseconds(found ? time : 0));
}

std::optional<std::vector<PriceLevel>> parseLevels(const element &root, const char *key)
{
    simdjson::dom::array rows;
    if (root[key].get(rows) != simdjson::SUCCESS)
        return std::nullopt;
    std::vector<PriceLevel> levels;
    for (const element row : rows) {
        std::string_view price;
        std::string_view quantity;
        if (row.at(0).get(price) != simdjson::SUCCESS ||
            row.at(1).get(quantity) != simdjson::SUCCESS) {
            return std::nullopt;
        }
        const std::optional<Decimal> exactPrice = Decimal::parse(price);
        const std::optional<Decimal> exactQuantity = Decimal::parse(quantity);
        if (!exactPrice || !exactQuantity)
            return std::nullopt;
        levels.push_back({*exactPrice, *exactQuantity});
    }
    return levels;
}

void appendLevels(QByteArray &out, const std::vector<PriceLevel> &levels, std::size_t limit)
{
    const auto end = levels.begin() + std::ptrdiff_t(std::min(limit, levels.size()));
    out.append(levelsToJson(std::vector<PriceLevel>(levels.begin(), end)));
}

} // namespace

std::optional<BookSnapshot> parseBookSnapshot(const QByteArray &json)
{
    // The parser copies from the text even where there is none.
    if (json.isEmpty())
        return std::nullopt;
    simdjson::dom::parser parser;
    element root;
    std::int64_t lastUpdateId = 0;
    if (parser.parse(json.constData(), std::size_t(json.size())).get(root) != simdjson::SUCCESS ||
        root["lastUpdateId"].get(lastUpdateId) != simdjson::SUCCESS) {
        return std::nullopt;
    }
    std::optional<std::vector<PriceLevel>> bids = parseLevels(root, "bids");
    std::optional<std::vector<PriceLevel>> asks = parseLevels(root, "asks");
    if (!bids || !asks)
        return std::nullopt;
    return BookSnapshot{lastUpdateId, parseTime(root, "E"), parseTime(root, "T"), std::move(*bids),
                        std::move(*asks)};
}

QByteArray toJson(const BookSnapshot &snapshot, std::size_t limit)
{
    QByteArray json = R"({"lastUpdateId":)";
    json += QByteArray::number(qint64(snapshot.lastUpdateId));
    json += R"(,"E":)";
    json += QByteArray::number(qint64(snapshot.eventTime.time_since_epoch().count()));
    json += R"(,"T":)";
    json += QByteArray::number(qint64(snapshot.transactionTime.time_since_epoch().count()));
    json += R"(,"bids":)";
    appendLevels(json, snapshot.bids, limit);
    json += R"(,"asks":)";
    appendLevels(json, snapshot.asks, limit);
    json += '}';
    return json;
}

std::optional<Symbol> symbolOfDepthRequest(const QByteArray &path)
{
    const QUrl url = QUrl::fromEncoded(path);
    if (url.path() != u"/fapi/v1/depth"_s)
        return std::nullopt;
    return Symbol::parse(
        QStringView(QUrlQuery(url).queryItemValue(u"symbol"_s, QUrl::FullyDecoded)));
}

} // namespace Orderflow
