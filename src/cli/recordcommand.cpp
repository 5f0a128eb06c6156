#include "recordcommand.h"

#include "recordrun.h"

namespace Orderflow {

using namespace Qt::StringLiterals;

RecordCommand::RecordCommand()
    : Command(u"record"_s, u"record the exchange's streams into the database"_s, Settings::All)
{
    m_options = RecordRun::options();
}

ExitCode RecordCommand::execute(const CommandCall &call)
{
    const auto run = RecordRun::parse(call.options);
    if (!run)
        return call.fail(ExitCode::UsageError, run.error());
    return run->run(call.settings.recorder, call);
}

} // namespace Orderflow
