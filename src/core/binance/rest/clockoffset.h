#pragma once

#include "binance/rest/restclient.h"
#include "market/clocksample.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <optional>

namespace Orderflow {

/// The exchange's time in an answer of `GET /fapi/v1/time`, or nothing where there is none.
std::optional<UtcMilliseconds> parseServerTime(const QByteArray &json);

/// What one question shows: the answer is taken for made half-way between `sent` and `received`,
/// this machine's time. Nothing where the clock was set back in between.
std::optional<ClockSample> estimateOffset(UtcMicroseconds sent, UtcMicroseconds received,
                                          UtcMilliseconds serverTime);

struct ClockProbeOptions
{
    std::chrono::milliseconds interval{std::chrono::minutes(5)};
    /// Questions in a row, of which the quickest counts: the first one also opens the connection.
    int questions = 3;
};

/// Measures from time to time how far this machine's clock is from the exchange's. Belongs to the
/// thread of the client.
class ClockProbe : public QObject
{
    Q_OBJECT

public:
    /// `rest` outlives it.
    explicit ClockProbe(RestClient &rest, ClockProbeOptions options = {},
                        QObject *parent = nullptr);

    /// Measures now, and then again after each interval.
    void start();

    /// Nothing until the first measured().
    const std::optional<ClockSample> &latest() const { return m_latest; }

signals:
    void measured();

private:
    void beginRound();
    void ask();
    void onAnswer(const RestClient::Result &result, const RestTiming &timing);

    RestClient &m_rest;
    const ClockProbeOptions m_options;
    QTimer m_timer;
    int m_questionsLeft = 0;
    /// Of this round.
    std::optional<ClockSample> m_best;
    std::optional<ClockSample> m_latest;
};

} // namespace Orderflow
