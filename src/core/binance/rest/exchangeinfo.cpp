#include "binance/rest/exchangeinfo.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

Contract toContract(const Symbol &symbol, const QJsonObject &entry)
{
    const auto text = [&entry](QLatin1StringView name) {
        return entry[name].toString().toStdString();
    };
    return {.symbol = symbol,
            .contractType = text("contractType"_L1),
            .status = text("status"_L1),
            .quoteAsset = text("quoteAsset"_L1),
            .marginAsset = text("marginAsset"_L1),
            .deliveryDate =
                UtcMilliseconds(std::chrono::milliseconds(entry["deliveryDate"_L1].toInteger()))};
}

} // namespace

tl::expected<ExchangeInfo, QString> parseExchangeInfo(const QByteArray &json)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (document.isNull())
        return tl::unexpected(u"not JSON: "_s + error.errorString());
    const QJsonValue list = document.object()["symbols"_L1];
    if (!list.isArray())
        return tl::unexpected(u"no list 'symbols' in it"_s);

    ExchangeInfo info;
    for (const auto &element : list.toArray()) {
        const QJsonObject entry = element.toObject();
        const QString name = entry["symbol"_L1].toString();
        if (const std::optional<Symbol> symbol = Symbol::parse(QStringView(name)))
            info.contracts.push_back(toContract(*symbol, entry));
        else
            ++info.skipped;
    }
    return info;
}

} // namespace Orderflow
