#pragma once

#include "gui/charts/chartlegend.h"
#include "gui/charts/timeaxis.h"
#include "gui/charts/timewindow.h"
#include "gui/charts/valueaxis.h"
#include "gui/style/theme.h"

#include <QPixmap>
#include <QStringList>
#include <QTimer>
#include <QWidget>

#include <optional>
#include <vector>

class QPainter;

namespace Orderflow {

/// What all charts over a TimeWindow share: frame, time axis, a line with title and values, the
/// crosshair, and moving about with mouse and keyboard.
///
/// The content is painted into a pixmap, 30 times a second at most and only when it has changed or
/// the window has moved; the crosshair goes over it. Where the window just goes on with time, the
/// content follows in steps() of it; where the user moves it or points at something, by the pixel,
/// so that a moment is at the same place in all charts.
class TimeView : public QWidget
{
    Q_OBJECT

public:
    /// `window` outlives it.
    TimeView(TimeWindow &window, const QString &title, QWidget *parent);

    /// Time and values at the crosshair; empty where the user points at nothing.
    QString hoverText() const;

    /// How often the content was painted.
    int paintCount() const { return m_paintCount; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    using LegendEntry = ChartLegend::Entry;

    virtual void paintContent(QPainter &painter, const TimeAxis &axis, const QRectF &plot) = 0;
    /// What the line above the chart says: of the crosshair, or of now.
    virtual std::vector<LegendEntry> legend(std::optional<UtcMicroseconds> time) const = 0;
    /// What is at the right of the crosshair's horizontal line, where it has one.
    virtual QString valueTextAt(double y) const;

    using TickText = QString (*)(const ValueAxis::Tick &tick);
    void paintGrid(QPainter &painter, const ValueAxis &axis, const QRectF &plot,
                   TickText text = &axisText) const;
    /// A value in the margin beside the plot.
    void paintValue(QPainter &painter, double y, const QString &text, const QRectF &plot) const;
    /// To be called when the content is another one.
    void invalidate();
    /// How far time goes on before content that is left alone is painted again. Usually more than a
    /// second, because values that come once a second call invalidate() anyway.
    virtual std::chrono::microseconds steps() const;

    const Theme &theme() const { return m_theme; }
    TimeWindow &window() const { return m_window; }
    QRectF plotRect() const;
    TimeAxis timeAxis() const;
    /// Where the mouse is in the plot, if it is there.
    std::optional<QPointF> pointer() const { return m_pointer; }

    void paintEvent(QPaintEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void onWindowChanged();
    bool isLeftAlone() const;
    void flush();
    void renderContent();
    void paintCrosshair(QPainter &painter);
    void moveCrosshair(int pixels);
    /// Of the crosshair, or of now.
    QStringList valueTexts() const;
    void describe();

    TimeWindow &m_window;
    ChartLegend m_legend;
    Theme m_theme;
    QPixmap m_content;
    bool m_isStale = true;
    bool m_isDue = false;
    QTimer m_pace;
    UtcMicroseconds m_paintedTo{};
    std::chrono::microseconds m_paintedSpan{};
    bool m_isPaintedFollowing = false;
    int m_paintCount = 0;
    std::optional<QPointF> m_pointer;
    /// Where a drag began, and how much of it is done.
    std::optional<double> m_dragX;
};

} // namespace Orderflow
