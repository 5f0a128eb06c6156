#include "progressline.h"

namespace Orderflow {

namespace {

/// Back to the start of the line, and nothing behind it.
constexpr QLatin1StringView Wiped("\r\x1b[K");

} // namespace

ProgressLine::ProgressLine(QTextStream &out, bool isTerminal)
    : m_out(out)
    , m_isTerminal(isTerminal)
{}

ProgressLine::~ProgressLine()
{
    clear();
}

void ProgressLine::show(const QString &text)
{
    constexpr qint64 LeastMilliseconds = 200;
    if (!m_isTerminal || (m_sinceShown.isValid() && m_sinceShown.elapsed() < LeastMilliseconds)) {
        return;
    }
    // A line that wraps could not be wiped.
    constexpr qsizetype MostColumns = 79;
    m_out << Wiped << text.first(qMin(text.size(), MostColumns)) << Qt::flush;
    m_isShown = true;
    m_sinceShown.start();
}

void ProgressLine::clear()
{
    if (!m_isShown)
        return;
    m_out << Wiped << Qt::flush;
    m_isShown = false;
    m_sinceShown.invalidate();
}

} // namespace Orderflow
