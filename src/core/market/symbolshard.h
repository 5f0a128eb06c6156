#pragma once

#include "market/symbol.h"

#include <QString>
#include <QStringView>

#include <optional>

namespace Orderflow {

/// A share of all symbols, such as the first quarter: of recorders that divide the symbols among
/// themselves each has one. The shares of one count have every symbol between them, each in one.
///
/// Which share a symbol is in depends on its name and on the count alone, and never changes:
/// neither from run to run, nor when others are listed or delisted, nor with a newer program.
struct SymbolShard
{
    /// The most shares.
    static constexpr int MaxCount = 256;

    /// 1 to `count`.
    int number = 1;
    /// 1 to MaxCount.
    int count = 1;

    /// The share that `symbol` is in, of `count`.
    static SymbolShard of(const Symbol &symbol, int count);

    /// `2/4`; nothing where it is none.
    static std::optional<SymbolShard> parse(QStringView text);

    bool isAll() const { return count == 1; }
    bool has(const Symbol &symbol) const { return of(symbol, count) == *this; }

    /// As parse() takes it.
    QString toString() const;

    bool operator==(const SymbolShard &) const = default;
};

} // namespace Orderflow
