#pragma once

#include "commandcontext.h"
#include "monitor/recorderstatus.h"
#include "viewstate.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace Orderflow {

class StopRequests;

/// How a running recorder shows itself.
class StatusPresenter
{
public:
    virtual ~StatusPresenter() = default;

    /// How often show() wants to be called.
    virtual std::chrono::milliseconds interval() const = 0;
    /// `link` says why the status is not a new one, where it comes from elsewhere.
    virtual void show(const RecorderStatus &status,
                      const std::optional<LinkTrouble> &link = std::nullopt) = 0;
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

/// What a user of the live view wants; both have to outlive the presenter.
struct ViewWishes
{
    /// To leave.
    StopRequests &quit;
    /// To see the book of another symbol; may be empty.
    std::function<void(const Symbol &symbol)> showBook = nullptr;
};

std::unique_ptr<StatusPresenter> makePresenter(Presentation presentation, CommandContext &context,
                                               const ViewWishes &wishes);

} // namespace Orderflow
