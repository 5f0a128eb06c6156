#include "replay/controlprotocol.h"

#include "replay/jsonmembers.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <tl/expected.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QByteArray quotedJson(const QByteArray &text)
{
    QByteArray array =
        QJsonDocument(QJsonArray{QString::fromUtf8(text)}).toJson(QJsonDocument::Compact);
    return array.sliced(1, array.size() - 2);
}

ControlProtocol::Reply errorReply(int code, const QByteArray &message, const QByteArray &id,
                                  bool closes = false)
{
    QByteArray text = R"({"error":{"code":)" + QByteArray::number(code) + R"(,"msg":)" +
                      quotedJson(message) + '}';
    if (!id.isEmpty())
        text += R"(,"id":)" + id;
    return {text + '}', closes, false};
}

ControlProtocol::Reply resultReply(const QByteArray &result, const QByteArray &id)
{
    return {R"({"result":)" + result + R"(,"id":)" + id + '}', false, false};
}

/// Where byte `offset` of `text` is, as the exchange's parser says it.
QByteArray place(const QByteArray &text, qsizetype offset)
{
    const QByteArray before = text.first(offset);
    const qsizetype line = before.count('\n') + 1;
    const qsizetype column = offset - (before.lastIndexOf('\n') + 1);
    return " at line " + QByteArray::number(line) + " column " + QByteArray::number(column);
}

/// The text of an id, or empty where `value` is no unsigned integer of 64 bits.
QByteArray unsignedText(std::string_view value)
{
    const QByteArray text(value.data(), qsizetype(value.size()));
    bool isNumber = false;
    static_cast<void>(text.toULongLong(&isNumber));
    const bool digitsOnly = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    return isNumber && digitsOnly ? text : QByteArray();
}

QByteArray unknownVariant(const QByteArray &message, const QString &method)
{
    const QByteArrayView written(message);
    const qsizetype at = written.indexOf("\"method\"");
    const qsizetype open = written.indexOf('"', at + 8);
    const qsizetype end = open < 0 ? written.size() - 1 : written.indexOf('"', open + 1) + 1;
    return "Invalid request: unknown variant `" + method.toUtf8() +
           "`, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, "
           "`GET_PROPERTY`" +
           place(message, std::max<qsizetype>(end, 0));
}

/// The strings of `params`, or what is wrong with one of them.
tl::expected<QList<QByteArray>, QByteArray> streamsOf(const QJsonArray &params)
{
    QList<QByteArray> streams;
    for (const auto &param : params) {
        if (!param.isString())
            return tl::unexpected(QByteArray("Invalid request: stream name must be a string"));
        streams.append(param.toString().toUtf8());
        if (streams.last().size() > ControlProtocol::MaxStreamBytes)
            return tl::unexpected(QByteArray("Invalid request: stream name is too long"));
    }
    return streams;
}

} // namespace

struct ControlProtocol::Request
{
    QByteArray id;
    QJsonArray params;

    Reply error(int code, const QByteArray &message) const { return errorReply(code, message, id); }
};

ControlProtocol::Reply ControlProtocol::handle(const QByteArray &message)
{
    QJsonParseError fault{};
    const QJsonDocument document = QJsonDocument::fromJson(message, &fault);
    if (fault.error != QJsonParseError::NoError) {
        const qsizetype offset = std::min<qsizetype>(fault.offset, message.size());
        return errorReply(3, "Invalid JSON: expected value" + place(message, offset), {}, true);
    }
    const QByteArray id = unsignedText(
        jsonMember(std::string_view(message.constData(), std::size_t(message.size())), "id"));
    if (id.isEmpty())
        return errorReply(2, "Invalid request: request ID must be an unsigned integer", {});

    const QJsonObject object = document.object();
    const Request request{id, object.value("params"_L1).toArray()};
    if (!object.contains("method"_L1))
        return request.error(2, "Invalid request: missing field `method`" +
                                    place(message, message.size()));
    const QString method = object.value("method"_L1).toString();
    if (method == "LIST_SUBSCRIPTIONS"_L1)
        return listSubscriptions(request);

    using Handler = Reply (ControlProtocol::*)(const Request &);
    const std::array<std::pair<QLatin1StringView, Handler>, 4> handlers{{
        {"SUBSCRIBE"_L1, &ControlProtocol::subscribe},
        {"UNSUBSCRIBE"_L1, &ControlProtocol::unsubscribe},
        {"SET_PROPERTY"_L1, &ControlProtocol::setProperty},
        {"GET_PROPERTY"_L1, &ControlProtocol::getProperty},
    }};
    for (const auto &[name, handler] : handlers) {
        if (name != method)
            continue;
        if (!object.value("params"_L1).isArray())
            return request.error(2, "Invalid request: missing field `params`" +
                                        place(message, message.size()));
        return (this->*handler)(request);
    }
    return request.error(2, unknownVariant(message, method));
}

ControlProtocol::Reply ControlProtocol::subscribe(const Request &request)
{
    const tl::expected<QList<QByteArray>, QByteArray> streams = streamsOf(request.params);
    if (!streams)
        return request.error(2, streams.error());
    if (!add(*streams))
        return errorReply(4, "Too many subscriptions", request.id, true);
    Reply reply = resultReply("null", request.id);
    reply.subscribed = true;
    return reply;
}

std::optional<ControlProtocol::Reply> ControlProtocol::subscribe(const QList<QByteArray> &streams)
{
    const bool fits = std::ranges::all_of(
        streams, [](const QByteArray &name) { return name.size() <= MaxStreamBytes; });
    if (!fits || !add(streams))
        return errorReply(4, "Too many subscriptions", {}, true);
    return std::nullopt;
}

bool ControlProtocol::add(const QList<QByteArray> &streams)
{
    for (const QByteArray &stream : streams) {
        if (m_set.contains(stream))
            continue;
        if (m_set.size() == MaxStreams)
            return false;
        m_set.insert(stream);
        m_streams.append(stream);
    }
    return true;
}

ControlProtocol::Reply ControlProtocol::unsubscribe(const Request &request)
{
    const tl::expected<QList<QByteArray>, QByteArray> streams = streamsOf(request.params);
    if (!streams)
        return request.error(2, streams.error());
    for (const QByteArray &stream : *streams) {
        if (m_set.remove(stream))
            m_streams.removeOne(stream);
    }
    return resultReply("null", request.id);
}

ControlProtocol::Reply ControlProtocol::listSubscriptions(const Request &request) const
{
    QByteArray list;
    for (const QByteArray &stream : m_streams)
        list += (list.isEmpty() ? QByteArray() : QByteArray(",")) + quotedJson(stream);
    return resultReply('[' + list + ']', request.id);
}

ControlProtocol::Reply ControlProtocol::setProperty(const Request &request)
{
    if (request.params.size() > 2)
        return request.error(2, "Invalid request: too many parameters");
    if (!request.params.at(0).isString())
        return request.error(2, "Invalid request: property name must be a string");
    if (request.params.at(0).toString() != "combined"_L1)
        return request.error(0, "Unknown property");
    if (!request.params.at(1).isBool())
        return request.error(1, "Invalid value type: expected Boolean");
    m_combined = request.params.at(1).toBool();
    return resultReply("null", request.id);
}

ControlProtocol::Reply ControlProtocol::getProperty(const Request &request)
{
    if (request.params.size() > 1)
        return request.error(2, "Invalid request: too many parameters");
    if (!request.params.at(0).isString())
        return request.error(2, "Invalid request: property name must be a string");
    if (request.params.at(0).toString() != "combined"_L1)
        return request.error(0, "Unknown property");
    return resultReply(m_combined ? "true" : "false", request.id);
}

} // namespace Orderflow
