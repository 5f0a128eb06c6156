-- orderflow-recorder, schema version 3 of PostgreSQL: checksums of the events, repairs of the gaps,
-- and views and functions for those who read.
-- docs/database.md describes every table and column; 0001 has the form of these files.

-- Null in rows of older versions, whose content nothing vouches for.
ALTER TABLE futures_trades ADD COLUMN checksum bigint;

ALTER TABLE futures_orderbook_updates ADD COLUMN checksum bigint;

ALTER TABLE capture_gaps ADD COLUMN note text;

UPDATE capture_gaps
SET status = 'unfillable', note = 'The exchange keeps no history of its order books.'
WHERE status = 'open' AND stream <> 'aggTrade';

-- What waits for a repair is little beside the proved reconnects.
CREATE INDEX capture_gaps_open ON capture_gaps (to_time) WHERE status = 'open';

-- Views for those who read. Each finds its way along the keys, because a count or a DISTINCT of
-- the tables of events reads all of them.

-- The streams are found by skipping from each symbol (and kind) of the key to the next.
CREATE VIEW capture_streams AS
WITH RECURSIVE trade_symbols AS (
    (SELECT t.symbol FROM futures_trades AS t ORDER BY t.symbol LIMIT 1)
    UNION ALL
    SELECT following.symbol
    FROM trade_symbols AS s
    CROSS JOIN LATERAL (
        SELECT t.symbol FROM futures_trades AS t WHERE t.symbol > s.symbol ORDER BY t.symbol LIMIT 1
    ) AS following
), depth_streams AS (
    (SELECT u.symbol, u.depth_kind
     FROM futures_orderbook_updates AS u ORDER BY u.symbol, u.depth_kind LIMIT 1)
    UNION ALL
    SELECT following.symbol, following.depth_kind
    FROM depth_streams AS s
    CROSS JOIN LATERAL (
        SELECT u.symbol, u.depth_kind
        FROM futures_orderbook_updates AS u
        WHERE (u.symbol, u.depth_kind) > (s.symbol, s.depth_kind)
        ORDER BY u.symbol, u.depth_kind
        LIMIT 1
    ) AS following
)
SELECT s.symbol, CAST('aggTrade' AS text) AS stream,
       f.agg_trade_id AS first_id, f.trade_time AS first_time,
       l.agg_trade_id AS last_id, l.trade_time AS last_time
FROM trade_symbols AS s
CROSS JOIN LATERAL (
    SELECT t.agg_trade_id, t.trade_time
    FROM futures_trades AS t
    WHERE t.symbol = s.symbol
    ORDER BY t.agg_trade_id, t.trade_time
    LIMIT 1
) AS f
CROSS JOIN LATERAL (
    SELECT t.agg_trade_id, t.trade_time
    FROM futures_trades AS t
    WHERE t.symbol = s.symbol
    ORDER BY t.agg_trade_id DESC, t.trade_time DESC
    LIMIT 1
) AS l
UNION ALL
SELECT s.symbol, s.depth_kind,
       f.final_update_id, f.transaction_time,
       l.final_update_id, l.transaction_time
FROM depth_streams AS s
CROSS JOIN LATERAL (
    SELECT u.final_update_id, u.transaction_time
    FROM futures_orderbook_updates AS u
    WHERE u.symbol = s.symbol AND u.depth_kind = s.depth_kind
    ORDER BY u.final_update_id, u.transaction_time
    LIMIT 1
) AS f
CROSS JOIN LATERAL (
    SELECT u.final_update_id, u.transaction_time
    FROM futures_orderbook_updates AS u
    WHERE u.symbol = s.symbol AND u.depth_kind = s.depth_kind
    ORDER BY u.final_update_id DESC, u.transaction_time DESC
    LIMIT 1
) AS l;

COMMENT ON VIEW capture_streams IS
    'The streams that the database has events of, with the first and last event of each.';

-- Days are counted as timestamps without a time zone in UTC, so that the session's does not matter.
CREATE VIEW capture_coverage AS
WITH streams AS MATERIALIZED (
    SELECT symbol, stream, first_time, last_time,
           date_trunc('day', first_time AT TIME ZONE 'UTC') AS first_day,
           date_trunc('day', last_time AT TIME ZONE 'UTC') AS last_day
    FROM capture_streams
), days AS (
    SELECT s.symbol, s.stream, d.day,
           greatest(0, extract(epoch FROM
               least(s.last_time, (d.day + interval '1 day') AT TIME ZONE 'UTC')
               - greatest(s.first_time, d.day AT TIME ZONE 'UTC'))) AS seconds
    FROM streams AS s
    CROSS JOIN LATERAL generate_series(s.first_day, s.last_day, interval '1 day') AS d (day)
), gaps AS (
    -- covered_until: up to where earlier gaps of the stream have counted the time already.
    SELECT symbol, stream, from_time, to_time,
           date_trunc('day', from_time AT TIME ZONE 'UTC') AS first_day,
           date_trunc('day', to_time AT TIME ZONE 'UTC') AS last_day,
           greatest(coalesce(missing_events - filled_rows, 0), 0) AS still_missing,
           max(to_time) OVER (
               PARTITION BY symbol, stream ORDER BY from_time, to_time, id
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered_until
    FROM capture_gaps
    WHERE status <> 'filled' AND missing_events IS DISTINCT FROM 0
), gap_days AS (
    SELECT s.symbol, s.stream, d.day,
           sum(greatest(0, extract(epoch FROM
               least(g.to_time, s.last_time, (d.day + interval '1 day') AT TIME ZONE 'UTC')
               - greatest(g.from_time, g.covered_until, s.first_time,
                          d.day AT TIME ZONE 'UTC')))) AS seconds,
           sum(CASE WHEN d.day = g.first_day THEN g.still_missing ELSE 0 END) AS missing_events,
           count(*) AS gaps
    FROM streams AS s
    JOIN gaps AS g ON g.symbol = s.symbol AND g.stream = s.stream
    CROSS JOIN LATERAL generate_series(
        greatest(g.first_day, s.first_day), least(g.last_day, s.last_day), interval '1 day')
        AS d (day)
    GROUP BY s.symbol, s.stream, d.day
), sums AS (
    SELECT d.day, d.symbol, d.stream,
           CAST(d.seconds AS numeric) AS recorded_seconds,
           CAST(coalesce(g.seconds, 0) AS numeric) AS gap_seconds,
           CAST(coalesce(g.missing_events, 0) AS bigint) AS missing_events,
           coalesce(g.gaps, 0) AS open_gaps
    FROM days AS d
    LEFT JOIN gap_days AS g ON g.symbol = d.symbol AND g.stream = d.stream AND g.day = d.day
)
SELECT CAST(day AS date) AS day, symbol, stream,
       CAST(recorded_seconds AS double precision) AS recorded_seconds,
       CAST(gap_seconds AS double precision) AS gap_seconds,
       missing_events, open_gaps,
       CAST(least(trunc(100 * (recorded_seconds - gap_seconds) / 86400, 4),
                  CASE WHEN open_gaps > 0 THEN 99.9999 ELSE 100 END)
            AS double precision) AS coverage_percent
FROM sums;

COMMENT ON VIEW capture_coverage IS
    'How much of each UTC day of a stream was recorded, and what is missing from it.';

-- Cut in UTC: a zone may be off from it by seconds.
CREATE VIEW trade_bars_1m AS
SELECT symbol,
       date_trunc('minute', trade_time, 'UTC') AS bar_time,
       (array_agg(price ORDER BY agg_trade_id))[1] AS open,
       max(price) AS high,
       min(price) AS low,
       (array_agg(price ORDER BY agg_trade_id DESC))[1] AS close,
       sum(quantity) AS volume,
       sum(CASE WHEN is_buyer_maker THEN 0 ELSE quantity END) AS buy_volume,
       sum(CASE WHEN is_buyer_maker THEN quantity ELSE 0 END) AS sell_volume,
       sum(CASE WHEN is_buyer_maker THEN -quantity ELSE quantity END) AS delta,
       count(*) AS trades
FROM futures_trades
GROUP BY symbol, date_trunc('minute', trade_time, 'UTC');

COMMENT ON VIEW trade_bars_1m IS
    'Bars of one minute. For a span of time, trade_bars() reads less of the table.';

-- The planner puts the query of such a function in the place of the call, and so knows the span of
-- time and leaves out partitions. It would not where a function is STRICT or has a SET.

-- In whole microseconds, because a quotient of floating-point numbers may fall short of the bar
-- that a trade begins. date_bin() would need PostgreSQL 14.
CREATE FUNCTION trade_bars(
    p_symbol text, p_width interval, p_from timestamptz, p_to timestamptz)
RETURNS TABLE (
    bar_time timestamptz, open numeric, high numeric, low numeric, close numeric,
    volume numeric, buy_volume numeric, sell_volume numeric, delta numeric, trades bigint)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT timestamptz 'epoch' + b.number * make_interval(secs => date_part('epoch', p_width)),
           b.open, b.high, b.low, b.close,
           b.volume, b.buy_volume, b.sell_volume, b.buy_volume - b.sell_volume, b.trades
    FROM (
        SELECT CAST(round(date_part('epoch', t.trade_time) * 1000000) AS bigint)
               / CAST(round(date_part('epoch', p_width) * 1000000) AS bigint) AS number,
               (array_agg(t.price ORDER BY t.agg_trade_id))[1] AS open,
               max(t.price) AS high,
               min(t.price) AS low,
               (array_agg(t.price ORDER BY t.agg_trade_id DESC))[1] AS close,
               sum(t.quantity) AS volume,
               sum(CASE WHEN t.is_buyer_maker THEN 0 ELSE t.quantity END) AS buy_volume,
               sum(CASE WHEN t.is_buyer_maker THEN t.quantity ELSE 0 END) AS sell_volume,
               count(*) AS trades
        FROM futures_trades AS t
        WHERE t.symbol = p_symbol
          AND t.trade_time >= p_from AND t.trade_time < p_to
          AND p_width > interval '0'
          AND date_part('year', p_width) = 0 AND date_part('month', p_width) = 0
        GROUP BY number
    ) AS b
    ORDER BY b.number
$$;

COMMENT ON FUNCTION trade_bars(text, interval, timestamptz, timestamptz) IS
    'Bars of any fixed width, from p_from on and before p_to. Months and years: no rows.';

-- The first span of time that has a frame ends the search, and all give the same one: they only
-- differ in how much is read. The last one begins at a frame that the key finds, because the BRIN
-- index would read all that is older. Of a stream without a frame, EXISTS spares reading a day.
CREATE FUNCTION book_at(
    p_symbol text, p_time timestamptz, p_depth_kind text DEFAULT 'depth5@100ms')
RETURNS TABLE (
    transaction_time timestamptz, final_update_id bigint, bids jsonb, asks jsonb,
    age interval, in_gap boolean)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
AS $$
    SELECT f.transaction_time, f.final_update_id, f.bids, f.asks, p_time - f.transaction_time,
           EXISTS (
               SELECT
               FROM capture_gaps AS g
               WHERE g.symbol = p_symbol AND g.stream = p_depth_kind
                 AND g.from_time <= p_time AND g.to_time >= p_time
                 AND g.status <> 'filled' AND g.missing_events IS DISTINCT FROM 0)
    FROM (VALUES (p_time - interval '1 minute'), (p_time - interval '1 hour'),
                 (p_time - interval '24 hours'), ((
                     SELECT u.transaction_time
                     FROM futures_orderbook_updates AS u
                     WHERE u.symbol = p_symbol AND u.depth_kind = p_depth_kind
                       AND u.transaction_time <= p_time
                     ORDER BY u.final_update_id DESC
                     LIMIT 1))) AS span (from_time)
    CROSS JOIN LATERAL (
        SELECT u.transaction_time, u.final_update_id, u.bids, u.asks
        FROM futures_orderbook_updates AS u
        WHERE u.symbol = p_symbol AND u.depth_kind = p_depth_kind
          AND u.transaction_time >= span.from_time AND u.transaction_time <= p_time
        ORDER BY u.transaction_time DESC, u.final_update_id DESC
        LIMIT 1
    ) AS f
    WHERE EXISTS (
        SELECT
        FROM futures_orderbook_updates AS u
        WHERE u.symbol = p_symbol AND u.depth_kind = p_depth_kind)
    LIMIT 1
$$;

COMMENT ON FUNCTION book_at(text, timestamptz, text) IS
    'The last frame of a partial book that the exchange made at p_time or before, or no row.';
