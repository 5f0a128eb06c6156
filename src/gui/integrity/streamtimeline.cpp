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
    m_span = std::move(span);
    m_rows = m_span ? timelineRows(*m_span) : std::vector<TimelineRow>();
    if (m_span)
        m_window.setSpan(m_span->from, m_span->to);
    measure();
    filterRows();
}

void StreamTimeline::setFilter(const TimelineFilter &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    filterRows();
}

void StreamTimeline::filterRows()
{
    const std::optional<RecordedStream> current =
        m_current < m_shown.size() && m_shown[m_current] < m_rows.size()
            ? std::optional(m_rows[m_shown[m_current]].stream)
            : std::nullopt;
    m_shown.clear();
    m_current = 0;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (!m_filter.matches(m_rows[i]))
            continue;
        if (m_rows[i].stream == current)
            m_current = m_shown.size();
        m_shown.push_back(i);
    }
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
    for (const TimelineRow &row : m_rows) {
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

TimeAxis StreamTimeline::axis() const
{
    return {m_window.from(), m_window.to(), double(chartLeft()),
            double(chartRight() - chartLeft())};
}

std::vector<TimelineBar> StreamTimeline::bars(std::size_t shown) const
{
    return barsOf(m_rows[m_shown[shown]], *m_span, axis(), chartLeft(), chartRight());
}

void StreamTimeline::updateScrollBar()
{
    const int page = std::max(viewport()->height() / m_rowHeight - 1, 1);
    verticalScrollBar()->setPageStep(page);
    verticalScrollBar()->setRange(0, std::max(int(m_shown.size()) - page, 0));
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
    if (y < m_rowHeight || place < 0 || std::size_t(place) >= m_shown.size())
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

std::optional<std::size_t> StreamTimeline::placeOf(std::int64_t id) const
{
    if (!m_span || id == 0)
        return std::nullopt;
    const auto found = std::ranges::find(m_span->gaps, id, &LedgerGap::id);
    if (found == m_span->gaps.end())
        return std::nullopt;
    return std::size_t(found - m_span->gaps.begin());
}

std::optional<std::size_t> StreamTimeline::shownRowOf(std::size_t gap) const
{
    const auto found = std::ranges::find_if(m_shown, [this, gap](std::size_t row) {
        return std::ranges::binary_search(m_rows[row].gaps, gap);
    });
    if (found == m_shown.end())
        return std::nullopt;
    return std::size_t(found - m_shown.begin());
}

QRect StreamTimeline::gapRect(std::int64_t id) const
{
    const std::optional<std::size_t> gap = placeOf(id);
    const std::optional<std::size_t> row = gap ? shownRowOf(*gap) : std::nullopt;
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
    if (const std::optional<std::size_t> gap = placeOf(id)) {
        m_window.show(m_span->gaps[*gap].gap.toTime);
        if (const std::optional<std::size_t> row = shownRowOf(*gap))
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
    selectGap(gap ? m_span->gaps[*gap].id : 0);
    describe();
    emit gapSelected(m_selected);
}

/// For those who cannot see the picture.
void StreamTimeline::describe()
{
    if (m_current >= m_shown.size())
        return setAccessibleDescription(tr("No stream is shown."));
    const TimelineRow &row = m_rows[m_shown[m_current]];
    const auto share = capturedShare(row, *m_span, m_window.from(), m_window.to());
    QString text = tr("%1: %2 captured, %n row(s) in the ledger", nullptr, int(row.gaps.size()))
                       .arg(row.title(), share ? Format::share(*share) : Format::nothing());
    const std::optional<std::size_t> gap = placeOf(m_selected);
    if (gap && std::ranges::binary_search(row.gaps, *gap))
        text += u'\n' + GapWords::sentences(m_span->gaps[*gap]);
    setAccessibleDescription(text);
}

// Painting

void StreamTimeline::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    const Theme theme = Theme::of(palette());
    painter.fillRect(viewport()->rect(), theme.background);
    if (m_shown.empty())
        return paintEmpty(painter);
    paintAxis(painter, axis());
    const std::size_t first = std::size_t(verticalScrollBar()->value());
    for (std::size_t i = first; i < m_shown.size() && rowTop(i) < viewport()->height(); ++i)
        paintRow(painter, i);
}

void StreamTimeline::paintEmpty(QPainter &painter) const
{
    painter.setPen(Theme::of(palette()).dimText);
    const QString text = !m_span          ? tr("The ledger was not read yet.")
                         : m_rows.empty() ? tr("Nothing was recorded yet.")
                                          : tr("No stream matches the filter.");
    painter.drawText(viewport()->rect(), Qt::AlignCenter | Qt::TextWordWrap, text);
}

void StreamTimeline::paintAxis(QPainter &painter, const TimeAxis &axis) const
{
    const Theme theme = Theme::of(palette());
    const int spacing = fontMetrics().horizontalAdvance(u"00:00:00MM"_s);
    for (const TimeAxis::Tick &tick : axis.ticks(spacing)) {
        const int x = int(std::lround(tick.x));
        painter.setPen(theme.grid);
        painter.drawLine(x, m_rowHeight - 2, x, viewport()->height());
        painter.setPen(theme.dimText);
        // Days begin where the time does.
        const QString text = tick.text == "00:00"_L1
                                 ? Format::dateAndTime(axis.timeAt(tick.x) + 1s).sliced(5, 5)
                                 : tick.text;
        const QRect rect(x - spacing / 2, 0, spacing, m_rowHeight - 2);
        if (rect.right() <= viewport()->width() && rect.left() >= chartLeft() - spacing / 3)
            painter.drawText(rect, Qt::AlignCenter, text);
    }
    painter.setPen(theme.dimText);
    painter.drawText(QRect(Margin, 0, chartLeft() - 2 * Margin, m_rowHeight - 2),
                     Qt::AlignLeft | Qt::AlignVCenter, tr("UTC"));
}

void StreamTimeline::paintTitle(QPainter &painter, const QRect &rect, const TimelineRow &row) const
{
    const Theme theme = Theme::of(palette());
    if (row.stream.symbol.isEmpty()) {
        painter.setPen(theme.dimText);
        painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter, row.title());
        return;
    }
    const QString symbol = row.stream.symbol.toString() + u' ';
    painter.setPen(theme.text);
    painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter, symbol);
    const QRect rest = rect.adjusted(fontMetrics().horizontalAdvance(symbol), 0, 0, 0);
    painter.setPen(theme.dimText);
    painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(QString::fromStdString(row.stream.stream),
                                              Qt::ElideRight, rest.width()));
}

void StreamTimeline::paintRow(QPainter &painter, std::size_t shown) const
{
    const Theme theme = Theme::of(palette());
    const TimelineRow &row = m_rows[m_shown[shown]];
    const QRect whole(0, rowTop(shown), viewport()->width(), m_rowHeight);
    if (shown == m_current && hasFocus())
        painter.fillRect(whole,
                         tinted(theme.background, palette().color(QPalette::Highlight), 0.25));
    paintTitle(painter, whole.adjusted(Margin, 0, chartLeft() - whole.width() - Margin, 0), row);

    const QRectF chart(chartLeft(), whole.top() + 3, chartRight() - chartLeft(), m_rowHeight - 6);
    paintNothing(painter, chart, theme);
    for (const TimelineBar &bar : bars(shown)) {
        const bool isTick = bar.state == TimelineState::Seamless;
        const QRectF rect(bar.x, chart.top() - (isTick ? 2 : 0), bar.width,
                          chart.height() + (isTick ? 4 : 0));
        paintState(painter, rect, bar.state, theme);
        if (bar.gap != TimelineBar::NoGap && m_span->gaps[bar.gap].id == m_selected) {
            painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
            painter.drawRect(rect.adjusted(-2, -2, 2, 2));
        }
    }
    const auto share = capturedShare(row, *m_span, m_window.from(), m_window.to());
    painter.setPen(row.worst == TimelineState::Open ? theme.bad : theme.dimText);
    painter.drawText(whole.adjusted(chartRight(), 0, -Margin, 0), Qt::AlignRight | Qt::AlignVCenter,
                     share ? Format::share(*share) : Format::nothing());
}

// What the user does

bool StreamTimeline::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        if (const std::optional<std::size_t> gap = gapAt(help->pos()))
            QToolTip::showText(help->globalPos(), GapWords::sentences(m_span->gaps[*gap]),
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
    if (event->button() != Qt::LeftButton || m_shown.empty())
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
        return emit hovered(GapWords::sentences(m_span->gaps[*gap]).replace(u'\n', u"  ·  "_s));
    const bool isInChart = position.x() >= chartLeft() && position.x() <= chartRight();
    const std::optional<std::size_t> row = rowAt(position.y());
    emit hovered(row && isInChart ? tr("%1 at %2")
                                        .arg(m_rows[m_shown[*row]].title(),
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
    if (m_shown.empty() || !(changeWindow(*event) || navigate(event->key())))
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
    const std::size_t last = m_shown.size() - 1;
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
    const std::vector<std::size_t> &gaps = m_rows[m_shown[m_current]].gaps;
    if (gaps.empty())
        return;
    const std::optional<std::size_t> selected = placeOf(m_selected);
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
