#include "server/liverequest.h"

#include "market/symbol.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace Orderflow {

using namespace Qt::StringLiterals;

tl::expected<QStringList, QString> parseLiveRequest(const QString &text)
{
    const QJsonDocument document = QJsonDocument::fromJson(text.toUtf8());
    if (!document.isObject())
        return tl::make_unexpected(u"A message has to be a JSON object"_s);
    if (document[u"type"].toString() != "books"_L1)
        return tl::make_unexpected(u"The type of a message has to be \"books\""_s);
    if (!document[u"symbols"].isArray())
        return tl::make_unexpected(u"\"symbols\" has to be a list"_s);

    const QJsonArray list = document[u"symbols"].toArray();
    if (list.size() > MaxLiveBooks) {
        return tl::make_unexpected(u"\"symbols\" may have %1 of them at most"_s.arg(MaxLiveBooks));
    }
    QStringList symbols;
    for (const QJsonValue &entry : list) {
        const QString name = entry.toString();
        const std::optional<Symbol> symbol = Symbol::parse(QStringView(name));
        if (!symbol)
            return tl::make_unexpected(u"\"symbols\" has an entry that is no symbol"_s);
        symbols.append(symbol->toString());
    }
    symbols.sort();
    symbols.removeDuplicates();
    return symbols;
}

} // namespace Orderflow
