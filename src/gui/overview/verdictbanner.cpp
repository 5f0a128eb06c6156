#include "gui/overview/verdictbanner.h"

#include "gui/overview/scaledfont.h"
#include "gui/style/format.h"
#include "gui/style/theme.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// More would leave little room for the table, so they are shown when asked for.
constexpr qsizetype MostAlerts = 3;
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
    if (status.state == RecorderState::Recording && !shown.trouble)
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

} // namespace

VerdictBanner::VerdictBanner(QWidget *parent)
    : QFrame(parent)
    , m_sign(new QLabel(this))
    , m_verdict(textLabel(u"verdict"_s, this))
    , m_facts(textLabel(u"facts"_s, this))
    , m_alerts(textLabel(u"alerts"_s, this))
    , m_more(new QToolButton(this))
{
    m_sign->setObjectName(u"verdictSign"_s);
    m_sign->setAlignment(Qt::AlignCenter);
    m_alerts->hide();
    m_more->setObjectName(u"moreAlerts"_s);
    m_more->setCheckable(true);
    m_more->setAutoRaise(true);
    m_more->hide();
    connect(m_more, &QToolButton::toggled, this, &VerdictBanner::showAlerts);
    setAccessibleName(tr("Verdict"));
    auto *layout = new QGridLayout(this);
    const int space = fontMetrics().height() / 2;
    layout->setContentsMargins(space * 2, space, space * 2, space);
    layout->setHorizontalSpacing(space * 2);
    layout->setVerticalSpacing(space / 2);
    layout->addWidget(m_sign, 0, 0, 2, 1);
    layout->addWidget(m_verdict, 0, 1);
    layout->addWidget(m_facts, 1, 1);
    layout->addWidget(m_alerts, 2, 1);
    layout->addWidget(m_more, 3, 1, Qt::AlignLeft);
    layout->setColumnStretch(1, 1);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    applyFonts();
    showHealth(m_health);
}

void VerdictBanner::showStatus(const ShownStatus &shown)
{
    const std::optional<VerdictWatch::Since> since = m_watch.update(shown);
    const Health health = healthOf(shown);
    const QStringList alerts = activeAlerts(shown.status);
    // Figures in the texts are no reason to lay all out anew ten times a second.
    if (health != m_health || shown.trouble || alerts.size() != m_activeAlerts.size() ||
        (since && since->time == shown.status.takenAt.utc))
        m_pace.skip();
    if (!m_pace.isDue(shown.status.takenAt))
        return;
    const QString verdict = verdictOf(shown);
    setTextOf(*m_verdict, verdict);
    setTextOf(*m_facts, factsText(shown, since));
    setAccessibleDescription(verdict);
    m_activeAlerts = alerts;
    showAlerts();
    if (health != m_health)
        showHealth(health);
}

void VerdictBanner::showAlerts()
{
    const auto more = int(m_activeAlerts.size() - MostAlerts);
    const bool areAllShown = more <= 0 || m_more->isChecked();
    setTextOf(*m_alerts, areAllShown ? m_activeAlerts.join(u'\n')
                                     : m_activeAlerts.first(MostAlerts).join(u'\n'));
    m_alerts->setVisible(!m_activeAlerts.isEmpty());
    m_more->setText(areAllShown ? tr("Fewer alerts") : tr("%n more alert(s)", nullptr, more));
    m_more->setVisible(more > 0);
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
