#include "verify/archiveportions.h"

#include <algorithm>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t RowsBetweenQuestions = 50'000;

} // namespace

ArchivePortions::ArchivePortions(QString path, std::function<bool()> goesOn, Sizes sizes,
                                 ArchiveLimits limits)
    : m_path(std::move(path))
    , m_goesOn(std::move(goesOn))
    , m_sizes(sizes)
    , m_limits(limits)
{}

bool ArchivePortions::goesOn()
{
    m_wasStopped = m_wasStopped || (m_goesOn && !m_goesOn());
    return !m_wasStopped;
}

template <typename Take>
tl::expected<void, QString> ArchivePortions::readAll(const Take &take)
{
    tl::expected<ArchiveFile, QString> file = ArchiveFile::open(m_path, m_limits);
    if (!file)
        return tl::make_unexpected(file.error());
    for (std::int64_t count = 0;; ++count) {
        if (count % RowsBetweenQuestions == 0 && !goesOn())
            return {};
        const tl::expected<std::optional<ArchiveTrade>, QString> row = file->next();
        if (!row)
            return tl::make_unexpected(row.error());
        if (!*row)
            return {};
        take(**row);
    }
}

tl::expected<void, QString> ArchivePortions::scan()
{
    auto read = readAll([this](const ArchiveTrade &row) {
        const std::int64_t id = row.aggTradeId;
        if (m_rows > 0 && id <= m_lastId)
            m_isSorted = false;
        m_firstId = m_rows == 0 ? id : std::min(m_firstId, id);
        m_lastId = m_rows == 0 ? id : std::max(m_lastId, id);
        ++m_rows;
    });
    if (!read)
        return read;
    if (m_rows == 0 && !m_wasStopped)
        return tl::make_unexpected(u"%1 has no rows"_s.arg(m_path));
    m_nextId = m_firstId;
    return {};
}

tl::expected<std::vector<ArchiveTrade>, QString> ArchivePortions::next()
{
    if (!goesOn())
        return std::vector<ArchiveTrade>();
    return m_isSorted ? nextInOrder() : nextOfSpan();
}

tl::expected<std::vector<ArchiveTrade>, QString> ArchivePortions::nextInOrder()
{
    if (!m_file) {
        tl::expected<ArchiveFile, QString> file = ArchiveFile::open(m_path, m_limits);
        if (!file)
            return tl::make_unexpected(file.error());
        m_file = std::move(*file);
    }
    std::vector<ArchiveTrade> rows;
    while (rows.size() < m_sizes.rows) {
        const tl::expected<std::optional<ArchiveTrade>, QString> row = m_file->next();
        if (!row)
            return tl::make_unexpected(row.error());
        if (!*row)
            break;
        rows.push_back(**row);
    }
    return rows;
}

tl::expected<std::vector<ArchiveTrade>, QString> ArchivePortions::nextOfSpan()
{
    if (m_spanAt == m_span.size() && m_nextId) {
        if (const auto read = readSpan(); !read)
            return tl::make_unexpected(read.error());
    }
    const std::size_t start = m_spanAt;
    m_spanAt = std::min(m_spanAt + m_sizes.rows, m_span.size());
    // No id is in two portions.
    while (m_spanAt > start && m_spanAt < m_span.size() &&
           m_span[m_spanAt].aggTradeId == m_span[m_spanAt - 1].aggTradeId) {
        ++m_spanAt;
    }
    const auto at = [this](std::size_t index) {
        return m_span.begin() + static_cast<std::ptrdiff_t>(index);
    };
    return std::vector<ArchiveTrade>(at(start), at(m_spanAt));
}

tl::expected<void, QString> ArchivePortions::readSpan()
{
    const std::int64_t least = *m_nextId;
    const std::size_t most = 2 * static_cast<std::size_t>(m_sizes.spanIds);
    bool isTooMuch = false;
    m_nextId.reset();
    m_span.clear();
    m_spanAt = 0;
    auto read = readAll([&](const ArchiveTrade &row) {
        const std::int64_t id = row.aggTradeId;
        if (id < least)
            return;
        if (id - least >= m_sizes.spanIds)
            m_nextId = std::min(m_nextId.value_or(id), id);
        else if (m_span.size() < most)
            m_span.push_back(row);
        else
            isTooMuch = true;
    });
    if (!read)
        return read;
    if (isTooMuch) {
        return tl::make_unexpected(
            u"%1 has its rows many times over; it is no archive of aggTrades"_s.arg(m_path));
    }
    if (m_wasStopped)
        m_span.clear();
    std::ranges::stable_sort(m_span, {}, &ArchiveTrade::aggTradeId);
    return {};
}

} // namespace Orderflow
