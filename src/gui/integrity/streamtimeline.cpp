#include "gui/integrity/streamtimeline.h"

#include "gui/integrity/timelinepaint.h"
#include "gui/style/format.h"

#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr double ZoomStep = 1.25;
constexpr int Margin = 6;

/// The shares are rounded down, so this is as wide as any.
QString widestShare()
{
    return Format::share(0.8888);
}

} // namespace

StreamTimeline::StreamTimeline(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    setAccessibleName(tr("Timeline of the streams"));
    viewport()->setMouseTracking(true);
    viewport()->setBackgroundRole(QPalette::Base);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, viewport(),
            qOverload<>(&QWidget::update));
    measure();
}

void StreamTimeline::setSpan(std::shared_ptr<const LedgerSpan> span)
{
    const std::optional<RecordedStream> current = currentStream();
    m_rows.setSpan(std::move(span));
    if (m_rows.hasSpan())
        m_window.setSpan(m_rows.span().from, m_rows.span().to);
    measure();
    keepCurrent(current);
}

void StreamTimeline::setFilter(const TimelineFilter &filter)
{
    if (filter == m_rows.filter())
        return;
    const std::optional<RecordedStream> current = currentStream();
    m_rows.setFilter(filter);
    keepCurrent(current);
}

std::optional<RecordedStream> StreamTimeline::currentStream() const
{
    return m_current < m_rows.count() ? std::optional(m_rows.at(m_current).stream) : std::nullopt;
}

void StreamTimeline::keepCurrent(const std::optional<RecordedStream> &stream)
{
    m_current = stream ? m_rows.placeOf(*stream) : 0;
    updateScrollBar();
    describe();
    viewport()->update();
}

void StreamTimeline::measure()
{
    const QFontMetrics metrics = fontMetrics();
    m_rowHeight = metrics.height() + Margin;
    m_shareWidth = metrics.horizontalAdvance(widestShare()) + 2 * Margin;
    // Fonts have letters of many widths, so the longest text is only nearly the widest.
    QString longest = tr("a stream that is not known");
    for (const TimelineRow &row : m_rows.all()) {
        if (const QString title = row.title(); title.size() > longest.size())
            longest = title;
    }
    m_titleWidth = std::min(metrics.horizontalAdvance(longest + u"MM"_s) + Margin,
                            metrics.averageCharWidth() * 40);
}

QSize StreamTimeline::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 110, m_rowHeight * 14};
}

int StreamTimeline::chartRight() const
{
    return std::max(viewport()->width() - m_shareWidth, chartLeft() + 1);
}

int StreamTimeline::rowTop(std::size_t shown) const
{
    // Behind the axis.
    return m_rowHeight * (int(shown) - verticalScrollBar()->value() + 1);
}

TimelineGeometry StreamTimeline::geometry() const
{
    return {m_rowHeight, chartLeft(), chartRight(), viewport()->width(), viewport()->height()};
}

TimeAxis StreamTimeline::axis() const
{
    return geometry().axis(m_window.from(), m_window.to());
}

std::vector<TimelineBar> StreamTimeline::bars(std::size_t shown) const
{
    return barsOf(m_rows.at(shown), m_rows.span(), axis(), chartLeft(), chartRight());
}

void StreamTimeline::updateScrollBar()
{
    const int page = std::max(viewport()->height() / m_rowHeight - 1, 1);
    verticalScrollBar()->setPageStep(page);
    verticalScrollBar()->setRange(0, std::max(int(m_rows.count()) - page, 0));
}

void StreamTimeline::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateScrollBar();
}

void StreamTimeline::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        measure();
        updateScrollBar();
    }
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange)
        viewport()->update();
}

std::optional<std::size_t> StreamTimeline::rowAt(int y) const
{
    const int place = y / m_rowHeight - 1 + verticalScrollBar()->value();
    if (y < m_rowHeight || place < 0 || std::size_t(place) >= m_rows.count())
        return std::nullopt;
    return std::size_t(place);
}

std::optional<std::size_t> StreamTimeline::gapAt(const QPoint &position) const
{
    const std::optional<std::size_t> row = rowAt(position.y());
    if (!row || position.x() < chartLeft() || position.x() > chartRight())
        return std::nullopt;
    const std::vector<TimelineBar> all = bars(*row);
    const TimelineBar *bar = barAt(all, position.x());
    return bar && bar->gap != TimelineBar::NoGap ? std::optional(bar->gap) : std::nullopt;
}

QRect StreamTimeline::gapRect(std::int64_t id) const
{
    const std::optional<std::size_t> gap = m_rows.placeOf(id);
    const std::optional<std::size_t> row = gap ? m_rows.rowOf(*gap) : std::nullopt;
    if (!row)
        return {};
    for (const TimelineBar &bar : bars(*row)) {
        if (bar.gap == *gap)
            return QRectF(bar.x, rowTop(*row), bar.width, m_rowHeight).toAlignedRect();
    }
    return {};
}

void StreamTimeline::selectGap(std::int64_t id)
{
    m_selected = id;
    if (const std::optional<std::size_t> gap = m_rows.placeOf(id)) {
        m_window.show(m_rows.gap(*gap).gap.toTime);
        if (const std::optional<std::size_t> row = m_rows.rowOf(*gap))
            setCurrent(*row);
    }
    viewport()->update();
}

void StreamTimeline::setCurrent(std::size_t shown)
{
    m_current = shown;
    QScrollBar *bar = verticalScrollBar();
    bar->setValue(std::clamp(bar->value(), int(shown) - bar->pageStep() + 1, int(shown)));
    describe();
    viewport()->update();
}

void StreamTimeline::choose(std::optional<std::size_t> gap)
{
    selectGap(gap ? m_rows.gap(*gap).id : 0);
    describe();
    emit gapSelected(m_selected);
}

/// For those who cannot see the picture.
void StreamTimeline::describe()
{
    if (m_current >= m_rows.count())
        return setAccessibleDescription(tr("No stream is shown."));
    const TimelineRow &row = m_rows.at(m_current);
    const auto share = capturedShare(row, m_rows.span(), m_window.from(), m_window.to());
    QString text = tr("%1: %2 captured, %n row(s) in the ledger", nullptr, int(row.gaps.size()))
                       .arg(row.title(), share ? Format::share(*share) : Format::nothing());
    const std::optional<std::size_t> gap = m_rows.placeOf(m_selected);
    if (gap && std::ranges::binary_search(row.gaps, *gap))
        text += u'\n' + GapWords::sentences(m_rows.gap(*gap));
    setAccessibleDescription(text);
}

// Painting

void StreamTimeline::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    const Theme theme = Theme::of(palette());
    painter.fillRect(viewport()->rect(), theme.background);
    if (m_rows.isEmpty())
        return paintEmpty(painter);
    TimelinePainter rows(painter, palette(), geometry(), axis(), m_rows.span());
    rows.paintAxis();
    const std::size_t first = std::size_t(verticalScrollBar()->value());
    for (std::size_t i = first; i < m_rows.count() && rowTop(i) < viewport()->height(); ++i)
        rows.paintRow({m_rows.at(i), rowTop(i), i == m_current && hasFocus(), m_selected});
}

void StreamTimeline::paintEmpty(QPainter &painter) const
{
    painter.setPen(Theme::of(palette()).dimText);
    const QString text = !m_rows.hasSpan()      ? tr("The ledger was not read yet.")
                         : m_rows.all().empty() ? tr("Nothing was recorded yet.")
                                                : tr("No stream matches the filter.");
    painter.drawText(viewport()->rect(), Qt::AlignCenter | Qt::TextWordWrap, text);
}

// What the user does

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
