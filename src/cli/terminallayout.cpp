#include "terminallayout.h"

#include "bookladder.h"
#include "eventlines.h"
#include "sparkline.h"
#include "statusheader.h"
#include "statustext.h"
#include "symboltable.h"

#include <algorithm>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;
using ViewText::displayWidth;

namespace {

/// From here on, there is a second column of panes.
constexpr int WideColumns = 130;
constexpr int WideRows = 30;
constexpr int ChartRows = 6;
constexpr int MaxChartRows = 16;

/// Takes up to `wished` of `room`.
int take(int &room, int wished)
{
    const int taken = std::clamp(wished, 0, std::max(0, room));
    room -= taken;
    return taken;
}

void append(ViewLines &lines, ViewLines more)
{
    std::ranges::move(more, std::back_inserter(lines));
}

/// Exactly `rows` lines.
ViewLines padded(ViewLines lines, int rows)
{
    lines.resize(std::size_t(std::max(0, rows)));
    return lines;
}

class Layout
{
public:
    Layout(const RecorderStatus &status, const ViewState &view)
        : m_status(status)
        , m_view(view)
        , m_isWide(view.columns >= WideColumns && view.rows >= WideRows)
        , m_sideWidth(std::clamp(view.columns / 3, 50, 80))
        , m_table(status, view, m_isWide ? view.columns - m_sideWidth - 2 : view.columns)
        , m_system(systemLines(status))
    {}

    DrawnView draw()
    {
        ViewLines lines = headerLines(m_status, m_view);
        const int room = m_view.rows - int(lines.size()) - 1;
        append(lines, padded(m_isWide ? wide(room) : narrow(room), room));
        lines.push_back(footer());
        return {std::move(lines), {m_table.symbols(), std::max(1, m_symbolRows), m_table.fields()}};
    }

private:
    ViewLine footer() const
    {
        const ViewChoices &choices = m_view.choices;
        if (choices.isTypingFilter) {
            return {{u"/%1_"_s.arg(choices.filter), Tone::Selected},
                    {u"   Enter keeps it   Esc shows all"_s, Tone::Dim}};
        }
        if (!choices.filter.isEmpty()) {
            return {{u"only names with \"%1\": %2 of %3"_s.arg(
                         choices.filter, StatusText::count(std::int64_t(m_table.size())),
                         StatusText::count(std::int64_t(m_status.symbols.size()))),
                     Tone::Selected},
                    {u"   Esc shows all   ? help   q quit"_s, Tone::Dim}};
        }
        return {
            {u"q quit   ? help   up/down select   </> sort   r reverse   / filter"_s, Tone::Dim}};
    }

    ViewLine bookTitle(int width) const
    {
        const SymbolStatus *selected = m_table.selected();
        if (!selected)
            return {};
        const Symbol &symbol = selected->intake.symbol;
        const QString title = u"  Book of "_s + symbol.toString();
        const QString detail = u"  "_s + BookLadder::lastTradeText(selected->intake) +
                               u"  rows/s "_s + StatusText::rate(rowsPerSecond(*selected)) + u' ';
        const int room = std::clamp(width - displayWidth(title) - displayWidth(detail), 0,
                                    int(RateHistory::Seconds));
        return {{title, Tone::Heading},
                {detail},
                {Sparkline::line(m_view.rates.of(symbol), room, m_view.glyphs), Tone::Good}};
    }

    int bookLevels() const
    {
        const SymbolStatus *selected = m_table.selected();
        return selected ? int(std::max(selected->intake.bids.size(), selected->intake.asks.size()))
                        : 0;
    }

    ViewLines narrow(int room)
    {
        const auto symbols = int(std::min(m_table.size(), std::size_t(m_view.rows)));
        m_symbolRows = take(room, 1 + std::clamp(symbols, 1, 3)) - 1;
        const int systemRows = take(room, int(m_system.size()));
        int eventRows = take(room, 2);
        const int bookRows =
            bookLevels() > 0 && room >= 4 ? take(room, 1 + std::min(bookLevels(), 5)) : 0;
        // Of what is left, the table gets two thirds where it needs them.
        m_symbolRows += take(room, std::min(symbols - m_symbolRows, (2 * room + 2) / 3));
        const int moreLevels = bookRows > 0 ? take(room, std::min(bookLevels() - 5, room / 2)) : 0;
        eventRows += room;

        ViewLines lines = m_table.lines(m_symbolRows);
        if (bookRows > 0) {
            lines.push_back(bookTitle(m_view.columns));
            append(lines, BookLadder::flat(m_table.selected()->intake, m_view.columns,
                                           bookRows - 1 + moreLevels, m_view.glyphs));
        }
        append(lines, padded(m_system, systemRows));
        append(lines, events(eventRows));
        return lines;
    }

    /// What happened here is in the log; where there is none, as from elsewhere, there are the
    /// gaps.
    ViewLines events(int rows) const
    {
        ViewLines lines = troubleLines(m_status, m_view.log.empty() ? rows : rows / 3);
        append(lines, logLines(m_view, rows - int(lines.size())));
        return lines;
    }

    ViewLines wide(int room)
    {
        const int systemRows = take(room, int(m_system.size()));
        const int eventRows = take(room, 2 + std::clamp(room / 4, 4, 20));
        ViewLines lines = ViewText::beside(padded(left(room), room), m_view.columns - m_sideWidth,
                                           padded(side(room), room));
        append(lines, padded(m_system, systemRows));
        lines.push_back({});
        const int half = m_view.columns / 2;
        ViewLines gaps{{{u"  Alerts and newest gaps"_s, Tone::Heading}}};
        append(gaps, troubleLines(m_status, eventRows - 2));
        if (gaps.size() == 1)
            gaps.push_back({{u"  none since the start"_s, Tone::Dim}});
        ViewLines log{{{u"  Log"_s, Tone::Heading}}};
        append(log, logLines(m_view, eventRows - 2));
        append(lines, ViewText::beside(gaps, half, log));
        return lines;
    }

    ViewLines left(int room)
    {
        const auto symbols = int(std::min(m_table.size(), std::size_t(m_view.rows)));
        m_symbolRows = std::clamp(symbols, 1, std::max(room - 2, 1));
        ViewLines lines{{}};
        append(lines, m_table.lines(m_symbolRows));
        const int chartRows = std::min(room - int(lines.size()) - 4, MaxChartRows);
        if (chartRows >= ChartRows) {
            lines.push_back({});
            append(lines, chartLines(u"  Rows a second, all symbols"_s, m_view.rates.total(),
                                     m_view.columns - m_sideWidth - 4, chartRows));
        }
        return lines;
    }

    ViewLines side(int room) const
    {
        const SymbolStatus *selected = m_table.selected();
        if (!selected)
            return {};
        ViewLines lines{{},
                        {{u"  Book of "_s + selected->intake.symbol.toString(), Tone::Heading}}};
        const int streams = int(selected->streams.size()) * 2 + 2;
        const int fixed = int(lines.size()) + streams + ChartRows + 2;
        const int bookRows = std::max(5, room - fixed);
        append(lines, BookLadder::tall(selected->intake, m_sideWidth, bookRows, m_view.glyphs));
        lines.push_back({});
        append(lines,
               chartLines(u"  Rows a second, "_s + selected->intake.symbol.toString(),
                          m_view.rates.of(selected->intake.symbol), m_sideWidth - 4, ChartRows));
        lines.push_back({});
        for (const StreamStatus &stream : selected->streams)
            append(lines, streamLines(stream));
        return lines;
    }

    ViewLines chartLines(const QString &title, const std::vector<double> &values, int width,
                         int height) const
    {
        ViewLines lines{{{title, Tone::Heading},
                         {u"  most "_s + StatusText::rate(Sparkline::largest(values)) +
                              u" in the last minute"_s,
                          Tone::Dim}}};
        // Each second as wide as there is room for.
        const int times = std::max(1, width / int(values.size()));
        std::vector<double> wide;
        for (const double value : values)
            wide.insert(wide.end(), std::size_t(times), value);
        for (const QString &line :
             Sparkline::chart(wide, std::min(width, int(wide.size())), height, m_view.glyphs))
            lines.push_back({{u"  "_s}, {line, Tone::Good}});
        return lines;
    }

    static ViewLines streamLines(const StreamStatus &stream)
    {
        const auto latency = [](const LatencySummary &summary) {
            return summary.count == 0 ? u"-"_s
                                      : StatusText::duration(summary.p50) + u'/' +
                                            StatusText::duration(summary.p99);
        };
        const bool isMute = stream.state == StreamStatus::State::Mute;
        const QString age =
            stream.age ? StatusText::age(*stream.age) + u" ago"_s : u"nothing yet"_s;
        return {
            {{u"  %1"_s.arg(QString::fromStdString(stream.type)), Tone::Heading},
             {isMute ? u"  mute"_s : QString(), Tone::Bad},
             {u"  %1 events/s  %2 rows/s  %3"_s.arg(StatusText::rate(stream.eventsPerSecond),
                                                    StatusText::rate(stream.rowsPerSecond), age)}},
            {{u"    p50/p99 received %1, committed %2"_s.arg(
                  latency(stream.latencies.exchangeToReceive),
                  latency(stream.latencies.receiveToCommit)),
              Tone::Dim}}};
    }

    const RecorderStatus &m_status;
    const ViewState &m_view;
    const bool m_isWide;
    const int m_sideWidth;
    const SymbolTable m_table;
    const ViewLines m_system;
    int m_symbolRows = 1;
};

/// What does not depend on the symbols being drawn.
ViewLines replaced(const ViewState &view)
{
    if (view.columns < MinViewColumns || view.rows < MinViewRows) {
        return {{{u"%1x%2 is too small: %3x%4 at least"_s.arg(view.columns)
                      .arg(view.rows)
                      .arg(MinViewColumns)
                      .arg(MinViewRows)}}};
    }
    return view.choices.showsHelp ? helpLines() : ViewLines();
}

} // namespace

DrawnView layoutView(const RecorderStatus &status, const ViewState &view)
{
    DrawnView drawn;
    drawn.lines = replaced(view);
    if (drawn.lines.empty())
        drawn = Layout(status, view).draw();
    drawn.lines = padded(std::move(drawn.lines), view.rows);
    for (ViewLine &line : drawn.lines) {
        line = ViewText::cut(line, view.columns);
        for (ViewSegment &segment : line) {
            if (view.glyphs == Glyphs::Ascii)
                segment.text = ViewText::toAscii(segment.text);
            // What is no longer so must not look like it.
            if (view.link && segment.tone != Tone::Bad)
                segment.tone = Tone::Dim;
        }
    }
    return drawn;
}

} // namespace Orderflow
