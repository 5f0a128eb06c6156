#include "gui/symbol/symbolpage.h"

#include "gui/symbol/ladderview.h"
#include "gui/symbol/symbolcharts.h"
#include "gui/symbol/symbolheader.h"
#include "gui/symbol/tradetapepanel.h"

#include <QDataStream>
#include <QIODevice>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

/// Of state(): raised when what is in it changes.
constexpr quint32 StateVersion = 1;
/// In characters: less is narrow.
constexpr int LeastWide = 118;

} // namespace

SymbolPage::SymbolPage(const Symbol &symbol, const SeriesStore &series, QWidget *parent)
    : Page(parent)
    , m_symbol(symbol)
    , m_header(new SymbolHeader(symbol, this))
    , m_ladder(new LadderView)
    , m_tape(new TradeTapePanel)
    , m_charts(new SymbolCharts(symbol, series))
    , m_parts(new QSplitter(this))
    , m_market(new QSplitter(Qt::Vertical))
{
    m_parts->setObjectName(u"parts"_s);
    m_market->setObjectName(u"market"_s);
    m_market->addWidget(m_ladder);
    m_market->addWidget(m_tape);
    m_parts->addWidget(m_market);
    m_parts->addWidget(m_charts);
    m_parts->setStretchFactor(1, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(m_header);
    layout->addWidget(m_parts, 1);
    setFocusProxy(m_tape);
    divideAsUsual();
    for (QSplitter *splitter : {m_parts, m_market})
        connect(splitter, &QSplitter::splitterMoved, this, [this] { m_isAsUsual = false; });
}

void SymbolPage::showStatus(const ShownStatus &shown)
{
    m_header->showStatus(shown);
    static const std::vector<PriceLevel> none;
    const SymbolStatus *status = findSymbol(shown.status, m_symbol);
    const bool isEmpty = !status || (status->intake.bids.empty() && status->intake.asks.empty());
    m_ladder->setBook(status ? status->intake.bids : none, status ? status->intake.asks : none,
                      status ? status->intake.lastTrade : std::nullopt,
                      isEmpty ? whyNoBook(shown, m_symbol) : QString());
    if (!isEmpty && !m_hasBook) {
        m_hasBook = true;
        divideByBook();
    }
    if (const TradeTape *tape = findTape(shown.status, m_symbol))
        m_tape->addTrades(tape->trades);
    m_charts->showStatus(shown.status);
}

SymbolPage::Division SymbolPage::division() const
{
    return {m_parts->saveState(), m_market->saveState(), m_charts->splitter().saveState()};
}

bool SymbolPage::divide(const Division &division)
{
    return m_parts->restoreState(division[0]) && m_market->restoreState(division[1]) &&
           m_charts->splitter().restoreState(division[2]);
}

void SymbolPage::divideAsUsual()
{
    m_parts->setOrientation(m_shape == Wide ? Qt::Horizontal : Qt::Vertical);
    m_market->setOrientation(m_shape == Wide ? Qt::Vertical : Qt::Horizontal);
    // Only how they compare counts.
    m_parts->setSizes(m_shape == Wide ? QList{340, 660} : QList{380, 620});
    m_market->setSizes(m_shape == Wide ? QList{550, 450} : QList{440, 560});
    m_charts->splitter().setSizes({400, 200, 180, 200});
    divideByBook();
}

void SymbolPage::divideByBook()
{
    if (!m_isAsUsual || !m_hasBook)
        return;
    QSplitter *splitter = m_shape == Wide ? m_market : m_parts;
    const int book = m_ladder->sizeHint().height();
    splitter->setSizes({book, std::max(splitter->height() - book, 1)});
}

void SymbolPage::setShape(Shape shape)
{
    if (shape == m_shape)
        return;
    m_divisions[m_shape] = division();
    m_shape = shape;
    if (!m_divisions[shape] || !divide(*m_divisions[shape]))
        divideAsUsual();
}

void SymbolPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    setShape(width() < fontMetrics().averageCharWidth() * LeastWide ? Narrow : Wide);
}

QByteArray SymbolPage::state() const
{
    std::array<std::optional<Division>, 2> divisions = m_divisions;
    divisions[m_shape] = division();
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_0);
    stream << StateVersion << qint64(m_charts->window().span().count());
    for (const std::optional<Division> &one : divisions) {
        for (const QByteArray &part : one.value_or(Division()))
            stream << part;
    }
    return state;
}

bool SymbolPage::restoreState(const QByteArray &state)
{
    QDataStream stream(state);
    stream.setVersion(QDataStream::Qt_6_0);
    quint32 version = 0;
    qint64 span = 0;
    stream >> version >> span;
    if (stream.status() != QDataStream::Ok || version != StateVersion)
        return false;
    std::array<std::optional<Division>, 2> divisions;
    for (std::optional<Division> &one : divisions) {
        Division parts;
        for (QByteArray &part : parts)
            stream >> part;
        if (!parts[0].isEmpty())
            one = parts;
    }
    if (stream.status() != QDataStream::Ok)
        return false;
    m_charts->window().setSpan(std::chrono::microseconds(span));
    m_divisions = divisions;
    m_isAsUsual = false;
    return !m_divisions[m_shape] || divide(*m_divisions[m_shape]);
}

} // namespace Orderflow
