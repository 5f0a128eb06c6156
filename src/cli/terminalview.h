#pragma once

#include "terminallayout.h"

#include <QByteArray>
#include <QObject>

#include <memory>

namespace Orderflow {

/// The live view on the terminal of this process: draws the status, takes keys. Leaves the
/// terminal as it found it. At most one at a time; lives in a thread with an event loop.
class TerminalView : public QObject
{
    Q_OBJECT

public:
    enum class Colour { No, Yes };

    /// Takes the screen, or returns null where the terminal cannot place text.
    static std::unique_ptr<TerminalView> open(Colour colour);
    ~TerminalView() override;

    /// Draws; to be called a few times a second.
    void show(const RecorderStatus &status);

    /// A line for the bottom of the view, drawn with the next show(). May be called from any
    /// thread.
    void addLogLine(const LogLine &line);

    /// The newest warnings and worse that were added, for showing again once the view is gone.
    std::vector<LogLine> gravestLines() const;

signals:
    /// The user wants to leave.
    void quitRequested();

private:
    class Private;
    explicit TerminalView(std::unique_ptr<Private> data);
    void readKeys();
    void draw();

    std::unique_ptr<Private> d;
};

} // namespace Orderflow
