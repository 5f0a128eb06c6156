#pragma once

#include "http/httpanswer.h"
#include "ledger/ledgerreader.h"
#include "market/time.h"

#include <QByteArray>
#include <QUrlQuery>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>

namespace Orderflow {

/// What the status server answers to `/ledger`: what its reader read last, so that no number of
/// clients makes the database work more than one does. Never waits: whoever comes first is told to
/// come again. Belongs to one thread.
class LedgerEndpoint
{
public:
    /// As old an answer is given without reading anew.
    static constexpr std::chrono::seconds Fresh{3};
    /// An older one is not given while a new one is read.
    static constexpr std::chrono::seconds Oldest{30};

    /// `reader` outlives it; null where there is no database.
    explicit LedgerEndpoint(LedgerReader *reader)
        : m_reader(reader)
    {}

    HttpAnswer answer(const QUrlQuery &query, const ReceiveTime &now);

private:
    /// Has it read what all want who asked lately, where that is due.
    void ask(std::chrono::hours span, const ReceiveTime &now);
    HttpAnswer text(const LedgerAnswer &answer, std::chrono::hours span);

    LedgerReader *m_reader;
    /// The longest span that somebody asked for lately, and when.
    std::chrono::hours m_span{};
    std::chrono::nanoseconds m_spanAt{};
    /// When the reader was asked last, and how much it had answered then.
    std::optional<std::chrono::nanoseconds> m_askedAt;
    std::int64_t m_askedNumber = 0;
    /// Of one answer, by span.
    std::int64_t m_textNumber = 0;
    std::map<std::chrono::hours, QByteArray> m_texts;
};

} // namespace Orderflow
