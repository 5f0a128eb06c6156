#pragma once

#include "binance/networkaccess.h"
#include "binance/rest/clockoffset.h"
#include "binance/rest/restclient.h"
#include "binance/rest/symboldirectory.h"
#include "clock.h"
#include "recordersettings.h"

#include <QObject>

#include <optional>
#include <vector>

namespace Orderflow {

/// What the exchange says by REST while recording goes on: which contracts the settings mean, and
/// what time it is. Everything that asks shares one client and its budget.
///
/// Recording does not depend on it, but for a start with a selection such as `all`: whatever the
/// REST API does, streams that are known go on. Lives in the thread that made it.
class ExchangeWatch : public QObject
{
    Q_OBJECT

public:
    /// `clock` outlives it.
    ExchangeWatch(const RecorderSettings &settings, const NetworkAccess &network,
                  const Clock &clock, const SymbolDirectoryOptions &directoryOptions = {},
                  QObject *parent = nullptr);

    /// Asks, and goes on asking.
    void start();

    /// What is to be recorded now; empty before symbolsChanged() came.
    const std::vector<Symbol> &symbols() const { return m_directory.symbols(); }
    /// Why there is no newer list; empty where all is well.
    const QString &fault() const { return m_directory.fault(); }
    /// For others who ask: they share its budget.
    RestClient &rest() { return m_rest; }
    /// Nothing before the first clockMeasured().
    const std::optional<ClockSample> &clockSample() const { return m_probe.latest(); }

signals:
    /// The exchange was asked for the first time, or lists other contracts than before.
    void symbolsChanged();

    /// Nothing that the settings name exists; `message` says so. It comes once, and instead of the
    /// first symbolsChanged().
    void noSymbolExists(const QString &message);

    void clockMeasured();

private:
    void onResolved();

    const SymbolSelection m_selection;
    RestClient m_rest;
    SymbolDirectory m_directory;
    ClockProbe m_probe;
};

} // namespace Orderflow
