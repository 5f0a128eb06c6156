#pragma once

#include "replay/marketsource.h"

#include <QStringList>

#include <memory>

namespace Orderflow {

/// Whether a capture ends or starts over.
enum class PlayMode {
    /// Ends after the last line.
    Once,
    /// Starts over without end; ids and times go on, so that no chain breaks at the seam.
    Loop
};

/// Opens capture files, played one after another in the given order, in the feed format:
/// `<receive time, ns since 1970> <public|market|rest> <frame>`, where a `rest` line has the path
/// and the JSON of a response in place of a frame; plain or gzip. Reads all of them once, so an
/// error in any line, with its file and line number, comes from here and not in mid-play.
tl::expected<std::unique_ptr<MarketSource>, QString> openCapture(const QStringList &files,
                                                                 PlayMode mode);

} // namespace Orderflow
