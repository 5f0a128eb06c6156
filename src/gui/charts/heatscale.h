#pragma once

#include <QColor>

#include <array>

namespace Orderflow {

struct Theme;

/// Colours for amounts, from next to nothing to much: from the ground's colour away, ever lighter
/// on dark grounds and ever darker on light ones, in steps that look the same. Amounts are
/// logarithmic.
class HeatScale
{
public:
    static constexpr int Steps = 256;

    explicit HeatScale(const Theme &theme);

    /// The amounts that have the first and the last colour; smaller and larger ones have it too.
    /// Both are above 0.
    void setBounds(double least, double most);
    double least() const { return m_least; }
    double most() const { return m_most; }

    QRgb colourOf(double amount) const { return m_colours[std::size_t(stepOf(amount))]; }
    /// 0 to Steps - 1.
    int stepOf(double amount) const;
    QRgb colourAt(int step) const { return m_colours[std::size_t(step)]; }

private:
    std::array<QRgb, Steps> m_colours{};
    double m_least = 0.01;
    double m_most = 100;
    double m_logLeast = 0;
    double m_perLog = 0;
};

/// How light a colour looks, 0 to 1: the L of OKLab.
double perceivedLightness(QRgb colour);

} // namespace Orderflow
