#pragma once

#include "binance/streamname.h"
#include "recordersettings.h"
#include "storage/eventbatch.h"

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <string>
#include <vector>

namespace Orderflow {

/// Good events of two streams that no input can name, and what has become of them: they have to be
/// recorded whatever comes over the same connections.
class FrameProbe
{
public:
    /// Of a symbol with `name`.
    explicit FrameProbe(const std::string &name);

    const Symbol &symbol() const { return m_symbol; }
    /// As SUBSCRIBE takes them.
    const QByteArray &tradeStream() const { return m_tradeStream; }
    const QByteArray &depthStream() const { return m_depthStream; }

    /// The frames of the next event of each stream.
    struct Frames
    {
        QByteArray trade;
        QByteArray depth;
    };
    Frames next();

    /// Looks for them among what was recorded.
    void take(const EventBatch &batch);

    /// What is wrong with what was recorded so far; empty where each event is there once, in order,
    /// or in the ledger as lost to a database that took nothing, and nothing else is said to be
    /// missing.
    QString fault() const;

    /// Forgets what is recorded already, for a run without an end.
    void forget();

private:
    struct Record
    {
        std::vector<std::int64_t> ids;
        std::vector<CaptureGap> gaps;
    };

    QString faultOf(const Record &record) const;

    Symbol m_symbol;
    QByteArray m_tradeStream;
    QByteArray m_depthStream;
    QByteArray m_payloadSymbol;
    std::int64_t m_firstId = 1;
    std::int64_t m_lastId = 0;
    Record m_trades;
    Record m_depthUpdates;
};

/// The streams of a fuzzed run: few, because each costs time with each input. Those of the probe,
/// all kinds of one symbol, and one whose symbol is not ASCII.
std::vector<StreamName> fuzzedStreams(const FrameProbe &probe);

/// The settings that have these streams, and some more.
RecorderSettings fuzzedSettings(const FrameProbe &probe);

} // namespace Orderflow
