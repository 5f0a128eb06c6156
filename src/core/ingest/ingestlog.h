#pragma once

#include "binance/streamdecoder.h"
#include "logbudget.h"
#include "market/capturegap.h"

#include <QByteArrayView>

#include <chrono>
#include <cstddef>

namespace Orderflow {

/// The pipeline's lines in the log, each kind with a budget of its own, so that what a peer sends
/// cannot flood it. Times are on the monotonic clock. Not thread-safe.
class IngestLog
{
public:
    IngestLog();

    /// A request that the exchange answered with an error.
    void refused(const ControlReply &reply, std::chrono::nanoseconds now);
    void notRecorded(const UnknownFrame &unknown, QByteArrayView frame,
                     std::chrono::nanoseconds now);
    void unreadable(const DecodeError &error, QByteArrayView frame, std::chrono::nanoseconds now);
    void gap(const CaptureGap &gap, std::chrono::nanoseconds now);
    /// The queue had no room for so many events.
    void overflow(std::size_t events, std::chrono::nanoseconds now);
    /// At the end it had none for rows of the gap ledger.
    void ledgerOverflow(std::size_t gaps);

private:
    LogBudget m_refused;
    LogBudget m_notRecorded;
    LogBudget m_unreadable;
    LogBudget m_gaps;
    LogBudget m_overflow;
};

} // namespace Orderflow
