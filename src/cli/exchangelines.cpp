#include "exchangelines.h"

#include "statustext.h"

#include <map>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

struct Group
{
    std::int64_t feeds = 0;
    std::int64_t open = 0;
    std::int64_t streams = 0;
    std::int64_t mute = 0;
    std::int64_t frames = 0;
    std::int64_t reconnects = 0;
    std::int64_t rotations = 0;
    /// Of one that is not open.
    QString problem;
};

Group groupOf(const FeedStatus &feed)
{
    const bool isOpen = feed.state == FeedStatus::State::Open;
    return {1,           isOpen ? 1 : 0,  feed.streams,   feed.muteStreams,
            feed.frames, feed.reconnects, feed.rotations, isOpen ? QString() : feed.lastProblem};
}

void add(Group &sum, const Group &group)
{
    sum.feeds += group.feeds;
    sum.open += group.open;
    sum.streams += group.streams;
    sum.mute += group.mute;
    sum.frames += group.frames;
    sum.reconnects += group.reconnects;
    sum.rotations += group.rotations;
    if (sum.problem.isEmpty())
        sum.problem = group.problem;
}

QString stateOf(const Group &group)
{
    if (group.feeds == 1)
        return group.open == 1 ? u"open"_s : u"not open"_s;
    return u"%1 of %2 open"_s.arg(group.open).arg(group.feeds);
}

QString detailOf(const Group &group)
{
    QString text = u"  %1 streams"_s.arg(StatusText::count(group.streams));
    if (group.mute > 0)
        text += u" (%1 mute)"_s.arg(StatusText::count(group.mute));
    text += u"  %1 frames  %2 reconnects"_s.arg(StatusText::count(group.frames),
                                                StatusText::count(group.reconnects));
    if (group.rotations > 0)
        text += u"  %1 rotations"_s.arg(StatusText::count(group.rotations));
    return text;
}

/// How the two sides compare; nothing where there is one.
std::vector<ExchangeLine> sideLines(const std::vector<SideStatus> &sides)
{
    std::vector<ExchangeLine> lines;
    if (sides.size() < 2)
        return lines;
    QString text = u"copies"_s;
    QString detail;
    for (std::size_t i = 0; i < sides.size(); ++i) {
        const SideStatus &side = sides[i];
        text +=
            u"  side %1 first with %2"_s.arg(QString::number(i + 1), StatusText::count(side.wins));
        if (side.seconds > 0) {
            detail += u"  side %1 else %2 behind, at most %3"_s.arg(
                QString::number(i + 1), StatusText::duration(side.totalBehind / side.seconds),
                StatusText::duration(side.mostBehind));
        }
    }
    lines.push_back({text, true, detail});
    return lines;
}

ExchangeLine clockLine(const ClockSample &clock)
{
    /// Beyond it the times of a row stop to be comparable with the exchange's.
    constexpr std::chrono::milliseconds Tolerable{500};
    const bool isAhead = clock.offset >= std::chrono::microseconds::zero();
    const std::chrono::microseconds offset = isAhead ? clock.offset : -clock.offset;
    return {u"clock  %1 %2 the exchange's"_s.arg(StatusText::duration(offset),
                                                 isAhead ? u"behind"_s : u"ahead of"_s),
            offset < Tolerable, u"  round trip "_s + StatusText::duration(clock.roundTrip)};
}

} // namespace

std::vector<ExchangeLine> exchangeLines(const RecorderStatus &status)
{
    std::map<std::pair<Route, int>, Group> groups;
    for (const FeedStatus &feed : status.feeds)
        add(groups[{feed.route, feed.side}], groupOf(feed));
    const bool hasSides = status.sides.size() > 1;
    std::vector<ExchangeLine> lines;
    for (const auto &[key, group] : groups) {
        QString title = routeName(key.first);
        if (hasSides)
            title += u" side %1"_s.arg(key.second);
        const QString problem = group.problem.isEmpty() ? QString() : u": "_s + group.problem;
        lines.push_back({title + u"  "_s + stateOf(group) + problem, group.open == group.feeds,
                         detailOf(group)});
    }
    for (const ExchangeLine &line : sideLines(status.sides))
        lines.push_back(line);
    if (status.clock)
        lines.push_back(clockLine(*status.clock));
    return lines;
}

} // namespace Orderflow
