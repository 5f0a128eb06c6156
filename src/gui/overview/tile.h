#pragma once

#include "gui/overview/tilecontent.h"

#include <QWidget>

namespace Orderflow {

class TrendLine;

/// A figure that can be read at a glance, with its state as a bar and a sign. Its size depends on
/// the font alone, so that nothing moves while figures change; what does not fit is elided and in
/// the tooltip.
class Tile final : public QWidget
{
    Q_OBJECT

public:
    explicit Tile(const QString &title, QWidget *parent = nullptr);

    void showContent(const TileContent &content);
    const TileContent &content() const { return m_content; }

    /// Puts a line of the past where the second detail would be.
    void showTrend(std::vector<float> values, std::size_t most);

    /// Values of an old status, because there is no new one.
    void setStale(bool isStale);

    QSize sizeHint() const override { return minimumSizeHint(); }
    QSize minimumSizeHint() const override;

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    /// Where the texts are, from top to bottom.
    enum Line { TitleLine, ValueLine, DetailLine, LastLine };

    int padding() const { return fontMetrics().height() / 2; }
    int barWidth() const { return fontMetrics().height() / 4; }
    QFont valueFont() const;
    QRect rectOf(Line line) const;
    void placeTrend();

    const QString m_title;
    TileContent m_content;
    bool m_isStale = false;
    TrendLine *m_trend = nullptr;
};

} // namespace Orderflow
