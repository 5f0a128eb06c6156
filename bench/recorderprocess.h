#pragma once

#include "framesender.h"
#include "procfigures.h"

#include <QObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QUrl>

#include <cstdint>
#include <memory>

class QSocketNotifier;

namespace Orderflow {

/// How a recorder is started.
struct RecorderRun
{
    enum class Face {
        /// A line every ten seconds, which nobody reads.
        Lines,
        /// The live view, on a terminal of 200 columns and 50 lines.
        Terminal,
        /// The dashboard, on a screen that nobody sees.
        Dashboard,
    };

    QString databaseUrl;
    /// What it records, and from where.
    FrameLoad load;
    QUrl exchange;
    Face face = Face::Lines;
    /// Where its status server listens; 0 for nowhere.
    quint16 statusPort = 0;
};

/// The recorder as its users run it: one of the two programs beside this one, with default settings
/// but for what RecorderRun says, without REST, and with errors alone in its log. It ends when this
/// process does, however that ends.
class RecorderProcess : public QObject
{
    Q_OBJECT

public:
    /// Returns when it runs; ends the program where it does not.
    explicit RecorderProcess(const RecorderRun &run);
    /// Ends it as it is.
    ~RecorderProcess() override;

    ProcFigures figures() const { return ProcFigures::of(m_process.processId()); }

    /// Stops it in order and waits; whether it kept every event, as its exit code has it. Ends the
    /// program where it did not end well.
    bool stop();

    /// What it has written to its terminal so far.
    std::int64_t drawnBytes() const { return m_drawnBytes; }

private:
    void useTerminal();
    void drainTerminal();
    void onFinished();
    [[noreturn]] void fail() const;

    QTemporaryDir m_folder;
    bool m_isStopping = false;
    QProcess m_process;
    /// Our end of the terminal, and its own; -1 where it has none.
    int m_master = -1;
    int m_slave = -1;
    std::int64_t m_drawnBytes = 0;
    std::unique_ptr<QSocketNotifier> m_output;
};

} // namespace Orderflow
