#pragma once

#include <QString>
#include <QStringView>

#include <vector>

namespace Orderflow {

/// What a piece of text is, for whoever gives it a look. No tone carries a meaning that the text
/// does not.
enum class Tone { Plain, Title, Heading, Dim, Good, Bad, Bid, Ask, Selected };

struct ViewSegment
{
    QString text;
    Tone tone = Tone::Plain;
};

using ViewLine = std::vector<ViewSegment>;
using ViewLines = std::vector<ViewLine>;

/// What a terminal can show.
enum class Glyphs { Unicode, Ascii };

/// What fills a line of text in columns of a terminal. All widths count columns.
namespace ViewText {

enum class Align { Left, Right };

/// How many columns of a terminal `text` takes; Chinese characters take two.
int displayWidth(QStringView text);
int displayWidth(const ViewLine &line);

/// `text` cut or filled with blanks to exactly `width` columns.
QString fitted(const QString &text, int width);

/// `text` filled with blanks to at least `width` columns.
QString aligned(const QString &text, int width, Align align);

/// The line cut to at most `width` columns, without control characters: texts come from afar and
/// may hold anything.
ViewLine cut(const ViewLine &line, int width);

/// `left`, each line filled to `width` columns, and `right` beside it.
ViewLines beside(const ViewLines &left, int width, const ViewLines &right);

/// `text` for terminals that know nothing else: what ASCII has not is written otherwise, or as `?`,
/// in as many columns.
QString toAscii(const QString &text);

} // namespace ViewText

} // namespace Orderflow
