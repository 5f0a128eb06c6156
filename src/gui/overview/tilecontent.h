#pragma once

#include "gui/source/statussource.h"

#include <QString>

#include <array>
#include <cstddef>

namespace Orderflow {

/// What a tile says.
struct TileContent
{
    /// Large, and short.
    QString value;
    /// Under it; what does not fit is in the tooltip.
    QString detail;
    QString secondDetail;
    Health health = Health::Off;
    /// What the figure is, for the tooltip.
    QString explanation;

    bool operator==(const TileContent &) const = default;
};

/// The tiles of the overview, in their order.
enum class TileKind { Events, Rows, Lag, Coverage, Gaps, Spool, Database, Disk };

inline constexpr std::size_t TileCount = 8;

using TileContents = std::array<TileContent, TileCount>;

QString titleOf(TileKind kind);

/// By their kinds. What is not known is Format::nothing(); where the status is an old one, because
/// there is no answer, no tile claims that all is well.
TileContents tileContents(const ShownStatus &shown);

} // namespace Orderflow
