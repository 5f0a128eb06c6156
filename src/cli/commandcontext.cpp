#include "commandcontext.h"

#include "process/logging.h"

namespace Orderflow {

using namespace Qt::StringLiterals;

QString programName()
{
    return u"orderflow-recorder-cli"_s;
}

bool CommandContext::outHasColours() const
{
    return outIsTerminal && mayBeColoured(environment);
}

void CommandContext::say(LogLevel level, const QString &message)
{
    const bool isGrave = level >= LogLevel::Error;
    if (logging && logging->isForMachines()) {
        logging->say(level, u"orderflow.program"_s, message);
        return;
    }
    err << programName() << (isGrave ? u": "_s : u": warning: "_s)
        << (logging ? logging->masked(message) : message) << Qt::endl;
}

} // namespace Orderflow
