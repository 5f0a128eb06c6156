#include "gui/integrity/streamtimeline.h"

// What the user does with it, by mouse, wheel and keys.

#include "gui/style/format.h"

#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr double ZoomStep = 1.25;

} // namespace

bool StreamTimeline::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        if (const std::optional<std::size_t> gap = gapAt(help->pos()))
            QToolTip::showText(help->globalPos(), GapWords::sentences(m_rows.gap(*gap)),
                               viewport());
        else
            QToolTip::hideText();
        return true;
    }
    if (event->type() == QEvent::Leave)
        emit hovered({});
    return QAbstractScrollArea::viewportEvent(event);
}

void StreamTimeline::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_rows.isEmpty())
        return;
    m_drag = Drag{event->pos().x(), false};
    if (const std::optional<std::size_t> row = rowAt(event->pos().y()))
        setCurrent(*row);
}

void StreamTimeline::mouseReleaseEvent(QMouseEvent *event)
{
    const bool isClick = m_drag && !m_drag->hasMoved;
    m_drag.reset();
    if (isClick && rowAt(event->pos().y()))
        choose(gapAt(event->pos()));
}

void StreamTimeline::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint position = event->pos();
    if (m_drag) {
        const int moved = m_drag->x - position.x();
        if (!m_drag->hasMoved && std::abs(moved) < QApplication::startDragDistance())
            return;
        m_window.move(axis().timeAt(chartLeft() + moved) - m_window.from());
        m_drag = Drag{position.x(), true};
        viewport()->update();
        return;
    }
    const std::optional<std::size_t> gap = gapAt(position);
    viewport()->setCursor(gap ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (gap)
        return emit hovered(GapWords::sentences(m_rows.gap(*gap)).replace(u'\n', u"  ·  "_s));
    const bool isInChart = position.x() >= chartLeft() && position.x() <= chartRight();
    const std::optional<std::size_t> row = rowAt(position.y());
    emit hovered(row && isInChart ? tr("%1 at %2")
                                        .arg(m_rows.at(*row).title(),
                                             Format::dateAndTime(axis().timeAt(position.x())))
                                  : QString());
}

void StreamTimeline::zoom(double factor, double x)
{
    m_window.zoom(factor, axis().timeAt(std::clamp<double>(x, chartLeft(), chartRight())));
    describe();
    viewport()->update();
}

void StreamTimeline::wheelEvent(QWheelEvent *event)
{
    const QPoint steps = event->angleDelta();
    const bool isZoom =
        event->modifiers().testFlag(Qt::ControlModifier) || event->position().y() < m_rowHeight;
    const int sideways =
        event->modifiers().testFlag(Qt::ShiftModifier) && steps.x() == 0 ? steps.y() : steps.x();
    if (isZoom) {
        zoom(std::pow(ZoomStep, -steps.y() / 120.0), event->position().x());
    } else if (sideways != 0) {
        m_window.move((m_window.to() - m_window.from()) / 10 * -sideways / 120);
        viewport()->update();
    } else {
        QAbstractScrollArea::wheelEvent(event);
    }
    event->accept();
}

void StreamTimeline::keyPressEvent(QKeyEvent *event)
{
    if (m_rows.isEmpty() || !(changeWindow(*event) || navigate(event->key())))
        QAbstractScrollArea::keyPressEvent(event);
}

bool StreamTimeline::changeWindow(const QKeyEvent &event)
{
    const double middle = (chartLeft() + chartRight()) / 2.0;
    const bool isControl = event.modifiers().testFlag(Qt::ControlModifier);
    const std::chrono::microseconds step = (m_window.to() - m_window.from()) / 5;
    switch (event.key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoom(1 / ZoomStep, middle);
        return true;
    case Qt::Key_Minus:
        zoom(ZoomStep, middle);
        return true;
    case Qt::Key_0:
        m_window.showAll();
        break;
    case Qt::Key_Left:
    case Qt::Key_Right:
        if (!isControl)
            return false;
        m_window.move(event.key() == Qt::Key_Left ? -step : step);
        break;
    default:
        return false;
    }
    viewport()->update();
    return true;
}

bool StreamTimeline::navigate(int key)
{
    const std::size_t last = m_rows.count() - 1;
    const auto page = std::size_t(verticalScrollBar()->pageStep());
    switch (key) {
    case Qt::Key_Up:
        setCurrent(m_current > 0 ? m_current - 1 : 0);
        return true;
    case Qt::Key_Down:
        setCurrent(std::min(m_current + 1, last));
        return true;
    case Qt::Key_PageUp:
        setCurrent(m_current > page ? m_current - page : 0);
        return true;
    case Qt::Key_PageDown:
        setCurrent(std::min(m_current + page, last));
        return true;
    case Qt::Key_Home:
        setCurrent(0);
        return true;
    case Qt::Key_End:
        setCurrent(last);
        return true;
    case Qt::Key_Left:
        stepToGap(-1);
        return true;
    case Qt::Key_Right:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        stepToGap(1);
        return true;
    case Qt::Key_Escape:
        choose(std::nullopt);
        return true;
    default:
        return false;
    }
}

void StreamTimeline::stepToGap(int step)
{
    const std::vector<std::size_t> &gaps = m_rows.at(m_current).gaps;
    if (gaps.empty())
        return;
    const std::optional<std::size_t> selected = m_rows.placeOf(m_selected);
    const auto found = selected ? std::ranges::find(gaps, *selected) : gaps.end();
    if (found == gaps.end())
        return choose(step > 0 ? gaps.front() : gaps.back());
    const auto place =
        std::clamp<std::ptrdiff_t>(found - gaps.begin() + step, 0, std::ptrdiff_t(gaps.size()) - 1);
    choose(gaps[std::size_t(place)]);
}

void StreamTimeline::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

} // namespace Orderflow
