#include "replay/streamrewriter.h"

#include "replay/jsonmembers.h"

#include <algorithm>
#include <string>

namespace Orderflow {

namespace {

std::string_view dataOf(const QByteArray &frame)
{
    return jsonMember(std::string_view(frame.constData(), std::size_t(frame.size())), "data");
}

/// What `key` is shifted by.
std::int64_t shiftOf(std::string_view key, const StreamShift &shift)
{
    if (key == "a")
        return shift.aggTradeId;
    if (key == "f" || key == "l")
        return shift.tradeId;
    if (key == "U" || key == "u" || key == "pu")
        return shift.updateId;
    if (key == "E" || key == "T")
        return shift.time.count();
    return 0;
}

} // namespace

StreamShift StreamShift::repeated(std::int64_t times) const
{
    return {aggTradeId * times, tradeId * times, updateId * times, time * times};
}

QByteArray shiftedFrame(const QByteArray &frame, const StreamShift &shift)
{
    QByteArray result;
    result.reserve(frame.size() + 16);
    const char *copied = frame.constBegin();
    JsonMembers members(dataOf(frame));
    while (members.next()) {
        const std::int64_t by = shiftOf(members.key(), shift);
        const std::optional<std::int64_t> number =
            by == 0 ? std::nullopt : jsonInteger(members.value());
        std::int64_t sum = 0;
        if (!number || __builtin_add_overflow(*number, by, &sum))
            continue;
        const std::string_view value = members.value();
        result.append(copied, value.data() - copied);
        result.append(QByteArray::number(qint64(sum)));
        copied = value.data() + value.size();
    }
    result.append(copied, frame.constEnd() - copied);
    return result;
}

void IdSpan::add(std::int64_t id)
{
    if (!first)
        first = id;
    last = id;
}

void TimeSpan::add(std::int64_t time)
{
    greatest = least ? std::max(greatest, time) : time;
    least = std::min(least.value_or(time), time);
}

void StreamChain::add(const QByteArray &frame)
{
    std::optional<std::int64_t> transactionTime;
    bool hasId = false;
    JsonMembers members(dataOf(frame));
    while (members.next()) {
        const std::string_view key = members.key();
        if (key.size() > 2)
            continue;
        const std::optional<std::int64_t> number = jsonInteger(members.value());
        if (!number)
            continue;
        if (key == "a")
            m_aggTradeIds.add(*number);
        else if (key == "f")
            m_firstTradeIds.add(*number);
        else if (key == "l")
            m_lastTradeIds.add(*number);
        else if (key == "u")
            m_updateIds.add(*number);
        else if (key == "pu")
            m_prevUpdateIds.add(*number);
        else if (key == "E")
            m_eventTimes.add(*number);
        else if (key == "T")
            transactionTime = number;
        hasId = hasId || key == "a" || key == "u";
    }
    if (hasId && transactionTime)
        m_transactionTimes.add(*transactionTime);
}

StreamShift StreamChain::shift() const
{
    StreamShift shift;
    if (m_aggTradeIds.first)
        shift.aggTradeId = m_aggTradeIds.last - *m_aggTradeIds.first + 1;
    if (m_firstTradeIds.first)
        shift.tradeId = m_lastTradeIds.last - *m_firstTradeIds.first + 1;
    if (m_prevUpdateIds.first)
        shift.updateId = m_updateIds.last - *m_prevUpdateIds.first;
    else if (m_updateIds.first)
        shift.updateId = m_updateIds.last - *m_updateIds.first + 1;
    return shift;
}

} // namespace Orderflow
