#include "server/livemessages.h"

#include "monitor/statusjson.h"

#include <QJsonDocument>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QString toText(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

} // namespace

LiveMessages::LiveMessages(const RecorderStatus &status)
    : m_status(toJson(status))
    , m_symbols(m_status.take(u"symbols"_s).toArray())
    , m_tapes(m_status.take(u"tapes"_s).toArray())
{
    m_status.insert(u"type"_s, u"status"_s);
    for (const QJsonValue &value : std::as_const(m_symbols)) {
        QJsonObject symbol = value.toObject();
        symbol.remove(u"bids"_s);
        symbol.remove(u"asks"_s);
        m_bareSymbols.append(symbol);
    }
}

const QString &LiveMessages::withBooks(const QStringList &books)
{
    const auto found = m_texts.constFind(books);
    if (found != m_texts.constEnd())
        return *found;
    QJsonArray symbols = m_bareSymbols;
    for (qsizetype i = 0; !books.isEmpty() && i < m_symbols.size(); ++i) {
        const QJsonValue symbol = m_symbols.at(i);
        if (books.contains(symbol[u"symbol"].toString()))
            symbols.replace(i, symbol);
    }
    QJsonObject message = m_status;
    message.insert(u"symbols"_s, symbols);
    QJsonArray tapes;
    for (const QJsonValue &tape : std::as_const(m_tapes)) {
        if (books.contains(tape[u"symbol"].toString()))
            tapes.append(tape);
    }
    if (!tapes.isEmpty())
        message.insert(u"tapes"_s, tapes);
    return *m_texts.insert(books, toText(message));
}

QString LiveMessages::error(const QString &message)
{
    return toText({{u"type"_s, u"error"_s}, {u"message"_s, message}});
}

} // namespace Orderflow
