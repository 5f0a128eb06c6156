#include "gui/integrity/streamtimeline.h"

#include "gui/integrity/timelinepaint.h"
#include "gui/style/format.h"

#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

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

} // namespace Orderflow
