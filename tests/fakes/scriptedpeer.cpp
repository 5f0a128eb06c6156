#include "fakes/scriptedpeer.h"

#include "replay/jsonmembers.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrlQuery>

#include <algorithm>
#include <utility>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QByteArray dataOf(const QByteArray &frame)
{
    const std::string_view data =
        jsonMember(std::string_view(frame.constData(), std::size_t(frame.size())), "data");
    return QByteArray(data.data(), qsizetype(data.size()));
}

} // namespace

ScriptedPeer::ScriptedPeer(PeerTransport &transport, const QUrl &url, PeerContext &context,
                           Delivery delivery)
    : m_transport(&transport)
    , m_url(url)
    , m_context(context)
    , m_delivery(delivery)
    , m_bornIn(context.advance)
    , m_route(url.path().section(u'/', 1, 1))
{}

QStringList ScriptedPeer::silentStreams() const
{
    QStringList silent;
    for (const auto &[name, stream] : m_streams) {
        if (stream.isSubscribed && !stream.isServed)
            silent.append(QString::fromUtf8(name));
    }
    return silent;
}

std::int64_t ScriptedPeer::delivered(const QByteArray &stream) const
{
    return std::int64_t(deliveredIds(stream).size());
}

std::vector<std::int64_t> ScriptedPeer::deliveredIds(const QByteArray &stream) const
{
    const auto found = m_streams.find(stream);
    return found == m_streams.end() ? std::vector<std::int64_t>() : found->second.deliveredIds;
}

void ScriptedPeer::duplicateNext(const QByteArray &stream, int count)
{
    this->stream(stream).duplicates += count;
}

void ScriptedPeer::resume()
{
    m_isStalled = false;
    flush();
}

void ScriptedPeer::setLatency(std::chrono::nanoseconds latency)
{
    m_latency = latency;
}

void ScriptedPeer::send(const QByteArray &frame)
{
    enqueueIfOpen(Act::Text, frame);
}

void ScriptedPeer::sendFragmented(const QByteArray &frame, int fragments)
{
    enqueueIfOpen(Act::Fragments, frame, fragments);
}

void ScriptedPeer::sendRaw(const QByteArray &bytes)
{
    enqueueIfOpen(Act::Raw, bytes);
}

void ScriptedPeer::ping(const QByteArray &payload)
{
    enqueueIfOpen(Act::Ping, payload);
}

void ScriptedPeer::closeWith(int code, const QString &reason)
{
    enqueueIfOpen(Act::Close, reason.toUtf8(), code);
    if (m_state == State::Open)
        m_state = State::Closing;
}

void ScriptedPeer::endWithoutClose()
{
    enqueueIfOpen(Act::End, {});
    if (m_state == State::Open)
        m_state = State::Closing;
}

void ScriptedPeer::reset()
{
    if (m_state != State::Open && m_state != State::Closing)
        return;
    m_state = State::Closing;
    m_isStalled = false;
    m_queue.clear();
    enqueueControl(Act::Reset, {});
}

void ScriptedPeer::begin(const Fate &fate, int number, std::chrono::nanoseconds latency)
{
    m_fate = fate;
    m_number = number;
    switch (fate.kind) {
    case Fate::Kind::Accept:
        enqueueControl(Act::Accept, latency);
        return;
    case Fate::Kind::Refuse:
        enqueueControl(Act::Refuse, latency);
        return;
    case Fate::Kind::Answer:
        enqueueControl(Act::Answer, latency);
        return;
    case Fate::Kind::Silence:
        return;
    }
    Q_UNREACHABLE();
}

void ScriptedPeer::deliver(PeerStream &stream, const QByteArray &frame, std::int64_t id)
{
    if (!isOpen() || m_isMuted || stream.isMuted)
        return;
    if (!stream.hasScript()) {
        enqueueEvent(stream, {frame, id});
        return;
    }
    for (const PeerStream::Event &event : stream.play({frame, id}))
        enqueueEvent(stream, event);
}

void ScriptedPeer::enqueueEvent(PeerStream &stream, const PeerStream::Event &event)
{
    Outgoing item;
    item.bytes = m_protocol.isCombined() ? event.frame : dataOf(event.frame);
    item.stream = &stream;
    item.id = event.id;
    enqueue(std::move(item), m_latency);
}

void ScriptedPeer::enqueueIfOpen(Act act, const QByteArray &bytes, int number)
{
    if (!isOpen())
        return;
    Outgoing item;
    item.act = act;
    item.number = number;
    item.bytes = bytes;
    enqueue(std::move(item), m_latency);
}

void ScriptedPeer::enqueueControl(Act act, std::chrono::nanoseconds latency)
{
    Outgoing item;
    item.act = act;
    enqueue(std::move(item), latency);
}

void ScriptedPeer::enqueue(Outgoing item, std::chrono::nanoseconds latency)
{
    item.due = m_context.clock.now().monotonic + latency;
    // One connection keeps its order.
    if (!m_queue.empty())
        item.due = std::max(item.due, m_queue.back().due);
    item.order = m_context.order++;
    m_queue.push_back(std::move(item));
    flush();
}

std::optional<ScriptedPeer::Head> ScriptedPeer::head() const
{
    if (m_queue.empty() || m_isStalled)
        return std::nullopt;
    return Head{m_queue.front().due, m_queue.front().order};
}

void ScriptedPeer::flush()
{
    // What is enqueued meanwhile has its turn in the loop that runs already.
    if (m_delivery != Delivery::AtOnce || m_isFlushing)
        return;
    m_isFlushing = true;
    const std::chrono::nanoseconds now = m_context.clock.now().monotonic;
    while (head() && head()->due <= now)
        deliverNext();
    m_isFlushing = false;
    if (head())
        emit delayed();
}

void ScriptedPeer::deliverNext()
{
    // Taken out first: the client may end the connection, and with it the queue.
    const Outgoing item = std::move(m_queue.front());
    m_queue.pop_front();
    if (item.stream)
        item.stream->deliveredIds.push_back(item.id);
    perform(item);
}

void ScriptedPeer::perform(const Outgoing &item)
{
    switch (item.act) {
    case Act::Accept:
        becomeOpen();
        return;
    case Act::Refuse:
        m_transport->refuse(m_fate.end);
        return;
    case Act::Answer:
        m_transport->answer(m_fate.answer);
        return;
    case Act::Text:
        ++m_delivered;
        m_transport->deliverText(item.bytes);
        return;
    case Act::Fragments:
        ++m_delivered;
        m_transport->deliverFragments(item.bytes, item.number);
        return;
    case Act::Raw:
        m_transport->deliverRaw(item.bytes);
        return;
    case Act::Ping:
        m_transport->deliverPing(item.bytes);
        return;
    case Act::Pong:
        m_transport->deliverPong(item.bytes);
        return;
    case Act::Close:
        m_transport->deliverClose(item.number, QString::fromUtf8(item.bytes));
        return;
    case Act::End:
        m_transport->deliverEnd();
        return;
    case Act::Reset:
        m_transport->deliverReset();
        return;
    }
    Q_UNREACHABLE();
}

void ScriptedPeer::becomeOpen()
{
    m_state = State::Open;
    m_openedAt = m_context.clock.now().monotonic;
    emit opened();
    subscribeFromUrl();
    m_transport->accept();
}

void ScriptedPeer::subscribeFromUrl()
{
    QList<QByteArray> streams;
    const QString names = QUrlQuery(m_url).queryItemValue(u"streams"_s, QUrl::FullyDecoded);
    for (const QString &name : names.split(u'/', Qt::SkipEmptyParts))
        streams.append(name.toUtf8());
    if (const std::optional<ControlProtocol::Reply> refused = m_protocol.subscribe(streams)) {
        obey(*refused);
        return;
    }
    for (const QByteArray &name : streams) {
        PeerStream &stream = this->stream(name);
        if (std::exchange(stream.isSubscribed, true))
            continue;
        m_streamNames.append(QString::fromUtf8(name));
        emit subscriptionChanged(&stream);
    }
}

PeerStream &ScriptedPeer::stream(const QByteArray &name)
{
    const auto [found, isNew] = m_streams.try_emplace(name);
    if (isNew) {
        found->second.name = name;
        found->second.isServed = isServed(name, m_route);
    }
    return found->second;
}

void ScriptedPeer::handleText(const QByteArray &text)
{
    if (!isOpen() || !takesMessage())
        return;
    emit requested(text);
    const ControlProtocol::Reply reply = m_protocol.handle(text);
    obey(reply);
    noteSubscriptions(text);
    if (reply.subscribed)
        emit subscribed();
}

void ScriptedPeer::obey(const ControlProtocol::Reply &reply)
{
    send(reply.text);
    if (reply.text.startsWith("{\"error\""))
        emit violated(u"was answered "_s + QString::fromUtf8(reply.text));
    if (reply.closes)
        closeWith(PolicyViolated, u"Invalid request"_s);
}

void ScriptedPeer::noteSubscriptions(const QByteArray &request)
{
    const QJsonArray names = QJsonDocument::fromJson(request).object()["params"_L1].toArray();
    if (names.size() > qsizetype(MaxNamesPerRequest))
        emit violated(u"asked for %1 streams in one request"_s.arg(names.size()));
    for (const auto &value : names) {
        const QString name = value.toString();
        PeerStream &stream = this->stream(name.toUtf8());
        const bool isSubscribed = m_protocol.isSubscribed(stream.name);
        if (std::exchange(stream.isSubscribed, isSubscribed) == isSubscribed)
            continue;
        if (isSubscribed)
            m_streamNames.append(name);
        else
            m_streamNames.removeOne(name);
        emit subscriptionChanged(&stream);
    }
}

void ScriptedPeer::handlePing(const QByteArray &payload)
{
    if (!isOpen() || !takesMessage())
        return;
    m_pings.append(payload);
    enqueueIfOpen(Act::Pong, payload);
}

void ScriptedPeer::handlePong(const QByteArray &payload)
{
    if (!isOpen() || !takesMessage())
        return;
    m_pongs.append(payload);
}

bool ScriptedPeer::takesMessage()
{
    if (m_messages.takes(m_context.clock.now().monotonic))
        return true;
    emit violated(u"sent more than 10 messages within a second"_s);
    closeWith(PolicyViolated, u"Too many requests"_s);
    return false;
}

void ScriptedPeer::handleGone()
{
    if (m_state == State::Ended)
        return;
    const bool wasOpen = m_state != State::Connecting;
    m_state = State::Ended;
    m_transport = nullptr;
    m_queue.clear();
    emit ended(wasOpen);
}

} // namespace Orderflow
