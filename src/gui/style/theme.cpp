#include "gui/style/theme.h"

namespace Orderflow {

using namespace Qt::StringLiterals;

Theme Theme::of(const QPalette &palette)
{
    Theme theme;
    theme.background = palette.color(QPalette::Base);
    theme.text = palette.color(QPalette::Text);
    theme.isDark = theme.background.lightnessF() < theme.text.lightnessF();
    theme.dimText = tinted(theme.background, theme.text, 0.65);
    theme.grid = tinted(theme.background, theme.text, 0.15);
    // Of the palette by Okabe and Ito for all kinds of colour vision, darker on light grounds.
    if (theme.isDark) {
        theme.good = QColor(0x2e, 0xc2, 0x9a);
        theme.attention = QColor(0xf0, 0xb4, 0x2d);
        theme.bad = QColor(0xff, 0x6e, 0x4a);
        theme.bid = QColor(0x35, 0xb5, 0xe5);
        theme.ask = QColor(0xf0, 0x8a, 0x4b);
        theme.line = QColor(0x7f, 0xb3, 0xf5);
        theme.secondLine = QColor(0xd8, 0x9a, 0xd0);
    } else {
        theme.good = QColor(0x00, 0x7a, 0x58);
        theme.attention = QColor(0x8f, 0x5f, 0x00);
        theme.bad = QColor(0xb8, 0x2e, 0x00);
        theme.bid = QColor(0x00, 0x6a, 0xa6);
        theme.ask = QColor(0xc0, 0x4f, 0x00);
        theme.line = QColor(0x1f, 0x5f, 0xbf);
        theme.secondLine = QColor(0x9a, 0x3f, 0x86);
    }
    theme.neutral = theme.dimText;
    return theme;
}

QColor Theme::of(Health health) const
{
    switch (health) {
    case Health::Off:
    case Health::Changing:
        break;
    case Health::Good:
        return good;
    case Health::Attention:
        return attention;
    case Health::Bad:
        return bad;
    }
    return neutral;
}

QColor tinted(const QColor &base, const QColor &colour, double share)
{
    const auto mix = [share](float a, float b) {
        return float(a + (b - a) * share);
    };
    return QColor::fromRgbF(mix(base.redF(), colour.redF()), mix(base.greenF(), colour.greenF()),
                            mix(base.blueF(), colour.blueF()));
}

QString symbolOf(Health health)
{
    switch (health) {
    case Health::Off:
        return u"○"_s;
    case Health::Changing:
        return u"◌"_s;
    case Health::Good:
        return u"✓"_s;
    case Health::Attention:
        return u"!"_s;
    case Health::Bad:
        return u"✗"_s;
    }
    return {};
}

} // namespace Orderflow
