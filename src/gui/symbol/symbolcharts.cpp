#include "gui/symbol/symbolcharts.h"

#include "gui/charts/deltachart.h"
#include "gui/charts/depthheatmap.h"
#include "gui/charts/timechart.h"
#include "gui/style/format.h"

#include <QHBoxLayout>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <array>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::array Spans{std::chrono::minutes(1), std::chrono::minutes(5),
                           std::chrono::minutes(15)};

QString latencyText(double milliseconds)
{
    return Format::duration(std::chrono::nanoseconds(std::int64_t(milliseconds * 1e6)));
}

QString latencyTick(const ValueAxis::Tick &tick)
{
    return latencyText(tick.value);
}

std::vector<float> valuesOf(const SeriesPoints &points, float SeriesPoint::*value)
{
    std::vector<float> values;
    values.reserve(points.size());
    for (const SeriesPoint &point : points)
        values.push_back(point.*value);
    return values;
}

/// When a trade came, by our clock. A recorder elsewhere tells only the exchange's time, which is
/// off by what its newest event took.
UtcMicroseconds chartTimeOf(const AggTrade &trade, std::chrono::microseconds lag)
{
    if (trade.receiveTime.utc != UtcMicroseconds())
        return trade.receiveTime.utc;
    return trade.tradeTime + lag;
}

} // namespace

SymbolCharts::SymbolCharts(const Symbol &symbol, const SeriesStore &series, QWidget *parent)
    : QWidget(parent)
    , m_symbol(symbol)
    , m_series(series)
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_depth(new DepthHeatMap(m_window))
    , m_delta(new DeltaChart(m_window))
    , m_rates(new TimeChart(m_window, tr("Rates"), ValueAxis::Scale::Linear))
    , m_latencies(new TimeChart(m_window, tr("Latency p99"), ValueAxis::Scale::Logarithmic))
{
    m_depth->setObjectName(u"depthHeatMap"_s);
    m_delta->setObjectName(u"deltaChart"_s);
    m_rates->setObjectName(u"rateChart"_s);
    m_latencies->setObjectName(u"latencyChart"_s);
    m_latencies->setTexts(&latencyText, &latencyTick);
    m_splitter->addWidget(m_depth);
    m_splitter->addWidget(m_delta);
    m_splitter->addWidget(m_rates);
    m_splitter->addWidget(m_latencies);
    m_splitter->setStretchFactor(0, 5);
    for (int i = 1; i < 4; ++i)
        m_splitter->setStretchFactor(i, 2);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    createButtons();
    layout->addWidget(m_splitter, 1);
    connect(&m_window, &TimeWindow::changed, this, &SymbolCharts::showWindow);
    showWindow();
}

void SymbolCharts::createButtons()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(2);
    row->addStretch(1);
    const auto add = [&](const QString &text, const QString &toolTip) {
        auto *button = new QToolButton(this);
        button->setText(text);
        button->setToolTip(toolTip);
        button->setAutoRaise(true);
        button->setCheckable(true);
        row->addWidget(button);
        return button;
    };
    for (const std::chrono::minutes span : Spans) {
        QToolButton *button =
            add(tr("%n min", nullptr, int(span.count())), tr("Show so much of the past"));
        connect(button, &QToolButton::clicked, this, [this, span] {
            m_window.setSpan(span);
            showWindow();
        });
        m_spans.push_back(button);
    }
    m_live = add(tr("Live"), tr("Follow what comes in"));
    m_live->setObjectName(u"live"_s);
    connect(m_live, &QToolButton::clicked, this, [this] {
        m_window.follow();
        showWindow();
    });
    static_cast<QVBoxLayout *>(layout())->addLayout(row);
}

void SymbolCharts::showWindow()
{
    for (std::size_t i = 0; i < m_spans.size(); ++i)
        m_spans[i]->setChecked(m_window.span() == Spans[i]);
    m_live->setChecked(m_window.isFollowing());
}

void SymbolCharts::addTrades(const RecorderStatus &status, const SymbolIntake &intake)
{
    const TradeTape *tape = findTape(status, m_symbol);
    if (!tape || tape->trades.empty())
        return;
    // Ids that start over are of another market.
    if (tape->trades.back().aggTradeId < m_newestTrade)
        m_newestTrade = -1;
    for (const AggTrade &trade : tape->trades) {
        if (trade.aggTradeId <= m_newestTrade)
            continue;
        m_depth->addTrade({chartTimeOf(trade, intake.lag), trade.price.toDoubleForDisplay(),
                           trade.quantity.toDoubleForDisplay(), trade.isBuyerMaker});
        m_newestTrade = trade.aggTradeId;
    }
}

void SymbolCharts::showSeries(const SymbolIntake &intake)
{
    const std::deque<UtcMicroseconds> &times = m_series.times();
    const SeriesPoints &points = m_series.of(m_symbol);
    if (times.empty() || times.back() == m_newestPoint || points.size() != times.size())
        return;
    m_newestPoint = times.back();
    m_rates->setSeries(times, {{tr("events/s"), &Theme::line, Qt::SolidLine,
                                valuesOf(points, &SeriesPoint::eventsPerSecond)},
                               {tr("rows/s"), &Theme::secondLine, Qt::DashLine,
                                valuesOf(points, &SeriesPoint::rowsPerSecond)}});
    m_latencies->setSeries(times, {{tr("to receipt"), &Theme::line, Qt::SolidLine,
                                    valuesOf(points, &SeriesPoint::exchangeMs)},
                                   {tr("to commit"), &Theme::secondLine, Qt::DashLine,
                                    valuesOf(points, &SeriesPoint::commitMs)}});
    const std::optional<Decimal> total =
        intake.bought && intake.sold ? intake.bought->minus(*intake.sold) : std::nullopt;
    m_delta->setVolumes(times, valuesOf(points, &SeriesPoint::bought),
                        valuesOf(points, &SeriesPoint::sold), total);
}

void SymbolCharts::showStatus(const RecorderStatus &status)
{
    const SymbolStatus *symbol = findSymbol(status, m_symbol);
    if (!symbol)
        return;
    m_depth->addBook(status.takenAt.utc, symbol->intake.bids, symbol->intake.asks);
    addTrades(status, symbol->intake);
    showSeries(symbol->intake);
    m_window.setNow(status.takenAt.utc);
}

} // namespace Orderflow
