#pragma once

#include <cstdint>

namespace Orderflow {

/// How the events of a batch go into their tables.
enum class InsertWay {
    /// The fastest. May fail on an event that is there already, and then the batch goes again.
    Plain,
    /// Leaves what is there already as it is.
    SkipDuplicates
};

/// Which way the next batch goes. What fails costs the server its work and leaves dead rows behind,
/// so that where batch after batch has duplicates, as between two recorders on one database, the
/// plain way is not tried again until a batch has none.
class InsertWayChooser
{
public:
    InsertWay next() const
    {
        return m_isOutcomeUnknown || m_conflicts >= EnoughConflicts ? InsertWay::SkipDuplicates
                                                                    : InsertWay::Plain;
    }

    /// The plain way met what is there already.
    void onConflict() { ++m_conflicts; }

    /// A commit was not answered: the batch, which comes again, may be stored.
    void onCommitFailed() { m_isOutcomeUnknown = true; }

    /// A batch is stored, on the way that next() said; `duplicates` of its events were there.
    void onCommitted(std::int64_t duplicates)
    {
        if (duplicates == 0)
            m_conflicts = 0;
        m_isOutcomeUnknown = false;
    }

private:
    static constexpr int EnoughConflicts = 2;

    int m_conflicts = 0;
    bool m_isOutcomeUnknown = false;
};

} // namespace Orderflow
