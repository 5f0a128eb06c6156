#pragma once

#include "market/time.h"

#include <QElapsedTimer>
#include <QObject>
#include <QProcess>
#include <QUrl>

#include <cstddef>

namespace Orderflow {

/// What a frame server plays.
struct FrameLoad
{
    /// The last is without an end.
    enum class Kind { Trades, Depth5, ManySymbols };

    Kind kind = Kind::Trades;
    std::size_t events = 0;
    /// Of ManySymbols; the others have two.
    std::size_t symbols = 2;
    /// Events a second; 0 is as fast as the client takes them.
    int rate = 0;
    /// The time of the first event.
    UtcMilliseconds start{};
};

/// A replay server in a process of its own: this program, started again.
class FrameServer : public QObject
{
    Q_OBJECT

public:
    /// Returns when it listens. Ends the program where it does not.
    explicit FrameServer(const FrameLoad &load);
    /// Ends the process, and waits for that.
    ~FrameServer() override;

    QUrl url() const { return m_url; }

    /// What main() does in that process, given its arguments; ends with a signal.
    static int serve(const QStringList &arguments);
    static bool isAsked(const QStringList &arguments);

signals:
    /// The first frame is on its way.
    void playing();

private:
    QProcess m_process;
    QUrl m_url;
};

} // namespace Orderflow
