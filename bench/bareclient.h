#pragma once

#include "framesender.h"
#include "workerthread.h"

#include <QUrl>

#include <atomic>
#include <cstdint>

namespace Orderflow {

/// The least that a client of the exchange made with QWebSocket can do: subscribes, and drops every
/// frame. On a thread of its own, which is called `bare`.
class BareClient final : public WorkerThread
{
    Q_OBJECT

public:
    /// The streams and the number of frames are those of `load`.
    BareClient(const QUrl &exchange, const FrameLoad &load, QObject *parent = nullptr);
    /// Stops and waits.
    ~BareClient() override;

    /// When the last frame came, on the monotonic clock in ns; 0 before that. From any thread.
    std::int64_t endedAt() const { return m_endedAt; }

protected:
    void work() override;

private:
    const QUrl m_exchange;
    const FrameLoad m_load;
    std::atomic<std::int64_t> m_endedAt = 0;
};

} // namespace Orderflow
