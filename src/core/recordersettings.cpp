#include "recordersettings.h"

namespace Orderflow {

std::vector<StreamName> RecorderSettings::streamNames() const
{
    std::vector<StreamName> names;
    for (const std::vector<std::string> *types : {&depthStreams, &tradeStreams}) {
        for (const std::string &type : *types) {
            for (const Symbol &symbol : symbols) {
                if (const std::optional<StreamName> name = StreamName::make(symbol, type))
                    names.push_back(*name);
            }
        }
    }
    return names;
}

} // namespace Orderflow
