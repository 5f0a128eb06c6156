#include "binance/rest/aggtradespage.h"

#include "binance/payloadreader.h"

#include <QUrl>
#include <QtGlobal>

#include <simdjson.h>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr int Weight = 20;

tl::unexpected<QString> rowFault(std::size_t index, const QString &fault)
{
    return tl::unexpected(u"row %1: %2"_s.arg(index + 1).arg(fault));
}

} // namespace

QString aggTradesPath()
{
    return u"/fapi/v1/aggTrades"_s;
}

RestRequest aggTradesRequest(const Symbol &symbol, std::int64_t fromId, int limit)
{
    Q_ASSERT(limit >= 1 && limit <= MaxAggTradesRows);
    RestRequest request{.path = aggTradesPath(), .weight = Weight, .priority = RestPriority::Low};
    // Encoded here: a query takes a percent sign or a plus as they are.
    request.query.addQueryItem(u"symbol"_s,
                               QString::fromLatin1(QUrl::toPercentEncoding(symbol.toString())));
    request.query.addQueryItem(u"fromId"_s, QString::number(fromId));
    request.query.addQueryItem(u"limit"_s, QString::number(limit));
    return request;
}

tl::expected<std::vector<AggTrade>, QString>
parseAggTradesPage(const QByteArray &json, const Symbol &symbol, const ReceiveTime &receiveTime)
{
    std::vector<AggTrade> trades;
    try {
        simdjson::ondemand::parser parser;
        const simdjson::padded_string text(json.constData(), std::size_t(json.size()));
        simdjson::ondemand::document document = parser.iterate(text);
        simdjson::ondemand::array rows;
        if (document.get_array().get(rows))
            return tl::unexpected(u"not a list of trades"_s);
        for (simdjson::ondemand::value row : rows) {
            if (trades.size() == MaxAggTradesRows)
                return tl::unexpected(u"more than %1 rows"_s.arg(MaxAggTradesRows));
            simdjson::ondemand::object object;
            if (row.get_object().get(object))
                return rowFault(trades.size(), u"not an object"_s);
            tl::expected<AggTrade, PayloadFault> trade =
                readAggTradeRow(symbol, object, receiveTime);
            if (!trade)
                return rowFault(trades.size(), QString::fromStdString(trade.error().reason));
            if (!trades.empty() && trade->aggTradeId <= trades.back().aggTradeId) {
                return rowFault(
                    trades.size(),
                    u"id %1 after id %2"_s.arg(trade->aggTradeId).arg(trades.back().aggTradeId));
            }
            trades.push_back(std::move(*trade));
        }
        // Beyond the end of the text there is no location.
        if (!document.current_location().error())
            return tl::unexpected(u"not JSON: more behind the list"_s);
    } catch (const simdjson::simdjson_error &error) {
        const QString fault = u"not JSON: "_s + QString::fromUtf8(error.what());
        // Most faults are found before the first row is read.
        return trades.empty() ? tl::unexpected(fault) : rowFault(trades.size(), fault);
    }
    return trades;
}

AggTradesTrouble troubleOf(const RestError &error)
{
    constexpr int LookBackOver = -4166;
    constexpr int InvalidSymbol = -1121;
    switch (error.kind) {
    case RestError::Kind::Refused:
        if (error.exchangeCode == LookBackOver)
            return AggTradesTrouble::LookBackOver;
        return error.exchangeCode == InvalidSymbol ? AggTradesTrouble::UnknownSymbol
                                                   : AggTradesTrouble::Refused;
    case RestError::Kind::Unreadable:
        return AggTradesTrouble::Unreadable;
    default:
        return AggTradesTrouble::Unavailable;
    }
}

} // namespace Orderflow
