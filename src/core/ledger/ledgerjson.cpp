#include "ledger/ledgerjson.h"

#include "monitor/gapjson.h"
#include "monitor/memberreader.h"

#include <QJsonArray>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

void insert(QJsonObject &object, const QString &name, const std::optional<UtcMicroseconds> &time)
{
    if (time)
        object.insert(name, toIsoMicroseconds(*time));
}

void insert(QJsonObject &object, const QString &name, const QString &text)
{
    if (!text.isEmpty())
        object.insert(name, text);
}

template <typename Row>
QJsonArray toArray(const std::vector<Row> &rows, QJsonObject (*toObject)(const Row &))
{
    QJsonArray array;
    for (const Row &row : rows)
        array.append(toObject(row));
    return array;
}

QJsonObject streamJson(const StreamSpan &span)
{
    return {{u"symbol"_s, span.stream.symbol.toString()},
            {u"stream"_s, QString::fromStdString(span.stream.stream)},
            {u"first"_s, toIsoMicroseconds(span.first)},
            {u"last"_s, toIsoMicroseconds(span.last)}};
}

QJsonObject sessionJson(const LedgerSession &row)
{
    // Not its streams: they are many, and in the list of streams.
    const CaptureSession &session = row.session;
    QJsonObject object{{u"id"_s, qint64(row.id)},
                       {u"host"_s, session.host},
                       {u"processId"_s, session.processId},
                       {u"version"_s, session.version},
                       {u"startedAt"_s, toIsoMicroseconds(session.startedAt)},
                       {u"eventsReceived"_s, qint64(session.eventsReceived)},
                       {u"eventsWritten"_s, qint64(session.eventsWritten)},
                       {u"eventsLost"_s, qint64(session.eventsLost)}};
    insert(object, u"endedAt"_s, session.endedAt);
    return object;
}

QJsonObject connectionJson(const LedgerConnection &row)
{
    const CaptureConnection &connection = row.connection;
    QJsonObject object{{u"sessionId"_s, qint64(row.sessionId)},
                       {u"number"_s, qint64(connection.number)},
                       {u"route"_s, connection.route},
                       {u"url"_s, connection.url},
                       {u"shard"_s, qint64(connection.shard)},
                       {u"side"_s, qint64(connection.side)},
                       {u"streams"_s, qint64(connection.streams)},
                       {u"attemptedAt"_s, toIsoMicroseconds(connection.attemptedAt)},
                       {u"attempts"_s, qint64(connection.attempts)},
                       {u"frames"_s, qint64(connection.frames)},
                       {u"bytes"_s, qint64(connection.bytes)}};
    insert(object, u"openedAt"_s, connection.openedAt);
    insert(object, u"closedAt"_s, connection.closedAt);
    insert(object, u"endKind"_s, connection.endKind);
    insert(object, u"closeReason"_s, connection.closeReason);
    return object;
}

QJsonObject ledgerGapJson(const LedgerGap &row)
{
    QJsonObject object = gapJson(row.gap, toIsoMicroseconds);
    object.insert(u"id"_s, qint64(row.id));
    object.insert(u"sessionId"_s, qint64(row.sessionId));
    return object;
}

void readStream(MemberReader &reader, StreamSpan &span)
{
    reader.read("symbol"_L1, span.stream.symbol, &Symbol::parse);
    reader.read("stream"_L1, span.stream.stream);
    reader.read("first"_L1, span.first);
    reader.read("last"_L1, span.last);
}

void readSession(MemberReader &reader, LedgerSession &row)
{
    CaptureSession &session = row.session;
    reader.read("id"_L1, row.id);
    reader.read("host"_L1, session.host);
    reader.read("processId"_L1, session.processId);
    reader.read("version"_L1, session.version);
    reader.read("startedAt"_L1, session.startedAt);
    reader.read("endedAt"_L1, session.endedAt);
    reader.read("eventsReceived"_L1, session.eventsReceived);
    reader.read("eventsWritten"_L1, session.eventsWritten);
    reader.read("eventsLost"_L1, session.eventsLost);
}

void readConnection(MemberReader &reader, LedgerConnection &row)
{
    CaptureConnection &connection = row.connection;
    reader.read("sessionId"_L1, row.sessionId);
    reader.read("number"_L1, connection.number);
    reader.read("route"_L1, connection.route);
    reader.read("url"_L1, connection.url);
    reader.read("shard"_L1, connection.shard);
    reader.read("side"_L1, connection.side);
    reader.read("streams"_L1, connection.streams);
    reader.read("attemptedAt"_L1, connection.attemptedAt);
    reader.read("attempts"_L1, connection.attempts);
    reader.read("openedAt"_L1, connection.openedAt);
    reader.read("closedAt"_L1, connection.closedAt);
    reader.read("endKind"_L1, connection.endKind);
    reader.read("closeReason"_L1, connection.closeReason);
    reader.read("frames"_L1, connection.frames);
    reader.read("bytes"_L1, connection.bytes);
}

void readGapRow(MemberReader &reader, LedgerGap &row)
{
    reader.read("id"_L1, row.id);
    reader.read("sessionId"_L1, row.sessionId);
    readGap(reader, row.gap);
}

template <typename Row>
void readRows(MemberReader &reader, QLatin1StringView name, std::size_t most,
              std::vector<Row> &rows, void (*readRow)(MemberReader &, Row &))
{
    reader.readObjects(name, qsizetype(most), [&rows, readRow](MemberReader &members) {
        readRow(members, rows.emplace_back());
    });
}

} // namespace

QJsonObject toJson(const LedgerSpan &span)
{
    return {{u"from"_s, toIsoMicroseconds(span.from)},
            {u"to"_s, toIsoMicroseconds(span.to)},
            {u"streams"_s, toArray(span.streams, streamJson)},
            {u"sessions"_s, toArray(span.sessions, sessionJson)},
            {u"connections"_s, toArray(span.connections, connectionJson)},
            {u"gaps"_s, toArray(span.gaps, ledgerGapJson)},
            {u"areStreamsCut"_s, span.areStreamsCut},
            {u"areSessionsCut"_s, span.areSessionsCut},
            {u"areConnectionsCut"_s, span.areConnectionsCut},
            {u"areGapsCut"_s, span.areGapsCut}};
}

tl::expected<LedgerSpan, QString> ledgerFromJson(const QJsonObject &json)
{
    QString error;
    LedgerSpan span;
    MemberReader reader(json, {}, error);
    for (const QLatin1StringView needed : {"from"_L1, "to"_L1}) {
        if (!reader.has(needed))
            reader.fail(needed, "is missing");
    }
    reader.read("from"_L1, span.from);
    reader.read("to"_L1, span.to);
    readRows(reader, "streams"_L1, LedgerSpan::MaxStreams, span.streams, readStream);
    readRows(reader, "sessions"_L1, LedgerSpan::MaxSessions, span.sessions, readSession);
    readRows(reader, "connections"_L1, LedgerSpan::MaxConnections, span.connections,
             readConnection);
    readRows(reader, "gaps"_L1, LedgerSpan::MaxGaps, span.gaps, readGapRow);
    reader.read("areStreamsCut"_L1, span.areStreamsCut);
    reader.read("areSessionsCut"_L1, span.areSessionsCut);
    reader.read("areConnectionsCut"_L1, span.areConnectionsCut);
    reader.read("areGapsCut"_L1, span.areGapsCut);
    if (!error.isEmpty())
        return tl::make_unexpected(error);
    return span;
}

} // namespace Orderflow
