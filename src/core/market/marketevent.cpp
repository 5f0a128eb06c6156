#include "market/marketevent.h"

namespace Orderflow {

const std::string &streamTypeOf(const AggTrade &)
{
    static const std::string name = "aggTrade";
    return name;
}

const std::string &streamTypeOf(const DepthUpdate &update)
{
    return update.depthKind;
}

} // namespace Orderflow
