#include "statusheadline.h"

#include "statustext.h"

#include <QRegularExpression>
#include <QStringList>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QString completeness(const RecorderStatus &status)
{
    const auto &ledger = status.writer.ledger;
    if (ledger && ledger->open > 0)
        return u"%1 gaps open"_s.arg(StatusText::count(ledger->open));
    if (status.coverageToday && *status.coverageToday < 1)
        return StatusText::coverage(*status.coverageToday) + u" of today"_s;
    if (!ledger && status.gaps > 0)
        return u"%1 gaps"_s.arg(StatusText::count(status.gaps));
    return u"complete"_s;
}

QString recording(const RecorderStatus &status)
{
    // What goes from disk to the database is worth saying, and no trouble.
    const bool hasSpool = status.writer.spool.totals.batches > 0;
    QStringList parts{hasSpool ? verdict(status) : u"Recording"_s, completeness(status)};
    const LatencySummary &commit = status.latencies.receiveToCommit;
    if (commit.count > 0)
        parts << StatusText::duration(commit.p99) + u" behind"_s;
    return parts.join(u" · "_s);
}

} // namespace

QString headline(const RecorderStatus &status, const std::optional<TroubleStart> &troubled)
{
    if (isHealthy(status))
        return recording(status);
    if (!troubled)
        return verdict(status);
    return u"%1 since %2%3 UTC"_s.arg(verdict(status), troubled->isOlder ? u"before "_s : QString(),
                                      StatusText::timeOfDay(troubled->time));
}

QString headline(const LinkTrouble &link)
{
    const QString reason = link.reason.isEmpty() ? QString() : u": "_s + link.reason;
    return u"no answer from %1 since %2"_s.arg(link.address, StatusText::age(link.since)) + reason;
}

std::optional<TroubleStart> TroubleWatch::update(const RecorderStatus &status)
{
    static const QRegularExpression numbers(u"[0-9][0-9.,]*"_s);
    const QString now = isHealthy(status) ? QString() : verdict(status).replace(numbers, u"#"_s);
    if (now.isEmpty())
        m_start.reset();
    else if (now != m_verdict)
        m_start = TroubleStart{status.takenAt.utc, !m_hasSeenAny};
    m_verdict = now;
    m_hasSeenAny = true;
    return m_start;
}

} // namespace Orderflow
