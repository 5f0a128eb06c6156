#include "gui/charts/heatscale.h"

#include "gui/style/theme.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace Orderflow {

namespace {

/// By Björn Ottosson's OKLab, in which equal distances look equal.
struct OkLab
{
    double l = 0;
    double a = 0;
    double b = 0;
};

double linear(int channel)
{
    const double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

int gamma(double c)
{
    const double inside = std::clamp(c, 0.0, 1.0);
    const double coded =
        inside <= 0.0031308 ? 12.92 * inside : 1.055 * std::pow(inside, 1 / 2.4) - 0.055;
    return int(std::lround(255 * coded));
}

OkLab toOkLab(QRgb colour)
{
    const double r = linear(qRed(colour));
    const double g = linear(qGreen(colour));
    const double b = linear(qBlue(colour));
    const double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    const double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    const double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

QRgb toRgb(const OkLab &lab)
{
    const double l = std::pow(lab.l + 0.3963377774 * lab.a + 0.2158037573 * lab.b, 3);
    const double m = std::pow(lab.l - 0.1055613458 * lab.a - 0.0638541728 * lab.b, 3);
    const double s = std::pow(lab.l - 0.0894841775 * lab.a - 1.2914855480 * lab.b, 3);
    return qRgb(gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
                gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
                gamma(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s));
}

OkLab mix(const OkLab &from, const OkLab &to, double share)
{
    return {from.l + (to.l - from.l) * share, from.a + (to.a - from.a) * share,
            from.b + (to.b - from.b) * share};
}

} // namespace

double perceivedLightness(QRgb colour)
{
    return toOkLab(colour).l;
}

HeatScale::HeatScale(const Theme &theme)
{
    // The first step can be told from a place without any.
    const OkLab ground = toOkLab(theme.background.rgb());
    std::vector<OkLab> stops;
    if (theme.isDark)
        stops = {mix(ground, toOkLab(qRgb(0x2a, 0x5a, 0xa8)), 0.35),
                 toOkLab(qRgb(0x24, 0x5f, 0xa8)), toOkLab(qRgb(0x1f, 0x9a, 0x9e)),
                 toOkLab(qRgb(0x8f, 0xd0, 0x5a)), toOkLab(qRgb(0xff, 0xf4, 0xb0))};
    else
        stops = {mix(ground, toOkLab(qRgb(0x9c, 0xd4, 0xc4)), 0.35),
                 toOkLab(qRgb(0x9a, 0xd2, 0xc8)), toOkLab(qRgb(0x4a, 0xa6, 0xc0)),
                 toOkLab(qRgb(0x2b, 0x62, 0xa8)), toOkLab(qRgb(0x2a, 0x10, 0x50))};
    for (int i = 0; i < Steps; ++i) {
        const double place = double(i) / (Steps - 1) * double(stops.size() - 1);
        const auto stop = std::min(std::size_t(place), stops.size() - 2);
        m_colours[std::size_t(i)] = toRgb(mix(stops[stop], stops[stop + 1], place - double(stop)));
    }
    setBounds(m_least, m_most);
}

void HeatScale::setBounds(double least, double most)
{
    m_least = least;
    // At least a factor of ten, so that small differences look small.
    m_most = std::max(most, 10 * least);
    m_logLeast = std::log(m_least);
    m_perLog = (Steps - 1) / (std::log(m_most) - m_logLeast);
}

int HeatScale::stepOf(double amount) const
{
    if (!(amount > m_least))
        return 0;
    return std::min(int((std::log(amount) - m_logLeast) * m_perLog), Steps - 1);
}

} // namespace Orderflow
