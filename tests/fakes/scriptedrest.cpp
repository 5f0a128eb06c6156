#include "fakes/scriptedrest.h"

#include <QHostAddress>
#include <QSslServer>

namespace Orderflow {

using namespace Qt::StringLiterals;

ScriptedRest::ScriptedRest(std::optional<QSslConfiguration> tls, QObject *parent)
    : QObject(parent)
    , m_isEncrypted(tls.has_value())
{
    if (tls) {
        auto server = std::make_unique<QSslServer>();
        server->setSslConfiguration(*tls);
        m_server = std::move(server);
    } else {
        m_server = std::make_unique<QTcpServer>();
    }
    connect(m_server.get(), &QTcpServer::pendingConnectionAvailable, this,
            &ScriptedRest::onNewConnection);
    if (!m_server->listen(QHostAddress::LocalHost))
        qFatal("%s", qPrintable(m_server->errorString()));
    m_port = m_server->serverPort();
}

ScriptedRest::~ScriptedRest()
{
    stop();
}

QUrl ScriptedRest::url() const
{
    QUrl url;
    url.setScheme(m_isEncrypted ? u"https"_s : u"http"_s);
    url.setHost(u"127.0.0.1"_s);
    url.setPort(m_port);
    return url;
}

void ScriptedRest::answer(const QString &path, const ScriptedAnswer &answer)
{
    m_answers[path].append(answer);
}

void ScriptedRest::answerWith(const QString &path, Compute compute)
{
    m_computed.insert(path, std::move(compute));
}

void ScriptedRest::release(const QString &path)
{
    for (const Held &held : std::as_const(m_held)) {
        if (held.path == path && held.socket)
            send(held.socket, held.answer);
    }
    m_held.removeIf([&path](const Held &held) { return held.path == path; });
}

void ScriptedRest::stop()
{
    m_server->close();
    const QList<QTcpSocket *> sockets = m_received.keys();
    m_received.clear();
    for (QTcpSocket *socket : sockets) {
        socket->disconnect(this);
        socket->abort();
    }
}

void ScriptedRest::onNewConnection()
{
    while (QTcpSocket *socket = m_server->nextPendingConnection()) {
        m_received.insert(socket, {});
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { onReadyRead(socket); });
        connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
            m_received.remove(socket);
            socket->deleteLater();
        });
        onReadyRead(socket);
    }
}

void ScriptedRest::onReadyRead(QTcpSocket *socket)
{
    m_received[socket] += socket->readAll();
    const QByteArray end("\r\n\r\n");
    for (qsizetype at = m_received[socket].indexOf(end); at >= 0;
         at = m_received[socket].indexOf(end)) {
        const QByteArray head = m_received[socket].first(at);
        m_received[socket].remove(0, at + end.size());
        onRequest(socket, head);
        if (!m_received.contains(socket))
            return;
    }
}

void ScriptedRest::onRequest(QTcpSocket *socket, const QByteArray &head)
{
    const QByteArrayList words = head.left(head.indexOf("\r\n")).split(' ');
    const QUrl target = QUrl::fromEncoded(words.value(1));
    const QString path = target.path();
    m_paths.append(path);
    m_queries[path].append(target.query(QUrl::FullyEncoded));
    const ScriptedAnswer answer = nextAnswer(path, QUrlQuery(target));
    if (answer.way == ScriptedAnswer::Way::Held)
        m_held.append({socket, path, answer});
    else
        send(socket, answer);
    emit requested(path);
}

ScriptedAnswer ScriptedRest::nextAnswer(const QString &path, const QUrlQuery &query)
{
    QList<ScriptedAnswer> &answers = m_answers[path];
    if (const auto compute = m_computed.constFind(path); compute != m_computed.cend())
        return answers.isEmpty() ? (*compute)(query) : answers.takeFirst();
    if (answers.isEmpty())
        return {.status = 404, .body = R"({"code":-1,"msg":"nothing was scripted"})"};
    return answers.size() > 1 ? answers.takeFirst() : answers.first();
}

void ScriptedRest::send(QTcpSocket *socket, const ScriptedAnswer &answer)
{
    if (answer.way == ScriptedAnswer::Way::Closed) {
        socket->disconnectFromHost();
        return;
    }
    if (answer.way == ScriptedAnswer::Way::Garbage) {
        socket->write("\x01\x02 this is no HTTP\r\n\r\n");
        socket->disconnectFromHost();
        return;
    }
    QByteArray head = "HTTP/1.1 " + QByteArray::number(answer.status) + " Scripted\r\n";
    head += "Content-Type: application/json\r\n";
    head += "Content-Length: " + QByteArray::number(answer.body.size()) + "\r\n";
    for (const auto &[name, value] : answer.headers)
        head += name + ": " + value + "\r\n";
    socket->write(head + "\r\n");
    if (answer.way == ScriptedAnswer::Way::Half) {
        socket->write(answer.body.first(answer.body.size() / 2));
        socket->disconnectFromHost();
        return;
    }
    socket->write(answer.body);
}

} // namespace Orderflow
