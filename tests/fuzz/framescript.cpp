#include "fuzz/framescript.h"

#include <algorithm>

namespace Orderflow {

namespace {

/// So that one input cannot take for ever; hundreds of frames are far from what -max_len holds.
constexpr std::size_t MostSteps = 512;

FrameStep readStep(QByteArrayView line)
{
    using Kind = FrameStep::Kind;
    const auto head = static_cast<unsigned char>(line.front());
    const QByteArrayView rest = line.sliced(1);
    const auto connection = [&rest] {
        return rest.empty() ? 0U : static_cast<unsigned char>(rest.front());
    };
    switch (head) {
    case 't':
        return {Kind::Wait, 0, rest.toByteArray()};
    case 'x':
        return {Kind::EndConnection, connection(), {}};
    case 'p':
        return {Kind::Pong, connection(), {}};
    case 's':
        return {Kind::ToggleDatabase, 0, {}};
    default:
        break;
    }
    if (head >= 'A' && head <= 'H')
        return {Kind::Binary, head - unsigned('A'), rest.toByteArray()};
    return {Kind::Text, head, rest.toByteArray()};
}

} // namespace

std::vector<FrameStep> readFrameScript(QByteArrayView input)
{
    std::vector<FrameStep> steps;
    while (!input.empty() && steps.size() < MostSteps) {
        const qsizetype end = std::find(input.begin(), input.end(), '\n') - input.begin();
        if (end > 0)
            steps.push_back(readStep(input.first(end)));
        input = input.sliced(std::min(end + 1, input.size()));
    }
    return steps;
}

std::string unguessableName(QByteArrayView input)
{
    // FNV-1a.
    std::uint64_t hash = 14'695'981'039'346'656'037U;
    for (const char byte : input)
        hash = (hash ^ static_cast<unsigned char>(byte)) * 1'099'511'628'211U;
    return "Q" +
           QByteArray::number(qulonglong(hash), 16).rightJustified(16, '0').toUpper().toStdString();
}

} // namespace Orderflow
