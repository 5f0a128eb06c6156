#pragma once

#include "binance/connection/exchangesocket.h"
#include "checkup/checkresult.h"
#include "checkup/databasecheck.h"
#include "clock.h"
#include "latestvalue.h"
#include "recordersettings.h"
#include "workerthread.h"

#include <QStringList>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace Orderflow {

/// What a checkup is given besides the settings; the defaults are those of the real program.
struct CheckupOptions
{
    /// How long each connection to the exchange may take until it delivers.
    std::chrono::milliseconds exchangeTimeout{15'000};
    /// From one connection to the exchange to the next, which it counts.
    std::chrono::milliseconds connectDistance{1100};
    /// Makes the sockets of the exchange; real ones where it is empty. Called on the checkup's
    /// thread.
    SocketFactory makeSocket;
    FreeBytesOf freeBytes = freeBytesOf;
    /// Whether the exchange is asked at all.
    bool asksExchange = true;
    /// Settings whose values are not allowed, by their names; what needs them is skipped. An empty
    /// name stands for all of them.
    QStringList badSettings{};
};

/// How far a checkup is.
struct CheckupProgress
{
    /// Of all results.
    QStringList names;
    /// Those that there are, in that order.
    std::vector<CheckResult> results;
    bool isDone = false;
};

/// Looks on a thread of its own at all that recording needs, one after the other: the database, the
/// spool, the exchange. It changes nothing, and may run while a recorder does.
class Checkup final : public WorkerThread
{
    Q_OBJECT

public:
    Checkup(RecorderSettings settings, CheckupOptions options, QObject *parent = nullptr);
    /// Stops and waits; for a database that does not answer up to five seconds.
    ~Checkup() override;

    /// Ends soon; what was not looked at has no result.
    void stop();

    CheckupProgress progress() const { return m_progress.read(); }

signals:
    /// There is another progress(). Comes from the checkup's thread.
    void progressed();

protected:
    void work() override;

private:
    std::vector<std::unique_ptr<Check>> makeChecks() const;
    void addExchangeChecks(std::vector<std::unique_ptr<Check>> &checks) const;
    /// The result where a setting that it needs is bad.
    std::optional<CheckResult> skipped(const QString &name) const;
    /// `delay` is how long it waits before.
    void lookAt(Check &check, std::chrono::milliseconds delay);
    void take(const CheckResult &result);

    const RecorderSettings m_settings;
    const CheckupOptions m_options;
    const SystemClock m_clock;
    LatestValue<CheckupProgress> m_progress;
};

} // namespace Orderflow
