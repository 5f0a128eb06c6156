#pragma once

#include "commandcontext.h"
#include "monitor/recorderstatus.h"

#include <chrono>
#include <memory>

namespace Orderflow {

class StopRequests;

/// How a running recorder shows itself.
class StatusPresenter
{
public:
    virtual ~StatusPresenter() = default;

    /// How often show() wants to be called.
    virtual std::chrono::milliseconds interval() const = 0;
    virtual void show(const RecorderStatus &status) = 0;
    /// The last one; after it, nothing is shown any more.
    virtual void finish(const RecorderStatus &status) = 0;
};

enum class Presentation {
    /// The live view where the output is a terminal, lines elsewhere.
    Automatic,
    /// A line every 10 s.
    Lines,
    /// A JSON object every second, and one at the end.
    Json
};

/// `quit` gets the wish of a user who leaves the live view; it has to outlive the presenter.
std::unique_ptr<StatusPresenter> makePresenter(Presentation presentation, CommandContext &context,
                                               StopRequests &quit);

} // namespace Orderflow
