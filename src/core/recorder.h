#pragma once

#include "binance/connection/exchangesocket.h"
#include "binance/rest/symboldirectory.h"
#include "clock.h"
#include "ingest/gaprepairer.h"
#include "monitor/recorderstatus.h"
#include "recordersettings.h"
#include "storage/store.h"

#include <QObject>

#include <chrono>
#include <functional>
#include <memory>

namespace Orderflow {

/// What a recorder is given besides its settings; the defaults are those of the real program.
struct RecorderOptions
{
    /// Bring the schema up to date at the start; otherwise an old schema is an error.
    bool initDatabase = true;
    /// Ask the exchange, by REST, which contracts it lists and what time it is. A selection such
    /// as `all` is asked for in any case.
    bool askExchange = true;
    /// When it is asked again.
    SymbolDirectoryOptions symbolDirectory;
    /// How gaps of trades are filled, where the settings do not turn it off.
    GapRepairerOptions repairs;
    /// How long a stop may go on trying to write what is left.
    std::chrono::milliseconds stopGrace{10'000};
    /// Makes the database; the one that the settings name where it is empty. Called on the
    /// thread that writes.
    std::function<std::unique_ptr<Store>()> makeStore;
    /// Makes the sockets to the exchange; real ones where it is empty. Called on the thread of
    /// ingest.
    SocketFactory makeSocket;
    /// Outlives the recorder; the machine's own where it is null.
    const Clock *clock = nullptr;
};

/// Why a recorder could not go on.
struct RecorderError
{
    enum class Kind { None, Settings, Database, Exchange };

    Kind kind = Kind::None;
    QString message;
};

/// Records the streams that its settings name into the database that they name: starts and ends
/// the threads of ingest and writing, and gathers their status.
///
/// Lives in the thread that made it, which needs an event loop. Runs once: after stopped() or
/// failed() make a new one. The destructor stops in order and waits.
class Recorder : public QObject
{
    Q_OBJECT

public:
    Recorder(RecorderSettings settings, RecorderOptions options, QObject *parent = nullptr);
    ~Recorder() override;

    /// Opens the database and, when that is there, the connections.
    void start();

    /// Ends in order: sockets, batch, queue, commit. stopped() tells when it is done.
    void stop();

    /// Whose newest trades are in the status from now on; the first TapeKeeper::MostSymbols count.
    void watchTrades(const std::vector<Symbol> &symbols);

    /// As of now; cheap enough to call ten times a second.
    RecorderStatus status();

    const RecorderSettings &settings() const;
    const RecorderError &error() const;

signals:
    /// The database is open, and the connections are on their way.
    void started();

    /// All has ended in order after stop(); status() is final.
    void stopped();

    /// It cannot go on; error() tells why, and nothing runs any more.
    void failed();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Orderflow
