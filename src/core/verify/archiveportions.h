#pragma once

#include "verify/archivefile.h"

#include <functional>
#include <vector>

namespace Orderflow {

/// Gives the rows of an archive file by rising id, portion by portion, in bounded memory, whatever
/// order the file has them in: some files of the exchange mix two spans of time row by row.
///
/// The file is read once to see its ids and order. Where they rise, a second reading gives the
/// portions. Otherwise they come from one span of ids after the other, each of which takes a
/// reading of the whole file and is sorted: four million trades take about 300 MB, and few days
/// have more.
class ArchivePortions
{
public:
    struct Sizes
    {
        /// Rows of a portion; a few more where an id has several.
        std::size_t rows = 20'000;
        /// How many ids one reading of a file whose ids do not rise is for.
        std::int64_t spanIds = 4'000'000;
    };

    /// `goesOn` is asked now and then; where it says no, portions end, and wasStopped() is true.
    ArchivePortions(QString path, std::function<bool()> goesOn, Sizes sizes, ArchiveLimits limits);

    /// Reads the file once; an error where it cannot be read to its end, or has no row.
    tl::expected<void, QString> scan();

    /// All rows whose ids are behind those of the portion before and not behind its own last one;
    /// empty behind the last portion.
    tl::expected<std::vector<ArchiveTrade>, QString> next();

    // After scan():
    std::int64_t rows() const { return m_rows; }
    std::int64_t firstId() const { return m_firstId; }
    std::int64_t lastId() const { return m_lastId; }
    /// Whether each id is higher than the one before.
    bool isSorted() const { return m_isSorted; }
    bool wasStopped() const { return m_wasStopped; }

private:
    tl::expected<std::vector<ArchiveTrade>, QString> nextInOrder();
    tl::expected<std::vector<ArchiveTrade>, QString> nextOfSpan();
    tl::expected<void, QString> readSpan();
    bool goesOn();
    template <typename Take>
    tl::expected<void, QString> readAll(const Take &take);

    QString m_path;
    std::function<bool()> m_goesOn;
    Sizes m_sizes;
    ArchiveLimits m_limits;
    std::int64_t m_rows = 0;
    std::int64_t m_firstId = 0;
    std::int64_t m_lastId = 0;
    bool m_isSorted = true;
    bool m_wasStopped = false;
    std::optional<ArchiveFile> m_file;
    /// The least id of the next span; nothing behind the last.
    std::optional<std::int64_t> m_nextId;
    /// Of the span at hand, sorted, and how many were given.
    std::vector<ArchiveTrade> m_span;
    std::size_t m_spanAt = 0;
};

} // namespace Orderflow
