#include "recordersettings.h"

namespace Orderflow {

using namespace Qt::StringLiterals;

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

tl::expected<NetworkAccess, QString> RecorderSettings::networkAccess() const
{
    const auto tls = tlsConfiguration(tlsCaFile);
    if (!tls)
        return tl::unexpected<QString>(u"TLS_CA_FILE: "_s + tls.error());
    return NetworkAccess{*tls, proxies};
}

} // namespace Orderflow
