#pragma once

#include "gui/style/theme.h"
#include "gui/symbol/ladderrows.h"

#include <QWidget>

#include <array>

namespace Orderflow {

/// The book: asks above, bids below, between them the spread and the last trade. Each level with
/// its quantity as a bar, and the depth up to it as a step behind. It shows as many levels as fit,
/// and says how many do not.
class LadderView final : public QWidget
{
    Q_OBJECT

public:
    explicit LadderView(QWidget *parent = nullptr);

    /// `whyEmpty` is what is said instead of a book without levels.
    void setBook(const std::vector<PriceLevel> &bids, const std::vector<PriceLevel> &asks,
                 const std::optional<AggTrade> &lastTrade, const QString &whyEmpty);

    const LadderRows &rows() const { return m_rows; }
    /// What is in the middle row.
    QString spreadText() const;
    QString lastTradeText() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    /// How a level is spread over the width, in pixels.
    struct Columns
    {
        int priceRight = 0;
        int quantityRight = 0;
        int totalRight = 0;
        bool hasTotal = true;
    };

    int rowHeight() const;
    /// Where levels are cut, there is a row at either end that says so.
    int levelsThatFit() const;
    /// Of the first row of asks, the worst one.
    int topOfAsks() const;
    int topOfSpread() const;
    Columns columns() const;
    void layOut();
    void growWidths(const LadderRows &rows);
    void updateChanged(const LadderRows &before);
    void describe();
    void paintHeader(QPainter &painter) const;
    void paintLevel(QPainter &painter, int top, const LadderLevel &level, bool isAsk) const;
    void paintMiddle(QPainter &painter) const;
    void paintMore(QPainter &painter) const;

    Theme m_theme;
    std::vector<PriceLevel> m_bids;
    std::vector<PriceLevel> m_asks;
    std::optional<AggTrade> m_lastTrade;
    QString m_whyEmpty;
    LadderRows m_rows;
    /// Of the columns' longest texts so far: they only grow, so that nothing moves.
    std::array<int, 3> m_widths{};
};

} // namespace Orderflow
