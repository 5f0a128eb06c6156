#pragma once

#include "binance/rest/restclient.h"
#include "fakes/scriptedrest.h"

#include <QObject>

#include <optional>
#include <vector>

namespace Orderflow {

/// A client of `url` that waits only milliseconds.
inline RestClientOptions quickOptions(const QUrl &url)
{
    RestClientOptions options;
    options.baseUrl = url;
    options.firstBackoff = std::chrono::milliseconds(1);
    options.recheckInterval = std::chrono::milliseconds(2);
    return options;
}

/// Keeps the results of requests in the order in which they come.
class RestResults : public QObject
{
public:
    void ask(RestClient &client, const RestRequest &request)
    {
        client.get(request, this, [this, path = request.path](const RestClient::Result &result) {
            m_paths.append(path);
            m_results.push_back(result);
        });
    }

    int count() const { return int(m_results.size()); }
    const RestClient::Result &at(int index) const { return m_results.at(std::size_t(index)); }
    const QStringList &paths() const { return m_paths; }
    /// Of the first result.
    RestError error() const { return at(0) ? RestError() : at(0).error(); }
    /// For messages of failed checks.
    QString text() const { return at(0) ? QString::fromUtf8(*at(0)) : at(0).error().message; }

private:
    std::vector<RestClient::Result> m_results;
    QStringList m_paths;
};

} // namespace Orderflow
