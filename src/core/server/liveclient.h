#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

#include <chrono>
#include <memory>
#include <optional>

class QWebSocket;

namespace Orderflow {

/// Whether a client of /live takes what it is sent. A status is worth nothing once there is a newer
/// one, so a client that is behind misses some, and one that stays behind is dropped.
class LivePace
{
public:
    enum class Decision { Send, Skip, Drop };

    /// So long nothing may have been taken in full.
    static constexpr std::chrono::seconds Patience{10};
    /// What may wait besides a message, in bytes: answers to what the client sends.
    static constexpr qint64 MaxOtherBytes = 1024 * 1024;

    /// What to do with the next message, while `waitingBytes` of the ones before were not taken.
    Decision decide(qint64 waitingBytes, std::chrono::nanoseconds now);

    void sent(qint64 bytes) { m_lastBytes = bytes; }

private:
    std::optional<std::chrono::nanoseconds> m_behindSince;
    qint64 m_lastBytes = 0;
};

/// A client of /live.
class LiveClient : public QObject
{
    Q_OBJECT

public:
    /// Faults in what it says after which a client is disconnected.
    static constexpr int MaxFaults = 5;
    /// Messages that it may send between two statuses.
    static constexpr int MaxMessages = 10;
    static constexpr quint64 MaxMessageBytes = 8 * 1024;

    explicit LiveClient(std::unique_ptr<QWebSocket> socket);
    ~LiveClient() override;

    /// The symbols whose books it asked for, in order and each once.
    const QStringList &books() const { return m_books; }
    const QWebSocket &socket() const { return *m_socket; }
    LivePace &pace() { return m_pace; }

    void send(const QString &message);
    void drop();
    void close();

signals:
    void disconnected();

private:
    void receive(const QString &text);
    void complain(const QString &message);

    const std::unique_ptr<QWebSocket> m_socket;
    LivePace m_pace;
    QStringList m_books;
    int m_faults = 0;
    int m_messages = 0;
};

} // namespace Orderflow
