#pragma once

#include "ingest/ingeststatus.h"
#include "recordersettings.h"
#include "storage/eventbatch.h"

#include <QString>

#include <cstdint>
#include <set>

namespace Orderflow {

/// Adds up what a fuzzed run recorded, and compares it with the counters of the run.
class RecordAudit
{
public:
    /// `settings` are those of the run.
    explicit RecordAudit(const RecorderSettings &settings);

    void take(const EventBatch &batch);

    /// What is wrong with the rows that were taken; empty where nothing is.
    const QString &rowFault() const { return m_rowFault; }

    /// What is wrong with `status`, at a moment when no batch is pending.
    QString statusFault(const IngestStatus &status) const;

private:
    void check(const AggTrade &trade);
    void check(const DepthUpdate &update);
    void check(const Decimal &decimal);
    void expect(bool isTrue, const char *what);

    const BatchLimits m_limits;
    std::set<Symbol> m_symbols;
    std::set<std::string> m_types;
    QString m_rowFault;
    std::int64_t m_rows = 0;
    std::int64_t m_lost = 0;
    std::int64_t m_holes = 0;
};

} // namespace Orderflow
