#include "binance/rest/clockoffset.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QLoggingCategory>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcClock, "orderflow.clock")

} // namespace

std::optional<UtcMilliseconds> parseServerTime(const QByteArray &json)
{
    const qint64 time = QJsonDocument::fromJson(json).object()["serverTime"_L1].toInteger();
    if (time <= 0)
        return std::nullopt;
    return UtcMilliseconds(std::chrono::milliseconds(time));
}

std::optional<ClockSample> estimateOffset(UtcMicroseconds sent, UtcMicroseconds received,
                                          UtcMilliseconds serverTime)
{
    const std::chrono::microseconds roundTrip = received - sent;
    if (roundTrip < std::chrono::microseconds::zero())
        return std::nullopt;
    return ClockSample{.measuredAt = received,
                       .offset = serverTime - (sent + roundTrip / 2),
                       .roundTrip = roundTrip};
}

ClockProbe::ClockProbe(RestClient &rest, ClockProbeOptions options, QObject *parent)
    : QObject(parent)
    , m_rest(rest)
    , m_options(options)
{
    connect(&m_timer, &QTimer::timeout, this, &ClockProbe::beginRound);
}

void ClockProbe::start()
{
    m_timer.start(m_options.interval);
    beginRound();
}

void ClockProbe::beginRound()
{
    // The last round still waits, such as for the end of a ban.
    if (m_questionsLeft > 0)
        return;
    m_questionsLeft = m_options.questions;
    m_best.reset();
    ask();
}

void ClockProbe::ask()
{
    // Before what waits with a heavy weight; it costs next to nothing.
    m_rest.getTimed({.path = u"/fapi/v1/time"_s, .priority = RestPriority::High}, this,
                    [this](const RestClient::Result &result, const RestTiming &timing) {
                        onAnswer(result, timing);
                    });
}

void ClockProbe::onAnswer(const RestClient::Result &result, const RestTiming &timing)
{
    if (!result) {
        // The next round is soon enough; others who need answers report it.
        qCDebug(lcClock).noquote() << "No clock offset:" << result.error().message;
        m_questionsLeft = 0;
    } else {
        --m_questionsLeft;
        const std::optional<UtcMilliseconds> serverTime = parseServerTime(*result);
        const std::optional<ClockSample> sample =
            serverTime ? estimateOffset(timing.sent.utc, timing.received.utc, *serverTime)
                       : std::nullopt;
        if (sample && (!m_best || sample->roundTrip < m_best->roundTrip))
            m_best = sample;
    }
    if (m_questionsLeft > 0) {
        ask();
    } else if (m_best) {
        m_latest = m_best;
        emit measured();
    }
}

} // namespace Orderflow
