#include "checkup/restcheck.h"

#include "binance/rest/clockoffset.h"

#include <QStringList>

#include <algorithm>
#include <iterator>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Outcome = CheckResult::Outcome;

namespace {

const QString RestName = u"Exchange REST"_s;
const QString WeightName = u"Exchange weight"_s;
const QString ClockName = u"Clock"_s;
const QString SymbolsName = u"Exchange symbols"_s;

const QString TimePath = u"/fapi/v1/time"_s;

/// Of which the quickest counts: the first one also opens the connection.
constexpr int Questions = 3;

qint64 milliseconds(std::chrono::microseconds time)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

QString restAdvice(const RestError &error)
{
    switch (error.kind) {
    case RestError::Kind::RestrictedLocation:
        return u"Use a machine, or a proxy in HTTPS_PROXY, in a country that the exchange serves."_s;
    case RestError::Kind::RateLimited:
    case RestError::Kind::Banned:
    case RestError::Kind::Firewall:
        return u"Stop other programs that ask the exchange from this address, and wait."_s;
    default:
        return u"Look at the network, at HTTPS_PROXY and at BINANCE_REST_FUTURES_BASE_URL. "
               u"Recording names works without REST; filling gaps does not."_s;
    }
}

/// The first few, and how many more.
QString namesOf(const std::vector<Symbol> &symbols)
{
    constexpr std::size_t MostShown = 10;
    QStringList names;
    for (const Symbol &symbol : symbols) {
        if (std::size_t(names.size()) == MostShown)
            break;
        names << symbol.toString();
    }
    QString text = names.join(u", "_s);
    if (symbols.size() > MostShown)
        text += u" and %1 more"_s.arg(symbols.size() - MostShown);
    return text;
}

/// Those that are no contract that is traded now.
std::vector<Symbol> untraded(const std::vector<Symbol> &symbols,
                             const std::vector<Contract> &contracts)
{
    std::vector<Symbol> result;
    std::ranges::copy_if(symbols, std::back_inserter(result), [&contracts](const Symbol &symbol) {
        return std::ranges::none_of(contracts, [&symbol](const Contract &contract) {
            return contract.symbol == symbol && contract.status == "TRADING";
        });
    });
    return result;
}

} // namespace

RestCheck::RestCheck(RestClientOptions options, const Clock &clock, Wanted wanted)
    : Check({RestName, WeightName, ClockName, SymbolsName})
    , m_rest(std::move(options), clock)
    , m_wanted(std::move(wanted))
{}

void RestCheck::start()
{
    askTime();
}

void RestCheck::askTime()
{
    m_rest.getTimed({.path = TimePath, .patience = 5s}, this,
                    [this](const RestClient::Result &result, const RestTiming &timing) {
                        onTime(result, timing);
                    });
}

void RestCheck::skipRest()
{
    const QString why = u"REST gives no answer that can be used"_s;
    emit found({WeightName, Outcome::Skipped, why});
    emit found({ClockName, Outcome::Skipped, why});
    finish({SymbolsName, Outcome::Skipped, why});
}

void RestCheck::onTime(const RestClient::Result &result, const RestTiming &timing)
{
    if (!result) {
        emit found({RestName, Outcome::Fail, result.error().message, restAdvice(result.error())});
        skipRest();
        return;
    }
    const auto serverTime = parseServerTime(*result);
    if (!serverTime) {
        emit found({RestName, Outcome::Fail, u"What answers is not the exchange"_s,
                    u"Correct BINANCE_REST_FUTURES_BASE_URL."_s});
        skipRest();
        return;
    }
    const auto sample = estimateOffset(timing.sent.utc, timing.received.utc, *serverTime);
    if (sample && (!m_best || sample->roundTrip < m_best->roundTrip))
        m_best = sample;
    if (++m_answers < Questions) {
        askTime();
        return;
    }
    const auto roundTrip = m_best ? milliseconds(m_best->roundTrip) : 0;
    emit found({RestName, Outcome::Pass,
                u"%1 answers within %2 ms"_s.arg(m_rest.target(TimePath)).arg(roundTrip)});
    emit found(weightResult());
    emit found(clockResult());
    m_rest.fetchExchangeInfo(
        this, [this](const RestClient::ExchangeInfoResult &listed) { onContracts(listed); }, 5s);
}

CheckResult RestCheck::weightResult() const
{
    const std::optional<int> used = m_rest.usedWeight();
    if (!used)
        return {WeightName, Outcome::Skipped, u"The answers do not say what is used"_s};
    const QString words = u"%1 of the %2 that an address has for each minute are used"_s.arg(
        QString::number(*used), QString::number(WeightBudget::ExchangeLimit));
    if (*used <= WeightBudget::ExchangeLimit / 2)
        return {WeightName, Outcome::Pass, words};
    return {
        WeightName, Outcome::Warn, words,
        u"Stop other programs that ask the exchange from this address, or give them another "
        u"one: filling gaps waits for what they leave, and too much gets the address banned."_s};
}

CheckResult RestCheck::clockResult() const
{
    if (!m_best)
        return {ClockName, Outcome::Skipped, u"This machine's clock was set meanwhile"_s};
    // The offset says how far the exchange is ahead.
    const qint64 offset = milliseconds(m_best->offset);
    const QString words =
        offset == 0  ? u"This machine's clock is the exchange's"_s
        : offset > 0 ? u"This machine's clock is %1 ms behind the exchange's"_s.arg(offset)
                     : u"This machine's clock is %1 ms ahead of the exchange's"_s.arg(-offset);
    const auto most = m_wanted.mostOffset;
    const bool isOff = most > 0ms && std::chrono::abs(m_best->offset) > most;
    if (!isOff)
        return {ClockName, Outcome::Pass, words};
    return {ClockName, Outcome::Warn, words,
            u"Let the system keep its clock by NTP, such as with timedatectl set-ntp true; "
            u"latencies are wrong until then."_s};
}

void RestCheck::onContracts(const RestClient::ExchangeInfoResult &listed)
{
    const QString advice = u"Correct SYMBOLS_FUTURES; names look like BTCUSDT."_s;
    if (!listed) {
        finish({SymbolsName, Outcome::Fail, listed.error().message, restAdvice(listed.error())});
        return;
    }
    const std::vector<Symbol> symbols = m_wanted.symbols.resolve(listed->contracts);
    if (symbols.empty()) {
        finish({SymbolsName, Outcome::Fail,
                u"The exchange lists nothing that fits "_s + m_wanted.symbols.describe(), advice});
        return;
    }
    const std::vector<Symbol> missing = untraded(symbols, listed->contracts);
    if (missing.empty()) {
        finish({SymbolsName, Outcome::Pass,
                u"%1 are recorded, and all of them are traded: %2"_s.arg(
                    QString::number(symbols.size()), namesOf(symbols))});
        return;
    }
    const bool isAll = missing.size() == symbols.size();
    finish(
        {SymbolsName, isAll ? Outcome::Fail : Outcome::Warn,
         u"Of %1 these are not traded: %2"_s.arg(QString::number(symbols.size()), namesOf(missing)),
         advice});
}

} // namespace Orderflow
