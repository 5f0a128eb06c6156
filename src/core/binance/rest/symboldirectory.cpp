#include "binance/rest/symboldirectory.h"

#include <QLoggingCategory>

#include <algorithm>
#include <iterator>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcSymbols, "orderflow.symbols")

/// What `list` has and `other` has not; both are in order.
std::vector<Symbol> difference(const std::vector<Symbol> &list, const std::vector<Symbol> &other)
{
    std::vector<Symbol> result;
    std::ranges::set_difference(list, other, std::back_inserter(result));
    return result;
}

/// The first few, and how many more.
QString joinNames(const std::vector<Symbol> &symbols)
{
    constexpr std::size_t MaxShown = 20;
    QStringList names;
    for (std::size_t i = 0; i < std::min(symbols.size(), MaxShown); ++i)
        names << symbols[i].toString();
    if (symbols.size() > MaxShown)
        names << u"and %1 more"_s.arg(symbols.size() - MaxShown);
    return names.join(u' ');
}

} // namespace

SymbolDirectory::SymbolDirectory(RestClient &rest, SymbolSelection selection, const Clock &clock,
                                 SymbolDirectoryOptions options, QObject *parent)
    : QObject(parent)
    , m_rest(rest)
    , m_selection(std::move(selection))
    , m_clock(clock)
    , m_options(options)
    , m_backoff(options.firstBackoff)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &SymbolDirectory::ask);
}

void SymbolDirectory::start()
{
    m_timer.start(0);
}

void SymbolDirectory::ask()
{
    m_rest.fetchExchangeInfo(
        this, [this](const RestClient::ExchangeInfoResult &listed) { onAnswer(listed); });
}

void SymbolDirectory::onAnswer(const RestClient::ExchangeInfoResult &listed)
{
    if (!listed) {
        report(listed.error().message);
        m_timer.start(m_backoff.next());
        return;
    }
    m_backoff.reset();
    std::vector<Symbol> symbols = m_selection.resolve(listed->contracts);
    const QString doubt = whyDoubtful(listed->contracts, symbols);
    const bool counts = doubt.isEmpty() || m_isDoubted;
    m_isDoubted = !counts;
    if (!counts) {
        report(u"%1; it is asked again"_s.arg(doubt));
        m_timer.start(m_options.confirmInterval);
        return;
    }
    m_fault.clear();
    m_timer.start(m_options.refreshInterval);
    updateUnknown(listed->contracts);
    take(std::move(symbols));
}

QString SymbolDirectory::whyDoubtful(const std::vector<Contract> &contracts,
                                     const std::vector<Symbol> &symbols) const
{
    const QString source = m_rest.target(u"/fapi/v1/exchangeInfo"_s);
    if (contracts.empty())
        return source + u": the list of contracts is empty"_s;
    if (symbols.empty())
        return u"%1: none of %2 contracts is selected by %3"_s.arg(
            source, QString::number(contracts.size()), m_selection.describe());
    const std::size_t gone = difference(m_symbols, symbols).size();
    if (gone * 2 > m_symbols.size())
        return u"%1: %2 of %3 symbols are gone at once"_s.arg(source, QString::number(gone),
                                                              QString::number(m_symbols.size()));
    return {};
}

void SymbolDirectory::take(std::vector<Symbol> symbols)
{
    if (!m_isResolved) {
        m_isResolved = true;
        m_symbols = std::move(symbols);
        emit resolved();
        return;
    }
    if (symbols == m_symbols)
        return;
    m_added = difference(symbols, m_symbols);
    m_removed = difference(m_symbols, symbols);
    m_symbols = std::move(symbols);
    qCInfo(lcSymbols).noquote() << u"The exchange's list has changed: new [%1], gone [%2]"_s.arg(
        joinNames(m_added), joinNames(m_removed));
    emit changed();
}

void SymbolDirectory::updateUnknown(const std::vector<Contract> &contracts)
{
    std::vector<Symbol> unknown;
    for (const Symbol &symbol : m_selection.names()) {
        if (std::ranges::find(contracts, symbol, &Contract::symbol) == contracts.end())
            unknown.push_back(symbol);
    }
    if (!unknown.empty() && unknown != m_unknown) {
        qCWarning(lcSymbols).noquote()
            << u"SYMBOLS_FUTURES: the exchange lists no %1"_s.arg(joinNames(unknown));
    }
    m_unknown = std::move(unknown);
}

void SymbolDirectory::report(const QString &fault)
{
    m_fault = fault;
    const auto heldBack = m_logBudget.take(m_clock.now().monotonic);
    if (!heldBack)
        return;
    QString line = m_isResolved ? u"The last list of symbols is kept: %1"_s.arg(fault)
                                : u"There is no list of symbols yet: %1"_s.arg(fault);
    if (*heldBack > 0)
        line += u" (%1 such lines were left out)"_s.arg(*heldBack);
    qCWarning(lcSymbols).noquote() << line;
}

} // namespace Orderflow
