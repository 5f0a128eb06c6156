#include "checkup/neededsettings.h"

#include <QHash>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QHash<QString, QStringList> makeTable()
{
    const QString database = u"DB_URL"_s;
    // Proxies that cannot be read are a problem of this one.
    const QString rest = u"BINANCE_REST_FUTURES_BASE_URL"_s;
    const QString webSocket = u"BINANCE_WS_FUTURES_BASE_URL"_s;
    const QString trust = u"TLS_CA_FILE"_s;
    const QStringList symbols{u"SYMBOLS_FUTURES"_s, u"SHARD"_s};
    const QStringList routes = QStringList{webSocket, rest, trust} + symbols;
    QHash<QString, QStringList> table{
        {u"Database extensions"_s, {database, u"STORAGE_TIMESCALE"_s, u"STORAGE_CITUS"_s}},
        {u"Database retention"_s, {database, u"RETENTION_DAYS"_s, u"RETENTION_GB"_s}},
        {u"Database disk"_s, {database, u"ALERT_DISK_FREE"_s}},
        {u"Spool"_s, {u"SPOOL_FILE"_s}},
        {u"Spool disk"_s, {u"SPOOL_FILE"_s, u"SPOOL_DISK_RESERVE"_s}},
        {u"Exchange"_s, {trust}},
        {u"Exchange name"_s, {webSocket, rest}},
        {u"Exchange TLS"_s, {rest, trust}},
        {u"Exchange REST"_s, {rest, trust}},
        {u"Exchange weight"_s, {rest, trust}},
        {u"Exchange symbols"_s, QStringList{rest, trust} + symbols},
        {u"Clock"_s, {rest, trust, u"ALERT_CLOCK_MS"_s}},
        {u"Route /public"_s, routes + QStringList{u"FUTURES_STREAMS_DEPTH"_s}},
        {u"Route /market"_s, routes + QStringList{u"FUTURES_STREAMS_TRADES"_s}}};
    for (const QString &part :
         {u"address"_s, u"connection"_s, u"version"_s, u"rights"_s, u"schema"_s, u"partitions"_s})
        table.insert(u"Database "_s + part, {database});
    return table;
}

} // namespace

QStringList neededSettings(const QString &resultName)
{
    static const QHash<QString, QStringList> Table = makeTable();
    return Table.value(resultName);
}

} // namespace Orderflow
