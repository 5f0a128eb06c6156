#include "terminallayout.h"

#include "exchangelines.h"
#include "settings/settingvalues.h"
#include "statustext.h"

#include <QStringList>

#include <algorithm>
#include <array>
#include <cmath>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// Levels of a side in the ladder.
constexpr int MaxLevels = 5;
constexpr int MinLogRows = 3;

enum class Align { Left, Right };

struct Column
{
    QString title;
    Align align = Align::Right;
    /// The smaller, the longer it stays when the terminal gets narrow.
    int priority = 0;
    Tone tone = Tone::Plain;
    QString (*text)(const SymbolStatus &status) = nullptr;
};

const std::array<Column, 11> &columns()
{
    using S = SymbolStatus;
    static const std::array<Column, 11> table{{
        {u"SYMBOL"_s, Align::Left, 0, Tone::Plain,
         [](const S &s) {
             return s.intake.symbol.toString();
         }},
        {u"LAST"_s, Align::Right, 3, Tone::Plain,
         [](const S &s) {
             return s.intake.lastTrade ? s.intake.lastTrade->price.toString() : u"-"_s;
         }},
        {u"SIZE"_s, Align::Right, 7, Tone::Bid,
         [](const S &s) {
             return StatusText::bestQuantity(s.intake.bids);
         }},
        {u"BID"_s, Align::Right, 1, Tone::Bid,
         [](const S &s) {
             return StatusText::bestPrice(s.intake.bids);
         }},
        {u"ASK"_s, Align::Right, 2, Tone::Ask,
         [](const S &s) {
             return StatusText::bestPrice(s.intake.asks);
         }},
        {u"SIZE"_s, Align::Right, 8, Tone::Ask,
         [](const S &s) {
             return StatusText::bestQuantity(s.intake.asks);
         }},
        {u"EVENTS/S"_s, Align::Right, 4, Tone::Plain,
         [](const S &s) {
             return StatusText::rate(s.eventsPerSecond());
         }},
        {u"TRADES/S"_s, Align::Right, 9, Tone::Plain,
         [](const S &s) {
             return StatusText::rate(s.tradesPerSecond);
         }},
        {u"DEPTH/S"_s, Align::Right, 10, Tone::Plain,
         [](const S &s) {
             return StatusText::rate(s.depthUpdatesPerSecond);
         }},
        {u"LAG MS"_s, Align::Right, 5, Tone::Plain,
         [](const S &s) {
             return s.intake.lastEvent ? StatusText::lag(s.intake.lag) : u"-"_s;
         }},
        {u"GAPS"_s, Align::Right, 6, Tone::Plain,
         [](const S &s) {
             return StatusText::count(s.intake.gaps);
         }},
    }};
    return table;
}

QString aligned(const QString &text, int width, Align align)
{
    const QString padding(std::max(0, width - displayWidth(text)), u' ');
    if (align == Align::Left)
        return text + padding;
    return padding + text;
}

/// Messages come from afar and may hold anything.
QString withoutControlCharacters(QString text)
{
    for (QChar &c : text) {
        if (c.category() == QChar::Other_Control)
            c = u' ';
    }
    return text;
}

ViewLine cut(const ViewLine &line, int columnCount)
{
    ViewLine result;
    int left = columnCount;
    for (ViewSegment segment : line) {
        segment.text = withoutControlCharacters(segment.text);
        const int width = displayWidth(segment.text);
        if (width <= left)
            result.push_back(segment);
        else if (left > 0)
            result.push_back({fitted(segment.text, left), segment.tone});
        left -= std::min(width, left);
    }
    return result;
}

/// Puts the pieces of a view below each other.
class Layout
{
public:
    Layout(const RecorderStatus &status, const ViewState &view)
        : m_status(status)
        , m_view(view)
        , m_exchange(exchangeLines(status))
        , m_selected(std::clamp(view.selected, 0, std::max(0, int(status.symbols.size()) - 1)))
    {}

    std::vector<ViewLine> lines()
    {
        addHeader();
        const int below = 2 + int(m_exchange.size());
        const int room = m_view.rows - int(m_lines.size()) - below;
        const int symbolCount = int(m_status.symbols.size());
        const int wished = room - 1 - ladderRows() - MinLogRows;
        const int symbolRows = std::clamp(std::max(wished, std::min(3, room - 1)), 0, symbolCount);
        addSymbols(symbolRows);
        if (room - 1 - symbolRows >= ladderRows())
            addLadder();
        addConnections();
        addWriter();
        addLog();
        return take();
    }

private:
    void add(const ViewLine &line) { m_lines.push_back(cut(line, m_view.columns)); }

    void addHeader()
    {
        const Tone tone = isHealthy(m_status) ? Tone::Good : Tone::Bad;
        const bool isCalm = m_status.state != RecorderState::Recording;
        add({{u"orderflow-recorder  "_s, Tone::Title},
             {verdict(m_status), isCalm ? Tone::Plain : tone}});
        add({{recordName(m_status) % u"  up "_s % StatusText::uptime(m_status.uptime) %
                  u"  received "_s % StatusText::count(m_status.eventsReceived) % u"  gaps "_s %
                  StatusText::count(m_status.gaps) % u"  "_s,
              Tone::Dim},
             {u"lost "_s + StatusText::count(m_status.eventsLost),
              m_status.eventsLost > 0 ? Tone::Bad : Tone::Dim}});
        add({});
    }

    int width(const Column &column) const
    {
        int widest = displayWidth(column.title);
        for (const SymbolStatus &symbol : m_status.symbols)
            widest = std::max(widest, displayWidth(column.text(symbol)));
        return widest;
    }

    std::vector<const Column *> visibleColumns() const
    {
        std::vector<const Column *> byPriority;
        for (const Column &column : columns())
            byPriority.push_back(&column);
        std::ranges::sort(byPriority, {}, &Column::priority);
        int used = 0;
        std::size_t fitting = 0;
        while (fitting < byPriority.size()) {
            used += width(*byPriority[fitting]) + 2;
            if (used > m_view.columns)
                break;
            ++fitting;
        }
        byPriority.resize(std::max<std::size_t>(fitting, 1));
        std::ranges::sort(byPriority);
        return byPriority;
    }

    void addSymbols(int rowCount)
    {
        const std::vector<const Column *> visible = visibleColumns();
        ViewLine heading;
        for (const Column *column : visible)
            heading.push_back(
                {u"  "_s + aligned(column->title, width(*column), column->align), Tone::Heading});
        add(heading);

        const int first = std::clamp(m_selected - rowCount / 2, 0,
                                     std::max(0, int(m_status.symbols.size()) - rowCount));
        for (int i = first; i < first + rowCount; ++i) {
            const SymbolStatus &symbol = m_status.symbols[std::size_t(i)];
            ViewLine line;
            for (const Column *column : visible) {
                const bool isMarked = column == visible.front() && i == m_selected;
                line.push_back({(isMarked ? u"> "_s : u"  "_s) +
                                    aligned(column->text(symbol), width(*column), column->align),
                                isMarked ? Tone::Selected : column->tone});
            }
            add(line);
        }
    }

    int levelCount(const std::vector<PriceLevel> &side) const
    {
        return std::min(int(side.size()), MaxLevels);
    }

    /// With the blank line above it; 0 where there is no book.
    int ladderRows() const
    {
        if (m_status.symbols.empty())
            return 0;
        const SymbolIntake &intake = m_status.symbols[std::size_t(m_selected)].intake;
        const int levels = levelCount(intake.bids) + levelCount(intake.asks);
        return levels == 0 ? 0 : levels + 2;
    }

    void addLadder()
    {
        if (ladderRows() == 0)
            return;
        const SymbolIntake &intake = m_status.symbols[std::size_t(m_selected)].intake;
        int priceWidth = 0;
        int quantityWidth = 0;
        double largest = 0;
        for (const auto *side : {&intake.bids, &intake.asks}) {
            for (int i = 0; i < levelCount(*side); ++i) {
                const PriceLevel &level = (*side)[std::size_t(i)];
                priceWidth = std::max(priceWidth, displayWidth(level.price.toString()));
                quantityWidth = std::max(quantityWidth, displayWidth(level.quantity.toString()));
                largest = std::max(largest, level.quantity.toDoubleForDisplay());
            }
        }
        const auto addLevel = [&](const PriceLevel &level, Tone tone) {
            const QString text =
                u"    "_s + aligned(level.price.toString(), priceWidth, Align::Right) + u"  "_s +
                aligned(level.quantity.toString(), quantityWidth, Align::Right);
            const int room = std::min(m_view.columns - displayWidth(text) - 2, 40);
            const double share = level.quantity.toDoubleForDisplay() / std::max(largest, 1e-300);
            const int bar = std::max(0, int(std::lround(share * room)));
            add({{text + u"  "_s, tone}, {QString(bar, u'▒'), tone}});
        };
        add({});
        add({{u"  Book of "_s + intake.symbol.toString(), Tone::Heading}});
        for (int i = levelCount(intake.asks) - 1; i >= 0; --i)
            addLevel(intake.asks[std::size_t(i)], Tone::Ask);
        for (int i = 0; i < levelCount(intake.bids); ++i)
            addLevel(intake.bids[std::size_t(i)], Tone::Bid);
    }

    void addConnections()
    {
        for (const ExchangeLine &line : m_exchange)
            add({{line.state, line.isGood ? Tone::Plain : Tone::Bad}, {line.detail, Tone::Dim}});
    }

    void addWriter()
    {
        const WriterStatus &writer = m_status.writer;
        const double commit =
            std::chrono::duration<double, std::milli>(writer.lastCommitDuration).count();
        QString text = u"writer  rows %1 (%2/s)  queue %3 (%4)  commit %5 ms"_s.arg(
            StatusText::count(m_status.eventsWritten), StatusText::rate(m_status.rowsPerSecond),
            StatusText::count(std::int64_t(writer.queue.batches)),
            SettingValues::byteSizeText(writer.queue.bytes), QString::number(commit, 'f', 1));
        const SpoolTotals &spool = writer.spool.totals;
        if (spool.batches > 0)
            text += u"  on disk %1"_s.arg(StatusText::count(spool.events));
        if (spool.deadLetters > 0)
            text += u"  set aside %1"_s.arg(StatusText::count(spool.deadEvents));
        const bool isGood = writer.state != WriterStatus::State::Retrying && spool.deadLetters == 0;
        add({{text, isGood ? Tone::Plain : Tone::Bad}});
    }

    void addLog()
    {
        const auto room = std::size_t(std::max(0, m_view.rows - int(m_lines.size()) - 1));
        const std::size_t shown = std::min(room, m_view.log.size());
        for (std::size_t i = m_view.log.size() - shown; i < m_view.log.size(); ++i) {
            const LogLine &line = m_view.log[i];
            add({{line.toString(), line.level >= LogLevel::Warning ? Tone::Bad : Tone::Dim}});
        }
    }

    std::vector<ViewLine> take()
    {
        const auto rows = std::size_t(std::max(0, m_view.rows));
        m_lines.resize(rows);
        if (rows > 4)
            m_lines.back() = cut({{u"q quit   ↑ ↓ select a symbol"_s, Tone::Dim}}, m_view.columns);
        return std::move(m_lines);
    }

    const RecorderStatus &m_status;
    const ViewState &m_view;
    const std::vector<ExchangeLine> m_exchange;
    int m_selected;
    std::vector<ViewLine> m_lines;
};

bool isWide(char32_t c)
{
    return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) ||
           (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) ||
           (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
           (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1faff) ||
           (c >= 0x20000 && c <= 0x3fffd);
}

int columnsOf(char32_t c)
{
    const QChar::Category category = QChar::category(c);
    if (category == QChar::Mark_NonSpacing || category == QChar::Mark_Enclosing)
        return 0;
    return isWide(c) ? 2 : 1;
}

} // namespace

int displayWidth(QStringView text)
{
    int width = 0;
    for (const uint c : text.toUcs4())
        width += columnsOf(c);
    return width;
}

QString fitted(const QString &text, int width)
{
    QString result;
    int used = 0;
    for (const uint c : text.toUcs4()) {
        if (used + columnsOf(c) > width)
            break;
        result += QChar::fromUcs4(c);
        used += columnsOf(c);
    }
    return result + QString(std::max(0, width - used), u' ');
}

std::vector<ViewLine> layoutView(const RecorderStatus &status, const ViewState &view)
{
    return Layout(status, view).lines();
}

} // namespace Orderflow
