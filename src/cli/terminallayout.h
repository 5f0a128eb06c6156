#pragma once

#include "monitor/recorderstatus.h"
#include "process/logging.h"

#include <QString>

#include <vector>

namespace Orderflow {

/// What a piece of text is, for whoever gives it a look.
enum class Tone { Plain, Title, Heading, Dim, Good, Bad, Bid, Ask, Selected };

struct ViewSegment
{
    QString text;
    Tone tone = Tone::Plain;
};

using ViewLine = std::vector<ViewSegment>;

/// What the live view depends on besides the status.
struct ViewState
{
    int columns = 80;
    int rows = 24;
    /// Index of the symbol whose book is shown; held within range.
    int selected = 0;
    /// Oldest first.
    std::vector<LogLine> log;
};

/// How many columns of a terminal `text` takes; Chinese characters take two.
int displayWidth(QStringView text);

/// `text` cut or filled with blanks to exactly `width` columns.
QString fitted(const QString &text, int width);

/// The live view: exactly `rows` lines of at most `columns` columns, whatever their size. Pure.
std::vector<ViewLine> layoutView(const RecorderStatus &status, const ViewState &view);

} // namespace Orderflow
