#include "symboltable.h"

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;
using ViewText::aligned;
using ViewText::displayWidth;

SymbolTable::SymbolTable(const RecorderStatus &status, const ViewState &view, int width)
    : m_status(status)
    , m_view(view)
    , m_order(symbolOrder(status, view.choices.sort, view.choices.filter))
{
    const std::vector<Symbol> shown = symbols();
    const auto found = std::ranges::find(shown, shownSymbol(view.choices.selected, shown));
    m_selected = found == shown.end() ? 0 : std::size_t(found - shown.begin());

    std::vector<const SymbolColumn *> byPriority;
    for (const SymbolColumn &column : symbolColumns())
        byPriority.push_back(&column);
    std::ranges::sort(byPriority, {}, &SymbolColumn::priority);
    int used = 0;
    for (const SymbolColumn *column : byPriority) {
        const int wished = widthOf(*column);
        used += wished + 2;
        if (used > width && !m_columns.empty())
            break;
        m_columns.push_back({column, wished});
    }
    std::ranges::sort(m_columns, {}, &Column::column);
}

QString SymbolTable::titleOf(const SymbolColumn &column) const
{
    const SymbolSort &sort = m_view.choices.sort;
    if (sort.field != column.field)
        return column.title;
    const bool isUnicode = m_view.glyphs == Glyphs::Unicode;
    if (sort.isDescending)
        return column.title + (isUnicode ? u"▼"_s : u"-"_s);
    return column.title + (isUnicode ? u"▲"_s : u"+"_s);
}

int SymbolTable::widthOf(const SymbolColumn &column) const
{
    int widest = displayWidth(titleOf(column));
    // Of all, so that the columns stay where they are when the table scrolls.
    for (const SymbolStatus &symbol : m_status.symbols)
        widest = std::max(widest, displayWidth(cellText(column.field, symbol, m_status.takenAt)));
    return widest;
}

std::vector<Symbol> SymbolTable::symbols() const
{
    std::vector<Symbol> symbols;
    symbols.reserve(m_order.size());
    for (const std::size_t i : m_order)
        symbols.push_back(m_status.symbols[i].intake.symbol);
    return symbols;
}

std::vector<SymbolField> SymbolTable::fields() const
{
    std::vector<SymbolField> fields;
    for (const Column &column : m_columns)
        fields.push_back(column.column->field);
    return fields;
}

const SymbolStatus *SymbolTable::selected() const
{
    return m_order.empty() ? nullptr : &m_status.symbols[m_order[m_selected]];
}

ViewLine SymbolTable::heading() const
{
    ViewLine line;
    for (const Column &column : m_columns) {
        line.push_back(
            {u"  "_s + aligned(titleOf(*column.column), column.width, column.column->align),
             Tone::Heading});
    }
    return line;
}

ViewLine SymbolTable::row(std::size_t place) const
{
    const SymbolStatus &symbol = m_status.symbols[m_order[place]];
    ViewLine line;
    for (const Column &column : m_columns) {
        const bool isMarked = column.column == m_columns.front().column && place == m_selected;
        const QString text = cellText(column.column->field, symbol, m_status.takenAt);
        Tone tone = isMarked ? Tone::Selected : column.column->tone;
        if (column.column->field == SymbolField::State && text != "ok"_L1)
            tone = text == "waiting"_L1 ? Tone::Dim : Tone::Bad;
        line.push_back(
            {(isMarked ? u"> "_s : u"  "_s) + aligned(text, column.width, column.column->align),
             tone});
    }
    return line;
}

ViewLines SymbolTable::lines(int rows) const
{
    ViewLines lines{heading()};
    const std::size_t shown = std::min(m_order.size(), std::size_t(std::max(0, rows)));
    const std::size_t latest = m_order.size() - shown;
    const std::size_t first = std::min(m_selected - std::min(m_selected, shown / 2), latest);
    for (std::size_t place = first; place < first + shown; ++place)
        lines.push_back(row(place));
    if (m_order.empty() && !m_view.choices.filter.isEmpty() && rows > 0)
        lines.push_back({{u"  no symbol has that in its name"_s, Tone::Dim}});
    return lines;
}

} // namespace Orderflow
