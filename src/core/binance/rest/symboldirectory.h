#pragma once

#include "binance/backoff.h"
#include "binance/rest/restclient.h"
#include "binance/symbolselection.h"
#include "clock.h"
#include "logbudget.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <vector>

namespace Orderflow {

struct SymbolDirectoryOptions
{
    /// Between two looks at what the exchange lists.
    std::chrono::milliseconds refreshInterval{std::chrono::minutes(15)};
    /// Until an answer that is hard to believe is asked for again.
    std::chrono::milliseconds confirmInterval{std::chrono::minutes(1)};
    std::chrono::milliseconds firstBackoff = Backoff::First;
};

/// Which symbols a selection means at the exchange now: asks for its contracts until it has them,
/// and then again from time to time.
///
/// An answer that selects nothing, lists nothing, or would take away more than half of the symbols
/// at once counts only when the next answer says so too; until then, and while there is no
/// answer, the last good list holds.
///
/// Belongs to the thread of the client.
class SymbolDirectory : public QObject
{
    Q_OBJECT

public:
    /// `rest` and `clock` outlive it.
    SymbolDirectory(RestClient &rest, SymbolSelection selection, const Clock &clock,
                    SymbolDirectoryOptions options = {}, QObject *parent = nullptr);

    /// Asks, and goes on asking.
    void start();

    /// Whether there was a good answer; all lists are empty before.
    bool isResolved() const { return m_isResolved; }
    /// In order. Names of the selection are part of it whether they are listed or not.
    const std::vector<Symbol> &symbols() const { return m_symbols; }
    /// What the last changed() was about.
    const std::vector<Symbol> &added() const { return m_added; }
    const std::vector<Symbol> &removed() const { return m_removed; }
    /// Names of the selection that the exchange does not list, as of the last good answer.
    const std::vector<Symbol> &unknown() const { return m_unknown; }
    /// Why the last answer did not count; empty where it did.
    const QString &fault() const { return m_fault; }

signals:
    /// The first good answer; it comes once.
    void resolved();
    /// symbols() is another list than before.
    void changed();

private:
    void ask();
    void onAnswer(const RestClient::ExchangeInfoResult &listed);
    QString whyDoubtful(const std::vector<Contract> &contracts,
                        const std::vector<Symbol> &symbols) const;
    void take(std::vector<Symbol> symbols);
    void updateUnknown(const std::vector<Contract> &contracts);
    void report(const QString &fault);

    RestClient &m_rest;
    const SymbolSelection m_selection;
    const Clock &m_clock;
    const SymbolDirectoryOptions m_options;
    Backoff m_backoff;
    LogBudget m_logBudget{1};
    QTimer m_timer;
    bool m_isResolved = false;
    /// The last answer was hard to believe.
    bool m_isDoubted = false;
    std::vector<Symbol> m_symbols;
    std::vector<Symbol> m_added;
    std::vector<Symbol> m_removed;
    std::vector<Symbol> m_unknown;
    QString m_fault;
};

} // namespace Orderflow
