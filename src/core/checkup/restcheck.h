#pragma once

#include "binance/rest/restclient.h"
#include "binance/symbolselection.h"
#include "checkup/check.h"
#include "clock.h"
#include "market/clocksample.h"

#include <chrono>
#include <optional>

namespace Orderflow {

/// Whether the REST API answers, how much of the request weight of this address is used there, what
/// time it is, and whether the symbols are listed.
class RestCheck final : public Check
{
    Q_OBJECT

public:
    struct Wanted
    {
        /// How far this machine's clock may be off; 0 is any.
        std::chrono::milliseconds mostOffset{};
        SymbolSelection symbols;
    };

    /// `clock` outlives it.
    RestCheck(RestClientOptions options, const Clock &clock, Wanted wanted);

    void start() override;

private:
    void askTime();
    void onTime(const RestClient::Result &result, const RestTiming &timing);
    void onContracts(const RestClient::ExchangeInfoResult &listed);
    void skipRest();
    CheckResult weightResult() const;
    CheckResult clockResult() const;

    RestClient m_rest;
    const Wanted m_wanted;
    int m_answers = 0;
    std::optional<ClockSample> m_best;
};

} // namespace Orderflow
