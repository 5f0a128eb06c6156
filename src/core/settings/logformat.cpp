#include "settings/logformat.h"

#include <QLatin1StringView>
// Has the comparisons of QStringView in it.
#include <QString>

namespace Orderflow {

using namespace Qt::StringLiterals;

std::optional<LogFormat> parseLogFormat(QStringView text)
{
    if (text.compare("text"_L1, Qt::CaseInsensitive) == 0)
        return LogFormat::Text;
    if (text.compare("json"_L1, Qt::CaseInsensitive) == 0)
        return LogFormat::Json;
    return std::nullopt;
}

} // namespace Orderflow
