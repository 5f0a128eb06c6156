-- orderflow-recorder, schema version 3 of SQLite: checksums of the events, repairs of the gaps,
-- and views for those who read.
-- docs/database.md describes every table and column; 0001 has the form of these files.

-- Null in rows of older versions, whose content nothing vouches for.
ALTER TABLE futures_trades ADD COLUMN checksum INTEGER;

ALTER TABLE futures_orderbook_updates ADD COLUMN checksum INTEGER;

ALTER TABLE capture_gaps ADD COLUMN note TEXT;

UPDATE capture_gaps
SET status = 'unfillable', note = 'The exchange keeps no history of its order books.'
WHERE status = 'open' AND stream <> 'aggTrade';

-- What waits for a repair is little beside the proved reconnects.
CREATE INDEX capture_gaps_open ON capture_gaps (to_time) WHERE status = 'open';

-- Views for those who read. Each finds its way along the keys, because a count or a DISTINCT of
-- the tables of events reads all of them.

-- The streams are found by skipping from each symbol (and kind) of the key to the next.
CREATE VIEW capture_streams AS
WITH RECURSIVE trade_symbols (symbol) AS (
    SELECT min(symbol) FROM futures_trades
    UNION ALL
    SELECT (SELECT min(t.symbol) FROM futures_trades AS t WHERE t.symbol > s.symbol)
    FROM trade_symbols AS s
    WHERE s.symbol IS NOT NULL
), depth_symbols (symbol) AS (
    SELECT min(symbol) FROM futures_orderbook_updates
    UNION ALL
    SELECT (SELECT min(u.symbol) FROM futures_orderbook_updates AS u WHERE u.symbol > s.symbol)
    FROM depth_symbols AS s
    WHERE s.symbol IS NOT NULL
), depth_streams (symbol, depth_kind) AS (
    SELECT s.symbol,
           (SELECT min(u.depth_kind) FROM futures_orderbook_updates AS u WHERE u.symbol = s.symbol)
    FROM depth_symbols AS s
    WHERE s.symbol IS NOT NULL
    UNION ALL
    SELECT s.symbol,
           (SELECT min(u.depth_kind)
            FROM futures_orderbook_updates AS u
            WHERE u.symbol = s.symbol AND u.depth_kind > s.depth_kind)
    FROM depth_streams AS s
    WHERE s.depth_kind IS NOT NULL
)
SELECT s.symbol, 'aggTrade' AS stream,
       (SELECT t.agg_trade_id FROM futures_trades AS t WHERE t.symbol = s.symbol
        ORDER BY t.agg_trade_id, t.trade_time LIMIT 1) AS first_id,
       (SELECT t.trade_time FROM futures_trades AS t WHERE t.symbol = s.symbol
        ORDER BY t.agg_trade_id, t.trade_time LIMIT 1) AS first_time,
       (SELECT t.agg_trade_id FROM futures_trades AS t WHERE t.symbol = s.symbol
        ORDER BY t.agg_trade_id DESC, t.trade_time DESC LIMIT 1) AS last_id,
       (SELECT t.trade_time FROM futures_trades AS t WHERE t.symbol = s.symbol
        ORDER BY t.agg_trade_id DESC, t.trade_time DESC LIMIT 1) AS last_time
FROM trade_symbols AS s
WHERE s.symbol IS NOT NULL
UNION ALL
SELECT s.symbol, s.depth_kind,
       (SELECT u.final_update_id FROM futures_orderbook_updates AS u
        WHERE u.symbol = s.symbol AND u.depth_kind = s.depth_kind
        ORDER BY u.final_update_id, u.transaction_time LIMIT 1),
       (SELECT u.transaction_time FROM futures_orderbook_updates AS u
        WHERE u.symbol = s.symbol AND u.depth_kind = s.depth_kind
        ORDER BY u.final_update_id, u.transaction_time LIMIT 1),
       (SELECT u.final_update_id FROM futures_orderbook_updates AS u
        WHERE u.symbol = s.symbol AND u.depth_kind = s.depth_kind
        ORDER BY u.final_update_id DESC, u.transaction_time DESC LIMIT 1),
       (SELECT u.transaction_time FROM futures_orderbook_updates AS u
        WHERE u.symbol = s.symbol AND u.depth_kind = s.depth_kind
        ORDER BY u.final_update_id DESC, u.transaction_time DESC LIMIT 1)
FROM depth_streams AS s
WHERE s.depth_kind IS NOT NULL;

-- It calculates in whole microseconds and in days since 1970, because julianday() is not exact.
CREATE VIEW capture_coverage AS
WITH RECURSIVE streams AS MATERIALIZED (
    SELECT symbol, stream, first_us, last_us,
           first_us / 86400000000 AS first_day, last_us / 86400000000 AS last_day
    FROM (
        SELECT symbol, stream,
               CAST(strftime('%s', substr(first_time, 1, 19)) AS INTEGER) * 1000000
                   + CAST(substr(first_time, 21, 6) AS INTEGER) AS first_us,
               CAST(strftime('%s', substr(last_time, 1, 19)) AS INTEGER) * 1000000
                   + CAST(substr(last_time, 21, 6) AS INTEGER) AS last_us
        FROM capture_streams
    )
), days (symbol, stream, first_us, last_us, day, last_day) AS (
    SELECT symbol, stream, first_us, last_us, first_day, last_day
    FROM streams
    WHERE first_day <= last_day
    UNION ALL
    SELECT symbol, stream, first_us, last_us, day + 1, last_day FROM days WHERE day < last_day
), gap_times AS (
    SELECT id, symbol, stream,
           CAST(strftime('%s', substr(from_time, 1, 19)) AS INTEGER) * 1000000
               + CAST(substr(from_time, 21, 6) AS INTEGER) AS from_us,
           CAST(strftime('%s', substr(to_time, 1, 19)) AS INTEGER) * 1000000
               + CAST(substr(to_time, 21, 6) AS INTEGER) AS to_us,
           max(coalesce(missing_events - filled_rows, 0), 0) AS still_missing
    FROM capture_gaps
    WHERE status <> 'filled' AND missing_events IS NOT 0
), gaps AS (
    -- uncovered_us: from where no earlier gap of the stream has counted the time already.
    SELECT symbol, stream, from_us, to_us, still_missing,
           max(from_us, coalesce(max(to_us) OVER (
               PARTITION BY symbol, stream ORDER BY from_us, to_us, id
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), from_us)) AS uncovered_us
    FROM gap_times
), gap_days (symbol, stream, day, last_day, from_day, from_us, to_us, still_missing) AS (
    SELECT s.symbol, s.stream,
           max(g.from_us / 86400000000, s.first_day), min(g.to_us / 86400000000, s.last_day),
           g.from_us / 86400000000, max(g.uncovered_us, s.first_us), min(g.to_us, s.last_us),
           g.still_missing
    FROM gaps AS g
    JOIN streams AS s ON s.symbol = g.symbol AND s.stream = g.stream
    WHERE g.from_us / 86400000000 <= s.last_day AND g.to_us / 86400000000 >= s.first_day
    UNION ALL
    SELECT symbol, stream, day + 1, last_day, from_day, from_us, to_us, still_missing
    FROM gap_days
    WHERE day < last_day
), gap_sums AS (
    SELECT symbol, stream, day,
           sum(max(0, min(to_us, (day + 1) * 86400000000) - max(from_us, day * 86400000000)))
               AS gap_us,
           sum(CASE WHEN day = from_day THEN still_missing ELSE 0 END) AS missing_events,
           count(*) AS gaps
    FROM gap_days
    GROUP BY symbol, stream, day
), sums AS (
    SELECT d.day, d.symbol, d.stream,
           max(0, min(d.last_us, (d.day + 1) * 86400000000)
                  - max(d.first_us, d.day * 86400000000)) AS recorded_us,
           coalesce(g.gap_us, 0) AS gap_us,
           coalesce(g.missing_events, 0) AS missing_events,
           coalesce(g.gaps, 0) AS open_gaps
    FROM days AS d
    LEFT JOIN gap_sums AS g ON g.symbol = d.symbol AND g.stream = d.stream AND g.day = d.day
)
SELECT date(day * 86400, 'unixepoch') AS day, symbol, stream,
       recorded_us / 1000000.0 AS recorded_seconds,
       gap_us / 1000000.0 AS gap_seconds,
       missing_events, open_gaps,
       min((recorded_us - gap_us) / 86400,
           CASE WHEN open_gaps > 0 THEN 999999 ELSE 1000000 END) / 10000.0 AS coverage_percent
FROM sums;

-- SQLite has no aggregate of the first price, so min() and max() take texts that begin with what
-- orders them, and end with the price as it is written.
CREATE VIEW trade_bars_1m AS
SELECT symbol,
       substr(trade_time, 1, 16) || ':00.000000' AS bar_time,
       substr(min(printf('%020d', agg_trade_id) || price), 21) AS open,
       substr(max(printf('%040.16f', price) || price), 41) AS high,
       substr(min(printf('%040.16f', price) || price), 41) AS low,
       substr(max(printf('%020d', agg_trade_id) || price), 21) AS close,
       sum(CAST(quantity AS REAL)) AS volume,
       sum(CASE WHEN is_buyer_maker THEN 0.0 ELSE CAST(quantity AS REAL) END) AS buy_volume,
       sum(CASE WHEN is_buyer_maker THEN CAST(quantity AS REAL) ELSE 0.0 END) AS sell_volume,
       sum(CASE WHEN is_buyer_maker THEN -CAST(quantity AS REAL) ELSE CAST(quantity AS REAL) END)
           AS delta,
       count(*) AS trades
FROM futures_trades
GROUP BY symbol, substr(trade_time, 1, 16) || ':00.000000';
