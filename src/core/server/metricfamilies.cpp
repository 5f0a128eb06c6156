#include "server/metricfamilies.h"

#include <prometheus/text_serializer.h>

#include <utility>

namespace Orderflow {

namespace {

double seconds(std::chrono::microseconds time)
{
    return std::chrono::duration<double>(time).count();
}

} // namespace

const std::vector<LatencyHistogram::Duration> &latencyBounds()
{
    using std::chrono::microseconds;
    using std::chrono::milliseconds;
    static const std::vector<LatencyHistogram::Duration> bounds{
        microseconds(500),   milliseconds(1),      milliseconds(2),      milliseconds(5),
        milliseconds(10),    milliseconds(20),     milliseconds(50),     milliseconds(100),
        milliseconds(200),   milliseconds(500),    milliseconds(1'000),  milliseconds(2'000),
        milliseconds(5'000), milliseconds(10'000), milliseconds(30'000), milliseconds(60'000)};
    return bounds;
}

MetricFamilies &MetricFamilies::begin(prometheus::MetricType type, const char *name,
                                      const char *help)
{
    prometheus::MetricFamily family;
    family.name = name;
    family.help = help;
    family.type = type;
    m_families.push_back(std::move(family));
    return *this;
}

MetricFamilies &MetricFamilies::counter(const char *name, const char *help)
{
    return begin(prometheus::MetricType::Counter, name, help);
}

MetricFamilies &MetricFamilies::gauge(const char *name, const char *help)
{
    return begin(prometheus::MetricType::Gauge, name, help);
}

MetricFamilies &MetricFamilies::histogram(const char *name, const char *help)
{
    return begin(prometheus::MetricType::Histogram, name, help);
}

MetricFamilies &MetricFamilies::add(double value, MetricLabels labels)
{
    prometheus::ClientMetric metric;
    metric.label = std::move(labels);
    if (m_families.back().type == prometheus::MetricType::Counter)
        metric.counter.value = value;
    else
        metric.gauge.value = value;
    m_families.back().metric.push_back(std::move(metric));
    return *this;
}

MetricFamilies &MetricFamilies::add(const LatencyHistogram &latencies)
{
    prometheus::ClientMetric metric;
    metric.histogram.sample_count = static_cast<std::uint64_t>(latencies.count());
    metric.histogram.sample_sum = seconds(latencies.sum());
    for (const LatencyHistogram::Duration bound : latencyBounds()) {
        metric.histogram.bucket.push_back(
            {static_cast<std::uint64_t>(latencies.countUpTo(bound)), seconds(bound)});
    }
    m_families.back().metric.push_back(std::move(metric));
    return *this;
}

std::vector<prometheus::MetricFamily> MetricFamilies::take()
{
    std::erase_if(m_families, [](const auto &family) { return family.metric.empty(); });
    return std::exchange(m_families, {});
}

QByteArray toText(const std::vector<prometheus::MetricFamily> &families)
{
    return QByteArray::fromStdString(prometheus::TextSerializer().Serialize(families));
}

} // namespace Orderflow
