#include "bookladder.h"

#include "statustext.h"

#include <algorithm>
#include <cmath>

namespace Orderflow {

using namespace Qt::StringLiterals;
using ViewText::Align;
using ViewText::aligned;
using ViewText::displayWidth;

namespace {

struct Widths
{
    int price = 0;
    int quantity = 0;
    double largest = 0;
};

Widths widthsOf(const SymbolIntake &intake, int levels)
{
    Widths widths;
    for (const auto *side : {&intake.bids, &intake.asks}) {
        const auto shown = std::min(side->size(), std::size_t(std::max(0, levels)));
        for (std::size_t i = 0; i < shown; ++i) {
            const PriceLevel &level = (*side)[i];
            widths.price = std::max(widths.price, displayWidth(level.price.toString()));
            widths.quantity = std::max(widths.quantity, displayWidth(level.quantity.toString()));
            widths.largest = std::max(widths.largest, level.quantity.toDoubleForDisplay());
        }
    }
    return widths;
}

/// What is there at all can be seen.
QString bar(const PriceLevel &level, const Widths &widths, int room, Glyphs glyphs)
{
    const double quantity = level.quantity.toDoubleForDisplay();
    if (room <= 0 || !(quantity > 0))
        return {};
    const int length = std::clamp(int(std::lround(quantity / widths.largest * room)), 1, room);
    return QString(length, glyphs == Glyphs::Unicode ? u'█' : u'#');
}

bool isLast(const PriceLevel &level, const SymbolIntake &intake)
{
    return intake.lastTrade && level.price.compareValue(intake.lastTrade->price) == 0;
}

QString mark(const PriceLevel &level, const SymbolIntake &intake)
{
    return isLast(level, intake) ? u"*"_s : u" "_s;
}

ViewLine tallLine(const PriceLevel &level, const SymbolIntake &intake, const Widths &widths,
                  Tone tone, const QString &bar)
{
    return {{(tone == Tone::Ask ? u"  ask "_s : u"  bid "_s) +
                 aligned(level.price.toString(), widths.price, Align::Right) + mark(level, intake) +
                 u' ' + aligned(level.quantity.toString(), widths.quantity, Align::Right) + u"  "_s,
             tone},
            {bar, tone}};
}

} // namespace

QString BookLadder::lastTradeText(const SymbolIntake &intake)
{
    if (!intake.lastTrade)
        return u"no trade yet"_s;
    const AggTrade &trade = *intake.lastTrade;
    return u"last %1* × %2 %3"_s.arg(trade.price.toString(), trade.quantity.toString(),
                                     trade.isBuyerMaker ? u"sold"_s : u"bought"_s);
}

ViewLines BookLadder::tall(const SymbolIntake &intake, int width, int height, Glyphs glyphs)
{
    const int levels = std::max(0, (height - 1) / 2);
    const Widths widths = widthsOf(intake, levels);
    const int room = width - widths.price - widths.quantity - 10;
    const auto shown = [levels](const std::vector<PriceLevel> &side) {
        return std::min(side.size(), std::size_t(levels));
    };
    ViewLines lines;
    for (std::size_t i = shown(intake.asks); i > 0; --i) {
        const PriceLevel &level = intake.asks[i - 1];
        lines.push_back(
            tallLine(level, intake, widths, Tone::Ask, bar(level, widths, room, glyphs)));
    }
    const bool hasBoth = !intake.asks.empty() && !intake.bids.empty();
    const QString spread = hasBoth ? u"spread %1   "_s.arg(StatusText::difference(
                                         intake.asks.front().price, intake.bids.front().price))
                                   : QString();
    lines.push_back({{u"      "_s + spread + lastTradeText(intake)}});
    for (std::size_t i = 0; i < shown(intake.bids); ++i) {
        const PriceLevel &level = intake.bids[i];
        lines.push_back(
            tallLine(level, intake, widths, Tone::Bid, bar(level, widths, room, glyphs)));
    }
    return lines;
}

ViewLines BookLadder::flat(const SymbolIntake &intake, int width, int height, Glyphs glyphs)
{
    const Widths widths = widthsOf(intake, height);
    const int room = std::max(0, (width - 3) / 2 - widths.price - widths.quantity - 5);
    const std::size_t count = std::min(std::max(intake.bids.size(), intake.asks.size()),
                                       std::size_t(std::max(0, height)));
    const auto price = [&](const PriceLevel &level, Align align) {
        return aligned(level.price.toString(), widths.price, align);
    };
    ViewLines lines;
    for (std::size_t i = 0; i < count; ++i) {
        ViewLine line;
        if (i < intake.bids.size()) {
            const PriceLevel &level = intake.bids[i];
            line.push_back(
                {u"  "_s + aligned(bar(level, widths, room, glyphs), room, Align::Right) + u' ' +
                     aligned(level.quantity.toString(), widths.quantity, Align::Right) + u' ' +
                     mark(level, intake) + price(level, Align::Right),
                 Tone::Bid});
        } else {
            line.push_back({QString(room + widths.price + widths.quantity + 5, u' ')});
        }
        line.push_back({u" | "_s, Tone::Dim});
        if (i < intake.asks.size()) {
            const PriceLevel &level = intake.asks[i];
            line.push_back({price(level, Align::Left) + mark(level, intake) + u' ' +
                                aligned(level.quantity.toString(), widths.quantity, Align::Left) +
                                u' ' + bar(level, widths, room, glyphs),
                            Tone::Ask});
        }
        lines.push_back(line);
    }
    return lines;
}

} // namespace Orderflow
