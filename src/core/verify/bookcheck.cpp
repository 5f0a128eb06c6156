#include "verify/bookcheck.h"

#include <algorithm>
#include <functional>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

using Levels = std::vector<PriceLevel>;

/// `depth5@100ms` has 5.
std::size_t levelsOf(const std::string &depthKind)
{
    std::size_t levels = 0;
    for (const char c : depthKind.substr(std::string_view("depth").size())) {
        if (c < '0' || c > '9' || levels > 1000)
            break;
        levels = levels * 10 + std::size_t(c - '0');
    }
    return levels;
}

struct BookCheck
{
    const StreamReport &report;
    const RowName &row;
    RowAudit::Proof proof;

    void values(const Levels &levels, const QString &side) const
    {
        for (const PriceLevel &level : levels) {
            if (level.price.mantissa() > 0 && level.quantity.mantissa() >= 0)
                continue;
            report.row(FindingKind::ValueRange, row,
                       u"has in its %1 a level of %2 at %3"_s.arg(side, level.quantity.toString(),
                                                                  level.price.toString()),
                       RowAudit::severityOf(proof));
            return;
        }
    }

    void order(const Levels &levels, const QString &side, bool isFalling) const
    {
        const auto isWrong = [isFalling](const PriceLevel &level, const PriceLevel &next) {
            const std::weak_ordering order = level.price.compareValue(next.price);
            return isFalling ? order <= 0 : order >= 0;
        };
        const auto wrong = std::ranges::adjacent_find(levels, isWrong);
        if (wrong == levels.end())
            return;
        report.row(FindingKind::UnsortedBook, row,
                   u"has %1 that are not sorted: %2 comes before %3"_s.arg(
                       side, wrong->price.toString(), std::next(wrong)->price.toString()));
    }

    void count(const Levels &levels, const QString &side, std::size_t expected) const
    {
        if (levels.size() == expected)
            return;
        report.row(FindingKind::LevelCount, row,
                   u"has %1 %2 where its stream has %3"_s.arg(QString::number(levels.size()), side,
                                                              QString::number(expected)),
                   levels.size() > expected ? Finding::Severity::Error
                                            : RowAudit::severityOf(proof));
    }

    void crossing(const DepthUpdate &update) const
    {
        if (update.bids.empty() || update.asks.empty())
            return;
        const Decimal &bid = update.bids.front().price;
        const Decimal &ask = update.asks.front().price;
        if (bid.compareValue(ask) < 0)
            return;
        report.row(FindingKind::CrossedBook, row,
                   u"has a crossed book: its best bid, %1, is not below its best ask, %2"_s.arg(
                       bid.toString(), ask.toString()));
    }

    void repetition(const Levels &levels, const QString &side) const
    {
        std::vector<Decimal> prices;
        prices.reserve(levels.size());
        for (const PriceLevel &level : levels)
            prices.push_back(level.price);
        std::ranges::sort(prices, [](const Decimal &left, const Decimal &right) {
            return left.compareValue(right) < 0;
        });
        const auto twice =
            std::ranges::adjacent_find(prices, [](const Decimal &price, const Decimal &next) {
                return price.compareValue(next) == 0;
            });
        if (twice == prices.end())
            return;
        report.row(FindingKind::RepeatedPrice, row,
                   u"has the price %1 twice in its %2"_s.arg(twice->toString(), side));
    }
};

} // namespace

void checkBook(const StreamReport &report, const RowName &row, const DepthUpdate &update,
               RowAudit::Proof proof)
{
    const BookCheck check{report, row, proof};
    check.values(update.bids, u"bids"_s);
    check.values(update.asks, u"asks"_s);
    if (!isPartialDepth(update)) {
        check.repetition(update.bids, u"bids"_s);
        check.repetition(update.asks, u"asks"_s);
        return;
    }
    const std::size_t levels = levelsOf(update.depthKind);
    check.count(update.bids, u"bids"_s, levels);
    check.count(update.asks, u"asks"_s, levels);
    check.order(update.bids, u"bids"_s, true);
    check.order(update.asks, u"asks"_s, false);
    check.crossing(update);
}

} // namespace Orderflow
