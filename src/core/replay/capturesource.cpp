#include "replay/capturesource.h"

#include "replay/booksnapshot.h"
#include "replay/capturescan.h"
#include "replay/feedreader.h"

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

class CaptureSource final : public MarketSource
{
public:
    CaptureSource(QStringList files, CaptureScan scan, PlayMode mode)
        : m_files(std::move(files))
        , m_scan(std::move(scan))
        , m_mode(mode)
        , m_shifts(m_scan.shifts())
        , m_reader(m_files)
        , m_books(m_scan.firstBooks())
        , m_now(m_scan.startTime())
    {}

    QString displayName() const override { return m_files.join(u", "_s); }
    std::vector<MarketSymbol> symbols() const override { return m_scan.symbols(); }
    bool hasRoute(Route route) const override { return m_scan.hasRoute(route); }
    MarketTime startTime() const override { return m_scan.startTime(); }
    tl::expected<std::optional<MarketFrame>, QString> next() override;

    std::optional<BookSnapshot> bookSnapshot(const Symbol &symbol) const override
    {
        const auto book = m_books.find(symbol);
        return book == m_books.end() ? std::nullopt : std::optional(book->second);
    }

private:
    MarketFrame toFrame(FeedLine line);
    void keepBook(const FeedLine &line);

    QStringList m_files;
    CaptureScan m_scan;
    PlayMode m_mode;
    std::map<QByteArray, StreamShift> m_shifts;
    FeedReader m_reader;
    std::map<Symbol, BookSnapshot> m_books;
    /// Times of a recorder's clock that was set back are played as if it had stood still.
    MarketTime m_now;
    std::int64_t m_pass = 0;
};

tl::expected<std::optional<MarketFrame>, QString> CaptureSource::next()
{
    while (true) {
        tl::expected<std::optional<FeedLine>, QString> line = m_reader.next();
        if (!line)
            return tl::unexpected(line.error());
        if (*line && (*line)->kind == FeedLine::Kind::Rest) {
            keepBook(**line);
        } else if (*line) {
            return toFrame(std::move(**line));
        } else if (m_mode == PlayMode::Once) {
            return std::nullopt;
        } else {
            ++m_pass;
            m_reader.rewind();
        }
    }
}

MarketFrame CaptureSource::toFrame(FeedLine line)
{
    MarketFrame frame;
    frame.route = line.kind == FeedLine::Kind::Public ? Route::Public : Route::Market;
    frame.stream = std::move(line.subject);
    frame.text = std::move(line.text);
    MarketTime due = line.receiveTime;
    // A stream that the scan did not see is in a file that grew since; its first pass is as it is.
    const auto found = m_pass == 0 ? m_shifts.end() : m_shifts.find(frame.stream);
    if (found != m_shifts.end()) {
        const StreamShift shift = found->second.repeated(m_pass);
        frame.text = shiftedFrame(frame.text, shift);
        due += shift.time;
    }
    m_now = std::max(m_now, due);
    frame.dueTime = m_now;
    return frame;
}

void CaptureSource::keepBook(const FeedLine &line)
{
    const std::optional<Symbol> symbol = symbolOfDepthRequest(line.subject);
    std::optional<BookSnapshot> book = symbol ? parseBookSnapshot(line.text) : std::nullopt;
    if (!book)
        return;
    if (m_pass > 0) {
        const StreamShift shift = m_scan.bookShift(*symbol).repeated(m_pass);
        book->lastUpdateId += shift.updateId;
        book->eventTime += shift.time;
        book->transactionTime += shift.time;
    }
    m_books.insert_or_assign(*symbol, std::move(*book));
}

/// An error where file `index`, whose first line is of `first`, begins before the one before it
/// ends.
tl::expected<void, QString> checkOrder(const QStringList &files, qsizetype index, MarketTime first,
                                       MarketTime lastBefore)
{
    if (index == 0 || first >= lastBefore)
        return {};
    return tl::unexpected(
        u"%1 begins before %2 ends; give the files in the order of their times"_s.arg(
            files.at(index), files.at(index - 1)));
}

} // namespace

tl::expected<std::unique_ptr<MarketSource>, QString> openCapture(const QStringList &files,
                                                                 PlayMode mode)
{
    if (files.isEmpty())
        return tl::unexpected(u"No capture file is named; name at least one"_s);
    CaptureScan scan;
    FeedReader reader(files);
    qsizetype index = -1;
    MarketTime last{};
    while (true) {
        const tl::expected<std::optional<FeedLine>, QString> line = reader.next();
        if (!line)
            return tl::unexpected(line.error());
        if (!*line)
            break;
        if (reader.fileIndex() != index) {
            index = reader.fileIndex();
            if (const auto checked = checkOrder(files, index, (*line)->receiveTime, last); !checked)
                return tl::unexpected(checked.error());
        }
        last = std::max(last, (*line)->receiveTime);
        scan.add(**line);
    }
    if (scan.isEmpty()) {
        return tl::unexpected(u"%1: there are no frames; expected lines <receive ns> <route> "
                              u"<frame>"_s.arg(files.join(u", "_s)));
    }
    return std::make_unique<CaptureSource>(files, std::move(scan), mode);
}

} // namespace Orderflow
