#include "gui/overview/verdictwatch.h"

#include <QRegularExpression>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A page in sight is given a status more often than that.
constexpr auto LongestLook = 3s;

} // namespace

std::optional<VerdictWatch::Since> VerdictWatch::update(const ShownStatus &shown)
{
    const UtcMicroseconds now = shown.status.takenAt.utc;
    if (now == UtcMicroseconds())
        return std::nullopt;
    static const QRegularExpression figures(u"\\d+"_s);
    const QString verdict = verdictOf(shown).remove(figures);
    if (!m_since || verdict != m_verdict)
        m_since = Since{now, !m_since || now - m_lastTime > LongestLook};
    m_verdict = verdict;
    m_lastTime = now;
    return m_since;
}

} // namespace Orderflow
