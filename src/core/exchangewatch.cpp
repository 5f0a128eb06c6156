#include "exchangewatch.h"

#include <QStringList>

#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

RestClientOptions restOptions(const RecorderSettings &settings, const NetworkAccess &network)
{
    RestClientOptions options;
    options.baseUrl = settings.restBaseUrl;
    options.network = network;
    return options;
}

QString namesOf(const std::vector<Symbol> &symbols)
{
    QStringList names;
    for (const Symbol &symbol : symbols)
        names << symbol.toString();
    return names.join(u", "_s);
}

} // namespace

ExchangeWatch::ExchangeWatch(const RecorderSettings &settings, const NetworkAccess &network,
                             const Clock &clock, const SymbolDirectoryOptions &directoryOptions,
                             QObject *parent)
    : QObject(parent)
    , m_selection(settings.symbolSelection)
    , m_rest(restOptions(settings, network), clock)
    , m_directory(m_rest, settings.symbolSelection, clock, directoryOptions)
    , m_probe(m_rest)
{
    connect(&m_directory, &SymbolDirectory::resolved, this, &ExchangeWatch::onResolved);
    connect(&m_directory, &SymbolDirectory::changed, this, &ExchangeWatch::symbolsChanged);
    connect(&m_probe, &ClockProbe::measured, this, &ExchangeWatch::clockMeasured);
}

void ExchangeWatch::start()
{
    m_directory.start();
    m_probe.start();
}

void ExchangeWatch::onResolved()
{
    const std::vector<Symbol> &symbols = m_directory.symbols();
    if (symbols.empty()) {
        QString message = u"SYMBOLS_FUTURES: the exchange lists nothing that fits "_s;
        message += m_selection.describe();
        if (!m_selection.shard().isAll())
            message += u"; select more symbols, or divide them among fewer recorders"_s;
        emit noSymbolExists(message);
    } else if (m_directory.unknown().size() == symbols.size()) {
        // One delisted name must not end the recording of the others.
        emit noSymbolExists(u"SYMBOLS_FUTURES: the exchange lists no %1. Names of USDT-M contracts "
                            u"look like BTCUSDT."_s.arg(namesOf(symbols)));
    } else {
        emit symbolsChanged();
    }
}

} // namespace Orderflow
