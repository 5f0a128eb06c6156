#include "gui/overview/verdictbanner.h"

#include "gui/overview/scaledfont.h"
#include "gui/style/format.h"
#include "gui/style/theme.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>

#include <vector>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// More would leave no room for the table.
constexpr std::size_t MostAlerts = 3;
constexpr double BackgroundTint = 0.16;

QLabel *textLabel(const QString &name, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

/// Without laying out anew where nothing has changed.
void setTextOf(QLabel &label, const QString &text)
{
    if (label.text() != text)
        label.setText(text);
}

/// With the date where it is not of the day of `now`.
QString timeText(UtcMicroseconds time, UtcMicroseconds now)
{
    if (std::chrono::floor<std::chrono::days>(time) == std::chrono::floor<std::chrono::days>(now))
        return VerdictBanner::tr("%1 UTC").arg(Format::timeOfDay(time));
    return Format::dateAndTime(time);
}

QString sinceText(const VerdictWatch::Since &since, UtcMicroseconds now)
{
    const QString time = timeText(since.time, now);
    return since.isOrEarlier ? VerdictBanner::tr("since %1 or earlier").arg(time)
                             : VerdictBanner::tr("since %1").arg(time);
}

QString factsText(const ShownStatus &shown, const std::optional<VerdictWatch::Since> &since)
{
    const RecorderStatus &status = shown.status;
    QStringList facts;
    if (since && shown.trouble)
        facts << VerdictBanner::tr("all figures are as of %1")
                     .arg(Format::dateAndTime(status.takenAt.utc));
    else if (since && (!since->isOrEarlier || healthOf(shown) != Health::Good))
        facts << sinceText(*since, status.takenAt.utc);
    if (!status.symbols.empty())
        facts << VerdictBanner::tr("%n symbol(s)", nullptr, int(status.symbols.size()));
    if (!status.database.isEmpty())
        facts << VerdictBanner::tr("into %1").arg(recordName(status));
    if (status.state == RecorderState::Recording)
        facts << VerdictBanner::tr("started %1 ago").arg(Format::duration(status.uptime));
    return facts.join(u" · "_s);
}

QString alertText(const AlertStatus &alert, UtcMicroseconds now)
{
    if (!alert.since)
        return alert.message;
    return VerdictBanner::tr("Since %1: %2").arg(timeText(*alert.since, now), alert.message);
}

QStringList activeAlerts(const RecorderStatus &status)
{
    QStringList texts;
    for (const AlertStatus &alert : status.alerts) {
        if (alert.isActive)
            texts << QString(symbolOf(Health::Attention) + u' ' +
                             alertText(alert, status.takenAt.utc));
    }
    return texts;
}

QString alertsText(QStringList alerts)
{
    const auto more = alerts.size() - qsizetype(MostAlerts);
    if (more > 0) {
        alerts.resize(qsizetype(MostAlerts));
        alerts << VerdictBanner::tr("%n more alert(s), shown in this text's tooltip", nullptr,
                                    int(more));
    }
    return alerts.join(u'\n');
}

} // namespace

VerdictBanner::VerdictBanner(QWidget *parent)
    : QFrame(parent)
    , m_sign(new QLabel(this))
    , m_verdict(textLabel(u"verdict"_s, this))
    , m_facts(textLabel(u"facts"_s, this))
    , m_alerts(textLabel(u"alerts"_s, this))
{
    m_sign->setObjectName(u"verdictSign"_s);
    m_sign->setAlignment(Qt::AlignCenter);
    m_alerts->hide();
    auto *layout = new QGridLayout(this);
    const int space = fontMetrics().height() / 2;
    layout->setContentsMargins(space * 2, space, space * 2, space);
    layout->setHorizontalSpacing(space * 2);
    layout->setVerticalSpacing(space / 2);
    layout->addWidget(m_sign, 0, 0, 2, 1);
    layout->addWidget(m_verdict, 0, 1);
    layout->addWidget(m_facts, 1, 1);
    layout->addWidget(m_alerts, 2, 1);
    layout->setColumnStretch(1, 1);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    applyFonts();
    showHealth(m_health);
}

void VerdictBanner::showStatus(const ShownStatus &shown)
{
    const std::optional<VerdictWatch::Since> since = m_watch.update(shown);
    const QString verdict = verdictOf(shown);
    setTextOf(*m_verdict, verdict);
    setTextOf(*m_facts, factsText(shown, since));
    const QStringList alerts = activeAlerts(shown.status);
    setTextOf(*m_alerts, alertsText(alerts));
    m_alerts->setToolTip(alerts.join(u"\n\n"_s));
    m_alerts->setVisible(!alerts.isEmpty());
    setAccessibleName(tr("Verdict"));
    setAccessibleDescription(verdict);
    if (const Health health = healthOf(shown); health != m_health)
        showHealth(health);
}

void VerdictBanner::showHealth(Health health)
{
    m_health = health;
    m_sign->setText(symbolOf(health));
    applyColours();
    update();
}

void VerdictBanner::applyFonts()
{
    QFont large = scaledFont(font(), 1.6);
    large.setBold(true);
    m_verdict->setFont(large);
    QFont sign = scaledFont(font(), 2.4);
    sign.setBold(true);
    m_sign->setFont(sign);
    m_sign->setFixedWidth(QFontMetrics(sign).height());
}

void VerdictBanner::applyColours()
{
    const Theme theme = Theme::of(palette());
    QPalette colours = m_sign->palette();
    colours.setColor(QPalette::WindowText, theme.of(m_health));
    m_sign->setPalette(colours);
}

void VerdictBanner::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        applyFonts();
    else if (event->type() == QEvent::PaletteChange)
        applyColours();
}

void VerdictBanner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme theme = Theme::of(palette());
    const QColor colour = theme.of(m_health);
    painter.fillRect(rect(), tinted(theme.background, colour, BackgroundTint));
    painter.fillRect(QRect(0, 0, fontMetrics().height() / 3, height()), colour);
}

} // namespace Orderflow
