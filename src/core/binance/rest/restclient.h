#pragma once

#include "market/symbol.h"

#include <QNetworkAccessManager>
#include <QObject>
#include <QUrl>

#include <tl/expected.hpp>

#include <functional>
#include <vector>

class QNetworkReply;

namespace Orderflow {

/// Asks the exchange's REST API. Belongs to the thread that made it, which needs an event loop.
class RestClient : public QObject
{
    Q_OBJECT

public:
    /// `baseUrl` such as `https://fapi.binance.com`.
    explicit RestClient(QUrl baseUrl, QObject *parent = nullptr);

    using SymbolsResult = tl::expected<std::vector<Symbol>, QString>;

    /// All symbols that the exchange lists (`/fapi/v1/exchangeInfo`, weight 1), or why they could
    /// not be had. `done` is called once, unless `context` is gone by then.
    void fetchSymbols(QObject *context, std::function<void(SymbolsResult)> done);

private:
    static SymbolsResult readSymbols(QNetworkReply &reply);

    QUrl m_baseUrl;
    QNetworkAccessManager m_network;
};

} // namespace Orderflow
