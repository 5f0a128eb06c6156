#pragma once

#include "monitor/recorderstatus.h"
#include "viewstate.h"

#include <QObject>

#include <memory>
#include <optional>

namespace Orderflow {

/// The live view on the terminal of this process: draws the status, takes keys. Leaves the
/// terminal as it found it, in a crash too. At most one at a time; lives in a thread with an event
/// loop.
class TerminalView : public QObject
{
    Q_OBJECT

public:
    enum class Colour { No, Yes };

    /// Takes the screen, or returns null where the terminal cannot place text.
    static std::unique_ptr<TerminalView> open(Colour colour, Glyphs glyphs);
    ~TerminalView() override;

    /// Draws; to be called a few times a second. `link` says why the status is not a new one, where
    /// it comes from elsewhere.
    void show(const RecorderStatus &status, const std::optional<LinkTrouble> &link);

    /// A line for the bottom of the view, drawn with the next show(). May be called from any
    /// thread.
    void addLogLine(const LogLine &line);

    /// The newest warnings and worse that were added, for showing again once the view is gone.
    std::vector<LogLine> gravestLines() const;

signals:
    /// The user wants to leave.
    void quitRequested();
    /// The book of another symbol is shown.
    void bookShown(const Orderflow::Symbol &symbol);

private:
    class Private;
    explicit TerminalView(std::unique_ptr<Private> data);
    void readKeys();
    void resize();
    void drawSoon();
    void draw();

    std::unique_ptr<Private> d;
};

} // namespace Orderflow
