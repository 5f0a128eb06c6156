#pragma once

#include "gui/integrity/timelinerows.h"
#include "gui/integrity/timelinewindow.h"

#include <QAbstractScrollArea>

#include <memory>
#include <optional>
#include <vector>

namespace Orderflow {

struct TimelineGeometry;

/// Each stream as a row of time: where it was captured, and where not, and what became of that.
///
/// The wheel scrolls the rows, and zooms with Ctrl or above the rows; with Shift it moves in time,
/// as does dragging. Keys: arrows go from stream to stream and from gap to gap, plus, minus and 0
/// zoom, Ctrl and arrows move in time.
class StreamTimeline final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit StreamTimeline(QWidget *parent = nullptr);

    /// Null shows nothing.
    void setSpan(std::shared_ptr<const LedgerSpan> span);
    void setFilter(const TimelineFilter &filter);

    /// Marks the gap of that id and shows it; 0 marks none. Emits nothing.
    void selectGap(std::int64_t id);
    std::int64_t selectedGap() const { return m_selected; }

    /// Those that the filter lets through.
    std::size_t shownRows() const { return m_rows.count(); }
    const TimelineWindow &window() const { return m_window; }
    /// Where a gap is painted, in the viewport; empty where it cannot be seen.
    QRect gapRect(std::int64_t id) const;

    QSize sizeHint() const override;

signals:
    /// The user has chosen a gap; 0 for none.
    void gapSelected(qint64 id);
    /// What is under the pointer, in words; empty where there is nothing.
    void hovered(const QString &text);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    struct Drag
    {
        int x = 0;
        bool hasMoved = false;
    };

    void keepCurrent(const std::optional<RecordedStream> &stream);
    std::optional<RecordedStream> currentStream() const;
    void updateScrollBar();
    void measure();
    int chartLeft() const { return m_titleWidth; }
    int chartRight() const;
    int rowTop(std::size_t shown) const;
    TimelineGeometry geometry() const;
    TimeAxis axis() const;
    std::vector<TimelineBar> bars(std::size_t shown) const;
    std::optional<std::size_t> rowAt(int y) const;
    /// Its place in LedgerSpan::gaps.
    std::optional<std::size_t> gapAt(const QPoint &position) const;

    void paintEmpty(QPainter &painter) const;

    bool navigate(int key);
    bool changeWindow(const QKeyEvent &event);
    void setCurrent(std::size_t shown);
    void choose(std::optional<std::size_t> gap);
    void stepToGap(int step);
    void zoom(double factor, double x);
    void describe();

    TimelineRows m_rows;
    TimelineWindow m_window;
    /// A row that is shown.
    std::size_t m_current = 0;
    std::int64_t m_selected = 0;
    std::optional<Drag> m_drag;
    int m_rowHeight = 0;
    int m_titleWidth = 0;
    int m_shareWidth = 0;
};

} // namespace Orderflow
