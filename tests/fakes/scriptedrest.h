#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QSslConfiguration>
#include <QStringList>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>
#include <QUrlQuery>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace Orderflow {

/// What a ScriptedRest does with one request.
struct ScriptedAnswer
{
    enum class Way {
        Whole,
        /// Nothing until release().
        Held,
        /// Closes the connection instead.
        Closed,
        /// Closes it after half of the body.
        Half,
        /// Sends something that is not HTTP, and closes.
        Garbage,
    };

    int status = 200;
    QByteArray body = "{}";
    QList<std::pair<QByteArray, QByteArray>> headers{};
    Way way = Way::Whole;
};

/// The exchange's REST API on a free port of the loopback, which does what a test tells it. Lives
/// in the test's thread.
class ScriptedRest : public QObject
{
    Q_OBJECT

public:
    /// Speaks TLS where it is given a configuration with certificate and key.
    explicit ScriptedRest(std::optional<QSslConfiguration> tls = std::nullopt,
                          QObject *parent = nullptr);
    ~ScriptedRest() override;

    /// `http://127.0.0.1:<port>`, or with https.
    QUrl url() const;
    quint16 port() const { return m_port; }

    /// Answers the next request for `path` so, after those that were told before. The last one
    /// that was told is repeated; a path of which nothing was told gets HTTP 404.
    void answer(const QString &path, const ScriptedAnswer &answer);

    /// Lets `compute` answer the requests for `path` from their queries, once all that was told by
    /// answer() has been sent.
    using Compute = std::function<ScriptedAnswer(const QUrlQuery &)>;
    void answerWith(const QString &path, Compute compute);

    /// Sends the answers of `path` that are held.
    void release(const QString &path);

    /// Stops listening, and ends all connections.
    void stop();

    int requestCount(const QString &path) const { return int(queries(path).size()); }
    /// The queries of all requests for `path`, percent-encoded as they came.
    QStringList queries(const QString &path) const { return m_queries.value(path); }
    /// The paths of all requests in their order.
    const QStringList &paths() const { return m_paths; }

signals:
    void requested(const QString &path);

private:
    struct Held
    {
        QPointer<QTcpSocket> socket;
        QString path;
        ScriptedAnswer answer;
    };

    void onNewConnection();
    void onReadyRead(QTcpSocket *socket);
    void onRequest(QTcpSocket *socket, const QByteArray &head);
    ScriptedAnswer nextAnswer(const QString &path, const QUrlQuery &query);
    static void send(QTcpSocket *socket, const ScriptedAnswer &answer);

    std::unique_ptr<QTcpServer> m_server;
    bool m_isEncrypted = false;
    quint16 m_port = 0;
    QHash<QTcpSocket *, QByteArray> m_received;
    QHash<QString, QList<ScriptedAnswer>> m_answers;
    QHash<QString, Compute> m_computed;
    QHash<QString, QStringList> m_queries;
    QStringList m_paths;
    QList<Held> m_held;
};

} // namespace Orderflow
