#include "gui/symbol/symbolheader.h"

#include "gui/style/format.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

enum FactPlace : std::size_t { LastFact, SpreadFact, EventsFact, RowsFact, GapsFact, AgeFact };

QString lastText(const std::optional<AggTrade> &trade)
{
    if (!trade)
        return Format::nothing();
    return (trade->isBuyerMaker ? u"▼ "_s : u"▲ "_s) + trade->price.toString();
}

QString spreadText(const SymbolIntake &intake)
{
    if (intake.bids.empty() || intake.asks.empty())
        return Format::nothing();
    return Format::decimal(intake.asks.front().price.minus(intake.bids.front().price));
}

} // namespace

SymbolHeader::SymbolHeader(const Symbol &symbol, QWidget *parent)
    : QWidget(parent)
    , m_symbol(symbol)
    , m_theme(Theme::of(palette()))
    , m_facts{{tr("Last"), Format::nothing()},     {tr("Spread"), Format::nothing()},
              {tr("Events/s"), Format::nothing()}, {tr("Rows/s"), Format::nothing()},
              {tr("Gaps"), Format::nothing()},     {tr("Age"), Format::nothing()}}
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(m_symbol.toString());
    m_verdict.sentences = QStringList{QString()};
    reserveWidths();
}

void SymbolHeader::reserveWidths()
{
    const QFontMetrics metrics = fontMetrics();
    for (Fact &fact : m_facts)
        fact.valueWidth = metrics.horizontalAdvance(u"00,000"_s);
    m_facts[LastFact].valueWidth = metrics.horizontalAdvance(u"▲ 000000.00"_s);
    m_facts[AgeFact].valueWidth = metrics.horizontalAdvance(u"000 min"_s);
}

void SymbolHeader::setFact(std::size_t place, const QString &value, QColor Theme::*colour)
{
    Fact &fact = m_facts[place];
    if (value == fact.value && colour == fact.colour)
        return;
    fact.value = value;
    fact.colour = colour;
    const int width = fontMetrics().horizontalAdvance(value);
    if (width > fact.valueWidth) {
        fact.valueWidth = width;
        updateGeometry();
    }
    update();
}

void SymbolHeader::showStatus(const ShownStatus &shown)
{
    SymbolVerdict verdict = symbolVerdict(shown, m_symbol);
    if (verdict.health != m_verdict.health || verdict.sentences != m_verdict.sentences) {
        m_verdict = std::move(verdict);
        setToolTip(m_verdict.sentences.join(u'\n'));
        update();
    }
    const SymbolStatus *status = findSymbol(shown.status, m_symbol);
    if (!status) {
        for (std::size_t i = 0; i < m_facts.size(); ++i)
            setFact(i, Format::nothing());
    } else {
        const SymbolIntake &intake = status->intake;
        const bool isSold = intake.lastTrade && intake.lastTrade->isBuyerMaker;
        setFact(LastFact, lastText(intake.lastTrade),
                !intake.lastTrade ? &Theme::text
                : isSold          ? &Theme::ask
                                  : &Theme::bid);
        setFact(SpreadFact, spreadText(intake));
        setFact(EventsFact, Format::rate(status->eventsPerSecond()));
        double rows = 0;
        for (const StreamStatus &stream : status->streams)
            rows += stream.rowsPerSecond;
        setFact(RowsFact, Format::rate(rows));
        setFact(GapsFact, Format::count(intake.gaps),
                intake.gaps > 0 ? &Theme::attention : &Theme::text);
        setFact(AgeFact, intake.lastEvent ? Format::duration(shown.status.takenAt.monotonic -
                                                             intake.lastEvent->monotonic)
                                          : Format::nothing());
    }
    setAccessibleDescription(QString(verdictText() + u' ' + factsText()));
}

QString SymbolHeader::verdictText() const
{
    return symbolOf(m_verdict.health) + u' ' + m_verdict.sentences.join(u' ');
}

QString SymbolHeader::factsText() const
{
    QStringList parts;
    for (const Fact &fact : m_facts)
        parts.append(QString(fact.name + u' ' + fact.value));
    return parts.join(u" · "_s);
}

int SymbolHeader::lineHeight() const
{
    return int(fontMetrics().height() * 1.35);
}

int SymbolHeader::widthOf(const Fact &fact) const
{
    const int gap = fontMetrics().averageCharWidth();
    return fontMetrics().horizontalAdvance(fact.name) + gap + fact.valueWidth + 2 * gap;
}

std::vector<QPoint> SymbolHeader::placesOf(int width) const
{
    const int gap = fontMetrics().averageCharWidth();
    std::vector<QPoint> places;
    QPoint at(gap, lineHeight());
    for (const Fact &fact : m_facts) {
        if (at.x() + widthOf(fact) > width && at.x() > gap)
            at = QPoint(gap, at.y() + lineHeight());
        places.push_back(at);
        at.rx() += widthOf(fact);
    }
    return places;
}

QSize SymbolHeader::sizeHint() const
{
    const int width = fontMetrics().averageCharWidth() * 60;
    return {width, heightForWidth(width)};
}

QSize SymbolHeader::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 30, 2 * lineHeight()};
}

int SymbolHeader::heightForWidth(int width) const
{
    return placesOf(width).back().y() + lineHeight();
}

void SymbolHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const int gap = fontMetrics().averageCharWidth();
    const int height = lineHeight();
    const QColor text = palette().color(QPalette::WindowText);
    QFont large = font();
    large.setBold(true);
    large.setPointSizeF(large.pointSizeF() * 1.2);
    painter.setFont(large);
    painter.setPen(text);
    const QString name = m_symbol.toString();
    painter.drawText(QRect(gap, 0, width() - gap, height), Qt::AlignVCenter, name);
    const int nameEnd = gap + QFontMetrics(large).horizontalAdvance(name) + 2 * gap;
    painter.setFont(font());
    painter.setPen(m_theme.of(m_verdict.health));
    const int room = width() - nameEnd - gap;
    painter.drawText(QRect(nameEnd, 0, room, height), Qt::AlignVCenter,
                     fontMetrics().elidedText(verdictText(), Qt::ElideRight, room));
    const std::vector<QPoint> places = placesOf(width());
    for (std::size_t i = 0; i < m_facts.size(); ++i) {
        const Fact &fact = m_facts[i];
        painter.setPen(m_theme.dimText);
        painter.drawText(QRect(places[i], QSize(width(), height)), Qt::AlignVCenter, fact.name);
        const int nameWidth = fontMetrics().horizontalAdvance(fact.name) + gap;
        painter.setPen(m_theme.*fact.colour);
        painter.drawText(QRect(places[i] + QPoint(nameWidth, 0), QSize(width(), height)),
                         Qt::AlignVCenter, fact.value);
    }
}

void SymbolHeader::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        m_theme = Theme::of(palette());
        if (event->type() == QEvent::FontChange)
            reserveWidths();
        updateGeometry();
        update();
    }
    QWidget::changeEvent(event);
}

} // namespace Orderflow
