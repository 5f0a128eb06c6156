#include "binance/rest/restclient.h"

#include "binance/rest/exchangeinfo.h"

#include <QNetworkReply>
#include <QNetworkRequest>

#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr int TimeoutMs = 10'000;
/// The answer has about 1.2 MB.
constexpr qint64 MaxAnswerBytes = qint64(32) * 1024 * 1024;

QString describeFailure(const QNetworkReply &reply)
{
    switch (reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt()) {
    case 403:
        return u"refused by the exchange's firewall (HTTP 403)"_s;
    case 418:
        return u"this address is banned for a while (HTTP 418)"_s;
    case 429:
        return u"too many requests from this address (HTTP 429)"_s;
    case 451:
        return u"restricted location: the exchange does not serve this country (HTTP 451)"_s;
    default:
        return reply.errorString();
    }
}

} // namespace

RestClient::RestClient(QUrl baseUrl, QObject *parent)
    : QObject(parent)
    , m_baseUrl(std::move(baseUrl))
{}

void RestClient::fetchSymbols(QObject *context, std::function<void(SymbolsResult)> done)
{
    QUrl url = m_baseUrl;
    QString path = url.path();
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path + u"/fapi/v1/exchangeInfo"_s);
    QNetworkRequest request(url);
    request.setTransferTimeout(TimeoutMs);

    QNetworkReply *reply = m_network.get(request);
    connect(reply, &QNetworkReply::downloadProgress, reply, [reply](qint64 received, qint64) {
        if (received > MaxAnswerBytes)
            reply->abort();
    });
    connect(reply, &QNetworkReply::finished, reply, &QObject::deleteLater);
    connect(reply, &QNetworkReply::finished, context,
            [reply, done = std::move(done)] { done(readSymbols(*reply)); });
}

RestClient::SymbolsResult RestClient::readSymbols(QNetworkReply &reply)
{
    if (reply.error() != QNetworkReply::NoError)
        return tl::unexpected(describeFailure(reply));
    const auto info = parseExchangeInfo(reply.readAll());
    if (!info)
        return tl::unexpected<QString>(u"the answer cannot be read: "_s + info.error());
    std::vector<Symbol> symbols;
    for (const Contract &contract : info->contracts)
        symbols.push_back(contract.symbol);
    return symbols;
}

} // namespace Orderflow
