#include "exitcode.h"

#include <array>

namespace Orderflow {

using namespace Qt::StringLiterals;

std::span<const ExitCodeText> exitCodeTexts()
{
    static const std::array<ExitCodeText, 9> Texts{{
        {ExitCode::Success, u"all went well"_s},
        {ExitCode::Failure, u"something failed that has no code of its own"_s},
        {ExitCode::UsageError, u"an unknown command or option, or one that does not fit"_s},
        {ExitCode::BadSetting, u"a setting has a value that is not allowed"_s},
        {ExitCode::DatabaseError, u"the database cannot be used"_s},
        {ExitCode::ExchangeError, u"the exchange cannot be used as the settings ask"_s},
        {ExitCode::DataLost, u"ended in order, and some events could not be kept"_s},
        {ExitCode::Mismatch, u"the data are not what the ledger, or the archive, claims"_s},
        {ExitCode::CheckFailed, u"a check of doctor has failed"_s},
    }};
    return Texts;
}

} // namespace Orderflow
