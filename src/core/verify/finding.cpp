#include "verify/finding.h"

namespace Orderflow {

void FindingList::add(const Finding &finding)
{
    ++(finding.severity == Finding::Severity::Error ? m_errors : m_remarks);
    if (m_findings.size() < MostKept)
        m_findings.push_back(finding);
}

QLatin1StringView toJsonName(FindingKind kind)
{
    switch (kind) {
    case FindingKind::MissingEvents:
        return QLatin1StringView("missing_events");
    case FindingKind::DuplicateId:
        return QLatin1StringView("duplicate_id");
    case FindingKind::ChangedRow:
        return QLatin1StringView("changed_row");
    case FindingKind::MissingChecksum:
        return QLatin1StringView("missing_checksum");
    case FindingKind::UnreadableRow:
        return QLatin1StringView("unreadable_row");
    case FindingKind::TimeOrder:
        return QLatin1StringView("time_order");
    case FindingKind::TimeRange:
        return QLatin1StringView("time_range");
    case FindingKind::ValueRange:
        return QLatin1StringView("value_range");
    case FindingKind::IdOrder:
        return QLatin1StringView("id_order");
    case FindingKind::CrossedBook:
        return QLatin1StringView("crossed_book");
    case FindingKind::UnsortedBook:
        return QLatin1StringView("unsorted_book");
    case FindingKind::RepeatedPrice:
        return QLatin1StringView("repeated_price");
    case FindingKind::LevelCount:
        return QLatin1StringView("level_count");
    case FindingKind::LedgerMismatch:
        return QLatin1StringView("ledger_mismatch");
    case FindingKind::SessionMismatch:
        return QLatin1StringView("session_mismatch");
    case FindingKind::OnlyInFile:
        return QLatin1StringView("only_in_file");
    case FindingKind::OnlyInDatabase:
        return QLatin1StringView("only_in_database");
    case FindingKind::DifferentValue:
        return QLatin1StringView("different_value");
    case FindingKind::RepeatedInFile:
        return QLatin1StringView("repeated_in_file");
    }
    Q_UNREACHABLE();
}

QLatin1StringView toJsonName(Finding::Severity severity)
{
    return severity == Finding::Severity::Error ? QLatin1StringView("error")
                                                : QLatin1StringView("remark");
}

} // namespace Orderflow
