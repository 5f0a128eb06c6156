#include "viewtext.h"

#include <QList>

#include <algorithm>
#include <utility>

namespace Orderflow {

namespace {

bool isWide(char32_t c)
{
    return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) ||
           (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) ||
           (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
           (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1faff) ||
           (c >= 0x20000 && c <= 0x3fffd);
}

int columnsOf(char32_t c)
{
    const QChar::Category category = QChar::category(c);
    if (category == QChar::Mark_NonSpacing || category == QChar::Mark_Enclosing ||
        category == QChar::Other_Format)
        return 0;
    return isWide(c) ? 2 : 1;
}

QString withoutControlCharacters(QString text)
{
    for (QChar &c : text) {
        if (c.category() == QChar::Other_Control)
            c = u' ';
    }
    return text;
}

char16_t asciiOf(char32_t c)
{
    switch (c) {
    case U'·':
    case U'–':
        return u'-';
    case U'×':
        return u'x';
    case U'…':
        return u'.';
    default:
        return c < 0x80 ? char16_t(c) : u'?';
    }
}

} // namespace

int ViewText::displayWidth(QStringView text)
{
    int width = 0;
    for (const uint c : text.toUcs4())
        width += columnsOf(c);
    return width;
}

int ViewText::displayWidth(const ViewLine &line)
{
    int width = 0;
    for (const ViewSegment &segment : line)
        width += displayWidth(segment.text);
    return width;
}

QString ViewText::fitted(const QString &text, int width)
{
    QString result;
    int used = 0;
    for (const uint c : text.toUcs4()) {
        if (used + columnsOf(c) > width)
            break;
        result += QChar::fromUcs4(c);
        used += columnsOf(c);
    }
    return result + QString(std::max(0, width - used), u' ');
}

QString ViewText::aligned(const QString &text, int width, Align align)
{
    const QString padding(std::max(0, width - displayWidth(text)), u' ');
    return align == Align::Left ? QString(text + padding) : QString(padding + text);
}

ViewLine ViewText::cut(const ViewLine &line, int width)
{
    ViewLine result;
    int left = width;
    for (ViewSegment segment : line) {
        segment.text = withoutControlCharacters(segment.text);
        const int wished = displayWidth(segment.text);
        if (wished <= left)
            result.push_back(segment);
        else if (left > 0)
            result.push_back({fitted(segment.text, left), segment.tone});
        left -= std::min(wished, left);
    }
    return result;
}

ViewLines ViewText::beside(const ViewLines &left, int width, const ViewLines &right)
{
    ViewLines lines(std::max(left.size(), right.size()));
    for (std::size_t i = 0; i < lines.size(); ++i) {
        ViewLine line = i < left.size() ? cut(left[i], width) : ViewLine();
        if (i < right.size() && !right[i].empty()) {
            line.push_back({QString(std::max(0, width - displayWidth(line)), u' ')});
            line.insert(line.end(), right[i].begin(), right[i].end());
        }
        lines[i] = std::move(line);
    }
    return lines;
}

QString ViewText::toAscii(const QString &text)
{
    QString result;
    for (const uint c : text.toUcs4())
        result += QString(columnsOf(c), QChar(asciiOf(c)));
    return result;
}

} // namespace Orderflow
