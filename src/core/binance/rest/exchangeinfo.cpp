#include "binance/rest/exchangeinfo.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace Orderflow {

using namespace Qt::StringLiterals;

tl::expected<std::vector<Symbol>, QString> parseExchangeInfo(const QByteArray &json)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (document.isNull())
        return tl::unexpected(u"not JSON: "_s + error.errorString());
    const QJsonValue list = document.object()[u"symbols"_s];
    if (!list.isArray())
        return tl::unexpected(u"no list 'symbols' in it"_s);

    std::vector<Symbol> symbols;
    for (const auto &entry : list.toArray()) {
        const QString name = entry.toObject()[u"symbol"_s].toString();
        if (const std::optional<Symbol> symbol = Symbol::parse(QStringView(name)))
            symbols.push_back(*symbol);
    }
    return symbols;
}

} // namespace Orderflow
