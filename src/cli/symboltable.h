#pragma once

#include "viewstate.h"

namespace Orderflow {

/// The table of symbols as it is drawn.
class SymbolTable
{
public:
    /// `width` columns are there for it. Both outlive it.
    SymbolTable(const RecorderStatus &status, const ViewState &view, int width);

    /// The heading and at most `rows` symbols, the selected one among them.
    ViewLines lines(int rows) const;

    /// Symbols that the filter leaves.
    std::size_t size() const { return m_order.size(); }
    std::vector<Symbol> symbols() const;
    std::vector<SymbolField> fields() const;
    /// Null where there is none.
    const SymbolStatus *selected() const;

private:
    struct Column
    {
        const SymbolColumn *column = nullptr;
        int width = 0;
    };

    int widthOf(const SymbolColumn &column) const;
    QString titleOf(const SymbolColumn &column) const;
    ViewLine heading() const;
    ViewLine row(std::size_t place) const;

    const RecorderStatus &m_status;
    const ViewState &m_view;
    std::vector<std::size_t> m_order;
    /// In m_order.
    std::size_t m_selected = 0;
    std::vector<Column> m_columns;
};

} // namespace Orderflow
