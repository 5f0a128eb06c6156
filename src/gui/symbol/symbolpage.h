#pragma once

#include "gui/page.h"
#include "gui/source/seriesstore.h"

#include <array>
#include <optional>

class QSplitter;

namespace Orderflow {

class LadderView;
class SymbolCharts;
class SymbolHeader;
class TradeTapePanel;

/// One symbol up close: its book, its trades, and how they went over the last quarter of an hour.
/// Where it is wide, book and trades are beside the charts, else above them.
class SymbolPage final : public Page
{
    Q_OBJECT

public:
    /// `series` outlives it.
    SymbolPage(const Symbol &symbol, const SeriesStore &series, QWidget *parent = nullptr);

    const Symbol &symbol() const { return m_symbol; }

    void showStatus(const ShownStatus &shown) override;

    /// How the page is divided, and how much of the past it shows.
    QByteArray state() const;
    /// Whether `state` was one; the page stays as it is where it was not.
    bool restoreState(const QByteArray &state);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    enum Shape : std::size_t { Wide, Narrow };
    /// Of the splitters, from the outer one.
    using Division = std::array<QByteArray, 3>;

    Division division() const;
    bool divide(const Division &division);
    void divideAsUsual();
    /// So that the book has the room that it needs, once it is known how deep it is.
    void divideByBook();
    void setShape(Shape shape);

    const Symbol m_symbol;
    SymbolHeader *const m_header;
    LadderView *const m_ladder;
    TradeTapePanel *const m_tape;
    SymbolCharts *const m_charts;
    QSplitter *const m_parts;
    QSplitter *const m_market;
    Shape m_shape = Wide;
    /// Neither the user nor a kept state has divided the page.
    bool m_isAsUsual = true;
    bool m_hasBook = false;
    /// How each shape was divided last; empty where it was not shown yet.
    std::array<std::optional<Division>, 2> m_divisions;
};

} // namespace Orderflow
