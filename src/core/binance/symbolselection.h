#pragma once

#include "binance/contract.h"
#include "market/symbolshard.h"

#include <QString>
#include <QStringView>

#include <string>
#include <vector>

namespace Orderflow {

/// Which contracts are to be recorded, as SYMBOLS_FUTURES says: terms that take, and terms that
/// leave out.
///
///     BTCUSDT     this contract, whatever it is
///     all         every contract that trades, is perpetual (no TradFi) and is quoted in USDT
///     *USDT BTC?* those of them whose name fits: * stands for any text, ? for one character
///     !DOGEUSDT !BTC*   none of these; where there is nothing else, all others
///
/// and which share of all that.
class SymbolSelection
{
public:
    /// Takes one term in any case; false, and nothing changes, where it is none or leaves out
    /// everything.
    bool add(QStringView term);

    /// From now on only what is in `shard` is selected; all is to begin with.
    void setShard(const SymbolShard &shard) { m_shard = shard; }
    const SymbolShard &shard() const { return m_shard; }

    /// Whether what it selects depends on what the exchange lists.
    bool isDynamic() const;

    /// The contracts of its share that it names and does not leave out, in the order of their
    /// terms.
    std::vector<Symbol> names() const;

    /// What it selects of `contracts`, in order and each once. Names are part of it even if they
    /// are not listed.
    std::vector<Symbol> resolve(const std::vector<Contract> &contracts) const;

    /// Terms as add() takes them, separated by commas; without the share.
    QString toString() const;

    /// The same for people, with the share where it is not all: `BTC* in SHARD=2/4`.
    QString describe() const;

    bool operator==(const SymbolSelection &) const = default;

private:
    /// UTF-32, because ? stands for one character.
    using Pattern = std::u32string;

    bool selects(const Contract &contract) const;
    /// Whether it is left out, by name or as one of another share.
    bool excludes(const Symbol &symbol) const;

    std::vector<Symbol> m_names;
    /// `all` is the pattern `*`.
    std::vector<Pattern> m_patterns;
    std::vector<Pattern> m_exclusions;
    SymbolShard m_shard;
};

} // namespace Orderflow
