#pragma once

#include "monitor/recorderstatus.h"
#include "viewstate.h"

#include <QString>

#include <optional>

namespace Orderflow {

/// The four questions of an operator in one line: `Recording · complete · 12 ms behind`, or what is
/// wrong, and since when: `Database away: … since 14:03:12 UTC`.
///
/// Complete means that no gap is open and nothing is missing of today. Behind is what 99 of 100
/// events of the last half minute took from being received to being committed.
QString headline(const RecorderStatus &status, const std::optional<TroubleStart> &troubled);

/// `no answer from 127.0.0.1:9464 since 12 s: connection refused`.
QString headline(const LinkTrouble &link);

/// Remembers since when a recorder has been in trouble; numbers in its verdict are no news.
/// Belongs to one thread.
class TroubleWatch
{
public:
    /// As of the newest status; nothing where all is well.
    std::optional<TroubleStart> update(const RecorderStatus &status);

private:
    bool m_hasSeenAny = false;
    QString m_verdict;
    std::optional<TroubleStart> m_start;
};

} // namespace Orderflow
