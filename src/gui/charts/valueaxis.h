#pragma once

#include <QString>

#include <vector>

namespace Orderflow {

/// Where values are on a vertical axis, larger ones higher, and which of them are written at it.
/// Pure.
class ValueAxis
{
public:
    enum class Scale { Linear, Logarithmic };

    struct Tick
    {
        double y = 0;
        double value = 0;
        /// How many digits after the point tell it from its neighbours.
        int decimals = 0;
    };

    /// The values that an axis reaches.
    struct Range
    {
        double from = 0;
        double to = 1;

        bool operator==(const Range &) const = default;
    };

    /// `range.to` is at `top` and `range.from`, which is less, at `top + height` pixels. On a
    /// logarithmic scale both are above 0, and smaller values are at the bottom.
    ValueAxis(const Range &range, double top, double height, Scale scale = Scale::Linear);

    const Range &range() const { return m_range; }

    double yOf(double value) const;
    double valueAt(double y) const;

    /// At round values, `spacing` pixels apart or more; on a logarithmic scale at powers of ten.
    std::vector<Tick> ticks(double spacing) const;

    /// 1, 2 or 5 times a power of ten, not less than `least`.
    static double roundStep(double least);

    /// From 0 to a round value that `highest` fits under. It stays `before` while that fits well,
    /// so that the axis does not jump with each value.
    static Range fromZero(double highest, const Range &before);

    /// The powers of ten around both, which are above 0.
    static Range decades(double lowest, double highest);

private:
    Range m_range;
    double m_top;
    double m_height;
    Scale m_scale;
};

/// A tick's value for an axis: in the user's number format, in short from 10,000 on.
QString axisText(const ValueAxis::Tick &tick);

} // namespace Orderflow
