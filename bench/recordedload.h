#pragma once

#include "benchdatabase.h"
#include "commitwatch.h"
#include "frameserver.h"
#include "recorderprocess.h"

#include <chrono>
#include <cstdint>

namespace Orderflow {

/// What happens in between.
void waitFor(std::chrono::milliseconds time);

/// A load on its way: a sender in a process of its own, the recorder in another, and the database,
/// which was emptied before.
class RecordedLoad
{
public:
    /// Starts all of it. `watchInterval` is that of the CommitWatch.
    RecordedLoad(BenchDatabase &database, const FrameLoad &load,
                 std::chrono::milliseconds watchInterval,
                 RecorderRun::Face face = RecorderRun::Face::Lines, quint16 statusPort = 0);

    /// Waits until the first frame is due.
    void waitForPlaying();

    /// Waits until all of a load with an end has left the sender.
    void waitUntilSent();

    /// Processor time so far, in seconds, and the memory of the recorder.
    struct Costs
    {
        double recorder = 0;
        double sender = 0;
        double database = 0;

        Costs operator-(const Costs &other) const
        {
            return {recorder - other.recorder, sender - other.sender, database - other.database};
        }
    };
    Costs costs() const;
    ProcFigures recorder() const { return m_recorder.figures(); }

    /// Waits until a load with an end has been sent, or ends one without, and stops the recorder
    /// when all of it is in the tables. Ends the program where an event is missing, or the ledger
    /// has a gap. Returns how many events there were.
    std::uint64_t finish();

    const CommitWatch &watch() const { return m_watch; }
    /// When the recorder's process was started, and when the first frame was due.
    UtcMicroseconds startedAt() const { return m_startedAt; }
    UtcMicroseconds playingAt() const;

private:
    void waitUntilWritten(std::uint64_t events);

    BenchDatabase &m_database;
    const FrameLoad m_load;
    CommitWatch m_watch;
    FrameServer m_server;
    UtcMicroseconds m_startedAt;
    RecorderProcess m_recorder;
};

} // namespace Orderflow
