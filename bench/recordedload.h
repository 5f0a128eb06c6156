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
    /// Waits until all streams are subscribed to, of which a few hundred at a time are.
    void waitForAllStreams();

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

    /// What came of a load. `lost` is what the ledger has as lost to a queue that was full.
    struct Outcome
    {
        std::int64_t sent = 0;
        std::int64_t rows = 0;
        std::int64_t lost = 0;
        /// What was sent of what the load's rate asks for, since all streams were subscribed to.
        double shareSent = 1;

        /// Nothing was lost, and the recorder took its frames at the rate at which they came.
        bool isWhole() const { return lost == 0 && shareSent >= 0.98; }
    };
    /// Waits until a load with an end has been sent, or ends one without, and then until all of it
    /// is in the tables, or in the ledger as lost. Ends the program where it does not come.
    void waitUntilWritten();
    /// After that: stops the recorder. Ends the program where an event is missing of which the
    /// recorder does not say so, or where the ledger has another gap.
    Outcome stop();
    /// Both, of a load that the recorder should keep up with: ends the program where it is not
    /// whole. Returns how many events there were.
    std::int64_t finish();

    const CommitWatch &watch() const { return m_watch; }
    std::int64_t drawnBytes() const { return m_recorder.drawnBytes(); }
    /// When the recorder's process was started, when the first frame was due, and when all streams
    /// were subscribed to.
    UtcMicroseconds startedAt() const { return m_startedAt; }
    UtcMicroseconds playingAt() const;
    UtcMicroseconds completeAt() const;

private:
    void waitUntilSent();
    void waitUntilQuiet() const;
    double shareSent() const;

    BenchDatabase &m_database;
    const FrameLoad m_load;
    CommitWatch m_watch;
    FrameServer m_server;
    UtcMicroseconds m_startedAt;
    RecorderProcess m_recorder;
    std::uint64_t m_sent = 0;
    /// From when all streams were subscribed to, to the end of the sending.
    std::chrono::nanoseconds m_sendingTime{};
};

} // namespace Orderflow
