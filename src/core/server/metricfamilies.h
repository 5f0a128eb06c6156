#pragma once

#include "market/latencyhistogram.h"

#include <prometheus/metric_family.h>

#include <QByteArray>
#include <QString>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace Orderflow {

/// The labels of one series.
using MetricLabels = std::vector<prometheus::ClientMetric::Label>;

/// Gathers series into families. A family has one name, one help text and one type, and its series
/// follow each other, as the text format wants it.
class MetricFamilies
{
public:
    /// What the series that are added next belong to. Names and help texts are the caller's to get
    /// right: base units, and `_total` for counters.
    MetricFamilies &counter(const char *name, const char *help);
    MetricFamilies &gauge(const char *name, const char *help);
    MetricFamilies &histogram(const char *name, const char *help);

    MetricFamilies &add(double value, MetricLabels labels = {});
    MetricFamilies &add(std::int64_t value, MetricLabels labels = {})
    {
        return add(static_cast<double>(value), std::move(labels));
    }
    MetricFamilies &add(std::size_t value, MetricLabels labels = {})
    {
        return add(static_cast<double>(value), std::move(labels));
    }
    MetricFamilies &add(bool value, MetricLabels labels = {})
    {
        return add(value ? 1.0 : 0.0, std::move(labels));
    }
    /// In seconds, with the bounds of latencyBounds().
    MetricFamilies &add(const LatencyHistogram &latencies);

    /// Families without a series are left out.
    std::vector<prometheus::MetricFamily> take();

private:
    MetricFamilies &begin(prometheus::MetricType type, const char *name, const char *help);

    std::vector<prometheus::MetricFamily> m_families;
};

/// The upper bounds of the buckets of latencies, without the infinite one. They never change, so
/// that what was recorded stays comparable.
const std::vector<LatencyHistogram::Duration> &latencyBounds();

/// In the text format 0.0.4.
QByteArray toText(const std::vector<prometheus::MetricFamily> &families);

} // namespace Orderflow
