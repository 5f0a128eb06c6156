#include "gui/charts/timeview.h"

#include "gui/style/format.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto LeastBetweenPaints = 33ms;
/// Of a notch of the wheel, or a key.
constexpr double ZoomStep = 1.25;

} // namespace

TimeView::TimeView(TimeWindow &window, const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_window(window)
    , m_legend(title)
    , m_theme(Theme::of(palette()))
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(title);
    m_pace.setSingleShot(true);
    m_pace.setInterval(LeastBetweenPaints);
    connect(&m_pace, &QTimer::timeout, this, [this] {
        if (m_isDue)
            flush();
    });
    connect(&m_window, &TimeWindow::changed, this, &TimeView::onWindowChanged);
    connect(&m_window, &TimeWindow::crosshairMoved, this, [this] {
        describe();
        onWindowChanged();
        update();
    });
}

QSize TimeView::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 70, fontMetrics().height() * 9};
}

QSize TimeView::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 32, fontMetrics().height() * 5};
}

QRectF TimeView::plotRect() const
{
    const QFontMetrics metrics = fontMetrics();
    const int right = metrics.horizontalAdvance(u"000000.00"_s);
    const QRect plot =
        rect().adjusted(1, int(metrics.height() * 1.4), -right, -int(metrics.height() * 1.2));
    return plot.isEmpty() ? QRect(plot.topLeft(), QSize(1, 1)) : plot;
}

TimeAxis TimeView::timeAxis() const
{
    const QRectF plot = plotRect();
    return TimeAxis(m_window.from(), m_window.to(), plot.left(), plot.width());
}

std::chrono::microseconds TimeView::steps() const
{
    return 1500ms;
}

bool TimeView::isLeftAlone() const
{
    return m_isPaintedFollowing && m_window.isFollowing() && !m_window.crosshair();
}

void TimeView::onWindowChanged()
{
    if (m_window.span() == m_paintedSpan) {
        const auto moved = std::chrono::abs(m_window.to() - m_paintedTo);
        if (isLeftAlone() && moved < steps())
            return;
        const double pixels =
            double(moved.count()) / double(m_paintedSpan.count()) * plotRect().width();
        if (pixels * devicePixelRatioF() < 1)
            return;
    }
    invalidate();
}

void TimeView::invalidate()
{
    // What is about to be painted takes the newest there is.
    if (m_isStale)
        return;
    m_isDue = true;
    if (!m_pace.isActive())
        flush();
}

void TimeView::flush()
{
    m_isDue = false;
    m_isStale = true;
    // Nobody listens to what cannot be seen.
    if (!isVisible())
        return;
    m_pace.start();
    update();
}

QStringList TimeView::valueTexts() const
{
    QStringList texts;
    if (m_window.crosshair())
        texts.append(Format::timeOfDay(*m_window.crosshair()) + u" UTC"_s);
    for (const LegendEntry &entry : legend(m_window.crosshair())) {
        if (!entry.value.isEmpty())
            texts.append(QString(entry.name + u' ' + entry.value).trimmed());
    }
    return texts;
}

void TimeView::describe()
{
    setAccessibleDescription(valueTexts().join(u", "_s));
}

QString TimeView::hoverText() const
{
    return m_window.crosshair() ? valueTexts().join(u" · "_s) : QString();
}

QString TimeView::valueTextAt(double) const
{
    return {};
}

void TimeView::paintValue(QPainter &painter, double y, const QString &text,
                          const QRectF &plot) const
{
    const int height = fontMetrics().height();
    // The highest and the lowest are moved inside.
    const double top = std::clamp(y - height / 2.0, plot.top() - height * 0.3,
                                  std::max(plot.top(), plot.bottom() - height * 0.7));
    painter.drawText(QRectF(plot.right() + 5, top, width() - plot.right() - 5, height),
                     Qt::AlignLeft | Qt::AlignVCenter, text);
}

void TimeView::paintGrid(QPainter &painter, const ValueAxis &axis, const QRectF &plot,
                         TickText text) const
{
    for (const ValueAxis::Tick &tick : axis.ticks(fontMetrics().height() * 1.8)) {
        const double y = std::round(tick.y) + 0.5;
        painter.setPen(m_theme.grid);
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        painter.setPen(m_theme.dimText);
        paintValue(painter, y, text(tick), plot);
    }
}

void TimeView::renderContent()
{
    const double ratio = devicePixelRatioF();
    const QSize wanted = size() * ratio;
    if (m_content.size() != wanted || m_content.devicePixelRatioF() != ratio) {
        m_content = QPixmap(wanted);
        m_content.setDevicePixelRatio(ratio);
    }
    m_content.fill(m_theme.background);
    QPainter painter(&m_content);
    painter.setFont(font());
    const QRectF plot = plotRect();
    const TimeAxis axis = timeAxis();
    const int textHeight = fontMetrics().height();
    const int textWidth = fontMetrics().horizontalAdvance(u"00:00:00"_s);
    for (const TimeAxis::Tick &tick : axis.ticks(textWidth * 1.6)) {
        const double x = std::round(tick.x) + 0.5;
        painter.setPen(m_theme.grid);
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
        painter.setPen(m_theme.dimText);
        const double left = std::max(x - textWidth, 0.0);
        if (x + textWidth / 2.0 < width() && x - textWidth / 2.0 > 0)
            painter.drawText(QRectF(left, plot.bottom() + 1, 2 * textWidth, textHeight),
                             Qt::AlignHCenter | Qt::AlignVCenter, tick.text);
    }
    paintContent(painter, axis, plot);
    m_paintedTo = m_window.to();
    m_paintedSpan = m_window.span();
    m_isPaintedFollowing = m_window.isFollowing();
    m_isStale = false;
    ++m_paintCount;
    describe();
}

void TimeView::paintCrosshair(QPainter &painter)
{
    if (!m_window.crosshair())
        return;
    const QRectF plot = plotRect();
    const double x = std::round(timeAxis().xOf(*m_window.crosshair())) + 0.5;
    if (x < plot.left() || x > plot.right() + 1)
        return;
    const QFontMetrics metrics = fontMetrics();
    painter.setPen(QPen(m_theme.text, 1, Qt::DashLine));
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    const auto label = [&](QRectF place, const QString &text) {
        painter.fillRect(place, m_theme.text);
        painter.setPen(m_theme.background);
        painter.drawText(place, Qt::AlignCenter, text);
    };
    const int textWidth = metrics.horizontalAdvance(u"00:00:00"_s) + 8;
    const double left = std::clamp(x - textWidth / 2.0, 0.0, double(width() - textWidth));
    label(QRectF(left, plot.bottom() + 1, textWidth, metrics.height()),
          Format::timeOfDay(*m_window.crosshair()));
    if (!m_pointer)
        return;
    const QString value = valueTextAt(m_pointer->y());
    if (value.isEmpty())
        return;
    const double y = std::round(m_pointer->y()) + 0.5;
    painter.setPen(QPen(m_theme.text, 1, Qt::DashLine));
    painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
    label(QRectF(plot.right() + 1, y - metrics.height() / 2.0, width() - plot.right() - 1,
                 metrics.height()),
          value);
}

void TimeView::paintEvent(QPaintEvent *)
{
    if (m_isStale || m_content.size() != size() * devicePixelRatioF())
        renderContent();
    QPainter painter(this);
    painter.drawPixmap(0, 0, m_content);
    m_legend.paint(painter, width(), m_theme, legend(m_window.crosshair()));
    paintCrosshair(painter);
    if (hasFocus()) {
        painter.setPen(palette().color(QPalette::Highlight));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void TimeView::wheelEvent(QWheelEvent *event)
{
    const double notches = event->angleDelta().y() / 120.0;
    if (notches == 0) {
        event->ignore();
        return;
    }
    m_window.zoom(std::pow(ZoomStep, -notches), timeAxis().timeAt(event->position().x()));
    event->accept();
}

void TimeView::moveCrosshair(int pixels)
{
    const QRectF plot = plotRect();
    const TimeAxis axis = timeAxis();
    m_pointer.reset();
    const double x = m_window.crosshair() ? axis.xOf(*m_window.crosshair()) + pixels : plot.right();
    m_window.setCrosshair(axis.timeAt(std::clamp(x, plot.left(), plot.right())));
}

void TimeView::keyPressEvent(QKeyEvent *event)
{
    const auto middle = m_window.crosshair().value_or(m_window.from() + m_window.span() / 2);
    const bool isShifted = event->modifiers().testFlag(Qt::ShiftModifier);
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        m_window.zoom(1 / ZoomStep, middle);
        break;
    case Qt::Key_Minus:
        m_window.zoom(ZoomStep, middle);
        break;
    case Qt::Key_Left:
        isShifted ? moveCrosshair(-5) : m_window.pan(-m_window.span() / 8);
        break;
    case Qt::Key_Right:
        isShifted ? moveCrosshair(5) : m_window.pan(m_window.span() / 8);
        break;
    case Qt::Key_0:
    case Qt::Key_Home:
        m_window.reset();
        break;
    case Qt::Key_End:
        m_window.follow();
        break;
    case Qt::Key_Escape:
        m_window.crosshair() ? m_window.setCrosshair({}) : event->ignore();
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void TimeView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        m_dragX = event->position().x();
}

void TimeView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        m_dragX.reset();
}

void TimeView::mouseMoveEvent(QMouseEvent *event)
{
    const QPointF at = event->position();
    if (m_dragX) {
        const TimeAxis axis = timeAxis();
        m_window.pan(axis.timeAt(*m_dragX) - axis.timeAt(at.x()));
        m_dragX = at.x();
    }
    m_pointer = plotRect().contains(at) ? std::optional(at) : std::nullopt;
    m_window.setCrosshair(m_pointer ? std::optional(timeAxis().timeAt(at.x())) : std::nullopt);
    // It may have moved up or down alone.
    update();
}

void TimeView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        m_window.reset();
}

void TimeView::leaveEvent(QEvent *event)
{
    m_pointer.reset();
    m_window.setCrosshair({});
    QWidget::leaveEvent(event);
}

void TimeView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        m_theme = Theme::of(palette());
        m_legend.forgetWidths();
        m_isStale = true;
        update();
    }
    QWidget::changeEvent(event);
}

} // namespace Orderflow
