#include "ingest/pagecursor.h"

#include "binance/rest/aggtradespage.h"

#include <QStringList>
#include <QtGlobal>

#include <algorithm>
#include <limits>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// A note is for people: it names so many ranges, and counts the rest.
constexpr std::size_t MaxNamedRanges = 4;

QString toText(const IdRange &ids)
{
    return ids.size() == 1 ? QString::number(ids.first)
                           : u"%1 to %2"_s.arg(ids.first).arg(ids.last);
}

QString idWord(bool isOne)
{
    return isOne ? u"id"_s : u"ids"_s;
}

} // namespace

std::optional<IdRange> repairableIds(const CaptureGap &gap)
{
    if (gap.status != GapStatus::Open || !isFillable(gap.stream) || gap.symbol.isEmpty() ||
        !gap.firstMissingId || !gap.lastMissingId)
        return std::nullopt;
    const IdRange ids{*gap.firstMissingId, *gap.lastMissingId};
    // No number of ids beyond these fits, and the exchange has none of them.
    const bool isPossible = ids.first >= 0 && ids.first <= ids.last &&
                            ids.last < std::numeric_limits<std::int64_t>::max();
    return isPossible ? std::optional(ids) : std::nullopt;
}

PageCursor::PageCursor(const IdRange &gap, std::int64_t filledRows, int emptyAnswersNeeded)
    : m_gap(gap)
    , m_emptyAnswersNeeded(emptyAnswersNeeded)
    , m_top(gap.last)
    , m_size(MaxAggTradesRows)
{
    if (filledRows > 0) {
        m_isWhole = false;
        m_top -= std::min(filledRows, gap.size());
    }
    openWindow();
}

void PageCursor::openWindow()
{
    m_windowStart = std::max(m_gap.first, m_top - m_size + 1);
    m_from = m_windowStart;
    m_emptyAnswers = 0;
}

std::optional<IdRange> PageCursor::window() const
{
    if (m_top < m_gap.first)
        return std::nullopt;
    return IdRange{m_from, m_top};
}

std::int64_t PageCursor::remaining() const
{
    return window() ? m_top - m_gap.first + 1 - (m_from - m_windowStart) : 0;
}

bool PageCursor::take(std::vector<AggTrade> &page)
{
    Q_ASSERT(window());
    const IdRange asked = *window();
    // Where the exchange has later trades too, it has told all that there are in the window.
    const bool isComplete = !page.empty() && page.back().aggTradeId >= asked.last;
    std::erase_if(page, [&asked](const AggTrade &trade) {
        return trade.aggTradeId < asked.first || trade.aggTradeId > asked.last;
    });
    if (page.empty()) {
        if (++m_emptyAnswers < m_emptyAnswersNeeded)
            return false;
        countAbsent(asked);
        descend();
        return true;
    }

    m_fetched += std::ssize(page);
    std::int64_t next = asked.first;
    for (const AggTrade &trade : page) {
        countAbsent({next, trade.aggTradeId - 1});
        next = trade.aggTradeId + 1;
    }
    m_from = next;
    m_emptyAnswers = 0;
    if (isComplete) {
        countAbsent({next, asked.last});
        descend();
    }
    return true;
}

void PageCursor::descend()
{
    m_top = m_windowStart - 1;
    // The page that was refused was given after all, in parts: there was no boundary in it.
    if (m_refusedFrom && m_top < *m_refusedFrom) {
        m_refusedFrom.reset();
        m_size = MaxAggTradesRows;
    }
    openWindow();
}

void PageCursor::refuseTooOld(const QString &answer)
{
    Q_ASSERT(window());
    const IdRange asked = *window();
    if (asked.size() == 1) {
        m_outOfReach = IdRange{m_gap.first, m_top};
        m_refusal = answer;
        m_top = m_gap.first - 1;
    } else {
        m_refusedFrom = asked.first;
        m_size = std::max<std::int64_t>(asked.size() / 4, 1);
    }
    openWindow();
}

void PageCursor::countAbsent(const IdRange &ids)
{
    if (ids.size() <= 0)
        return;
    m_absentCount += ids.size();
    // Windows come one below the other, so that a range may go on in the next one.
    for (IdRange &known : m_absent) {
        if (known.first == ids.last + 1)
            known.first = ids.first;
        else if (known.last == ids.first - 1)
            known.last = ids.last;
        else
            continue;
        return;
    }
    if (m_absent.size() < MaxNamedRanges)
        m_absent.push_back(ids);
}

GapStatus PageCursor::verdict() const
{
    const bool isRefused = m_outOfReach || m_absentCount > 0;
    return isRefused && m_isWhole ? GapStatus::Unfillable : GapStatus::Open;
}

QString PageCursor::note() const
{
    QStringList sentences;
    if (m_absentCount > 0) {
        std::vector<IdRange> ranges = m_absent;
        std::ranges::sort(ranges, {}, &IdRange::first);
        QStringList names;
        std::int64_t others = m_absentCount;
        for (const IdRange &ids : ranges) {
            names << toText(ids);
            others -= ids.size();
        }
        QString sentence = u"The exchange has no trades with %1 %2"_s.arg(
            idWord(m_absentCount == 1), names.join(u", "_s));
        if (others > 0)
            sentence += u" and %1 others"_s.arg(others);
        sentences << sentence + u'.';
    }
    if (m_outOfReach) {
        sentences << u"The exchange no longer gives %1 %2: %3."_s.arg(
            idWord(m_outOfReach->size() == 1), toText(*m_outOfReach), m_refusal);
    }
    return sentences.join(u' ');
}

} // namespace Orderflow
