#pragma once

#include "gui/charts/timewindow.h"
#include "gui/source/seriesstore.h"
#include "gui/source/statussource.h"

#include <QWidget>

#include <vector>

class QSplitter;
class QToolButton;

namespace Orderflow {

class DeltaChart;
class DepthHeatMap;
class TimeChart;

/// The charts of a symbol, which all show the same stretch of time.
class SymbolCharts final : public QWidget
{
    Q_OBJECT

public:
    /// `series` outlives it.
    SymbolCharts(const Symbol &symbol, const SeriesStore &series, QWidget *parent = nullptr);

    void showStatus(const RecorderStatus &status);

    TimeWindow &window() { return m_window; }
    QSplitter &splitter() const { return *m_splitter; }

private:
    void createButtons();
    void showWindow();
    void addTrades(const RecorderStatus &status, const SymbolIntake &intake);
    void showSeries(const SymbolIntake &intake);

    const Symbol m_symbol;
    const SeriesStore &m_series;
    TimeWindow m_window;
    QSplitter *const m_splitter;
    DepthHeatMap *const m_depth;
    DeltaChart *const m_delta;
    TimeChart *const m_rates;
    TimeChart *const m_latencies;
    std::vector<QToolButton *> m_spans;
    QToolButton *m_live = nullptr;
    std::int64_t m_newestTrade = -1;
    UtcMicroseconds m_newestPoint{};
};

} // namespace Orderflow
