#pragma once

#include "market/aggtrade.h"
#include "market/capturegap.h"

#include <QString>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace Orderflow {

/// aggTradeIds, both ends among them.
struct IdRange
{
    std::int64_t first = 0;
    std::int64_t last = 0;

    std::int64_t size() const { return last - first + 1; }
    bool operator==(const IdRange &) const = default;
};

/// The ids that `gap` misses, where the exchange may be asked for them: an open gap of trades
/// whose ends are known.
std::optional<IdRange> repairableIds(const CaptureGap &gap);

/// How far the repair of one gap of trades has come, what to ask next, and what the exchange's
/// answers mean for it.
///
/// Pages go from the newest ids to the oldest. How far the exchange looks back is 24 hours in its
/// documentation and 48 measured, and runs out at the old end while a repair goes on: one that
/// begins at the new end gets all that can still be had, and may stop at the first refusal. To
/// find where that boundary lies, a page that is refused is quartered.
///
/// Pure and a value. Source: USDⓈ-M futures documentation, `/fapi/v1/aggTrades`.
class PageCursor
{
public:
    /// How often the exchange must say that it has nothing before that counts: REST may be some
    /// seconds behind the stream.
    static constexpr int EmptyAnswersNeeded = 3;

    /// `filledRows` came in an earlier run, which began at the new end too, and are passed over.
    /// Some of them may have come late by the stream instead, and then others are passed over:
    /// see isWhole().
    explicit PageCursor(const IdRange &gap, std::int64_t filledRows = 0,
                        int emptyAnswersNeeded = EmptyAnswersNeeded);

    /// The ids to ask for, at most a page; nothing once the gap was gone through.
    std::optional<IdRange> window() const;

    /// Takes an answer about the window(): leaves of `page` what lies in it, and goes on behind
    /// that. False where that is nothing and has to be asked again, a little later.
    bool take(std::vector<AggTrade> &page);

    /// The exchange refuses the window() because its first trade is too old.
    void refuseTooOld(const QString &answer);

    /// Ids that were not gone through yet.
    std::int64_t remaining() const;
    /// Rows that the exchange gave.
    std::int64_t fetched() const { return m_fetched; }
    /// Whether all ids of the gap are asked for, and none is passed over.
    bool isWhole() const { return m_isWhole; }

    /// What the gap is to be, once it was gone through, where anything is missing: Unfillable only
    /// where the exchange was asked for all of it and does not have the rest.
    GapStatus verdict() const;
    /// What it does not have, in sentences for people; empty where it gave everything.
    QString note() const;

private:
    void openWindow();
    void descend();
    void countAbsent(const IdRange &ids);

    IdRange m_gap;
    bool m_isWhole = true;
    int m_emptyAnswersNeeded;
    /// The newest id that was not gone through, below the first of the gap at the end.
    std::int64_t m_top;
    std::int64_t m_windowStart = 0;
    /// The first id of the window that is not answered; above its start after a short page.
    std::int64_t m_from = 0;
    /// Of the next window.
    std::int64_t m_size;
    int m_emptyAnswers = 0;
    std::int64_t m_fetched = 0;
    /// Where the last page that was too old began.
    std::optional<std::int64_t> m_refusedFrom;
    std::optional<IdRange> m_outOfReach;
    QString m_refusal;
    /// Ids that the exchange skipped, up to a number of ranges, and how many they are in all.
    std::vector<IdRange> m_absent;
    std::int64_t m_absentCount = 0;
};

} // namespace Orderflow
