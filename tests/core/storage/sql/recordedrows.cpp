#include "core/storage/sql/recordedrows.h"

#include <QTest>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

// All six decimals, as SQLite's texts have them.
QString fullTime(const QString &time)
{
    const QString fraction = time.section(u'.', 1);
    return time.section(u'.', 0, 0) + u'.' + fraction.leftJustified(6, u'0');
}

} // namespace

void RecordedRows::addTrade(int id, const QString &time, const QString &price,
                            const QString &quantity, bool isBuyerMaker, const QString &symbol)
{
    m_fixture.database->execute(
        u"INSERT INTO futures_trades (symbol, trade_time, price, quantity, is_buyer_maker, "
        "agg_trade_id, first_trade_id, last_trade_id, source, receive_time) "
        "VALUES ('%1', '%2', '%3', '%4', %5, %6, %6, %6, 'live', '%2')"_s.arg(
            symbol, fullTime(time), price, quantity, isBuyerMaker ? u"TRUE"_s : u"FALSE"_s,
            QString::number(id)));
}

void RecordedRows::addFrame(int id, const QString &time, const QString &kind, const QString &symbol)
{
    m_fixture.database->execute(
        u"INSERT INTO futures_orderbook_updates (symbol, depth_kind, event_time, "
        "transaction_time, first_update_id, final_update_id, prev_final_update_id, bids, asks, "
        "receive_time) VALUES ('%1', '%2', '%3', '%3', %4, %4, %4, '[[\"%4.10\",\"1\"]]', '[]', "
        "'%3')"_s.arg(symbol, kind, fullTime(time), QString::number(id)));
}

void RecordedRows::addGap(const QString &gap, const QString &stream, const QString &symbol)
{
    const QStringList fields = gap.split(u", "_s);
    QCOMPARE(fields.size(), 5);
    // The first missing id tells gaps of the same time apart.
    m_fixture.database->execute(
        u"INSERT INTO capture_gaps (session_id, symbol, stream, reason, status, missing_events, "
        "filled_rows, from_time, to_time, first_missing_id) "
        "VALUES (%1, '%2', '%3', 'disconnect', '%4', %5, %6, '%7', '%8', "
        "(SELECT count(*) FROM capture_gaps))"_s.arg(QString::number(m_fixture.sessionId), symbol,
                                                     stream, fields[0], fields[1], fields[2],
                                                     fullTime(fields[3]), fullTime(fields[4])));
}

QStringList RecordedRows::rows(const QString &query)
{
    QStringList texts;
    for (const QStringList &row : m_fixture.database->rows(query))
        texts.append(row.join(u' '));
    return texts;
}

QStringList RecordedRows::tradeBars(const QString &width, const QString &from, const QString &to)
{
    return rows(u"SELECT %1, open, close, trades FROM trade_bars('BTCUSDT', %2, '%3', '%4')"_s.arg(
        timeText(u"bar_time"_s), width, from, to));
}

} // namespace Orderflow
