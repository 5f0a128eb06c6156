-- orderflow-recorder: what of the views and functions of PostgreSQL has to be written in another way
-- where Citus has distributed the tables of events. Names, columns and results are the same.
--
-- Citus takes neither recursive queries over all symbols nor functions in the language SQL that read
-- distributed tables. In PL/pgSQL each query stands for itself, and most concern one symbol, so one
-- node.

CREATE OR REPLACE FUNCTION capture_streams_by_key()
RETURNS TABLE (symbol text, stream text, first_id bigint, first_time timestamptz,
               last_id bigint, last_time timestamptz)
LANGUAGE plpgsql STABLE
SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
    at_symbol text;
    at_kind text;
BEGIN
    SELECT min(t.symbol) INTO at_symbol FROM futures_trades AS t;
    WHILE at_symbol IS NOT NULL LOOP
        symbol := at_symbol;
        stream := 'aggTrade';
        SELECT t.agg_trade_id, t.trade_time INTO first_id, first_time
        FROM futures_trades AS t
        WHERE t.symbol = at_symbol
        ORDER BY t.agg_trade_id, t.trade_time LIMIT 1;
        SELECT t.agg_trade_id, t.trade_time INTO last_id, last_time
        FROM futures_trades AS t
        WHERE t.symbol = at_symbol
        ORDER BY t.agg_trade_id DESC, t.trade_time DESC LIMIT 1;
        RETURN NEXT;
        SELECT min(t.symbol) INTO at_symbol FROM futures_trades AS t WHERE t.symbol > at_symbol;
    END LOOP;
    SELECT min(u.symbol) INTO at_symbol FROM futures_orderbook_updates AS u;
    WHILE at_symbol IS NOT NULL LOOP
        SELECT min(u.depth_kind) INTO at_kind
        FROM futures_orderbook_updates AS u WHERE u.symbol = at_symbol;
        WHILE at_kind IS NOT NULL LOOP
            symbol := at_symbol;
            stream := at_kind;
            SELECT u.final_update_id, u.transaction_time INTO first_id, first_time
            FROM futures_orderbook_updates AS u
            WHERE u.symbol = at_symbol AND u.depth_kind = at_kind
            ORDER BY u.final_update_id, u.transaction_time LIMIT 1;
            SELECT u.final_update_id, u.transaction_time INTO last_id, last_time
            FROM futures_orderbook_updates AS u
            WHERE u.symbol = at_symbol AND u.depth_kind = at_kind
            ORDER BY u.final_update_id DESC, u.transaction_time DESC LIMIT 1;
            RETURN NEXT;
            SELECT min(u.depth_kind) INTO at_kind
            FROM futures_orderbook_updates AS u
            WHERE u.symbol = at_symbol AND u.depth_kind > at_kind;
        END LOOP;
        SELECT min(u.symbol) INTO at_symbol
        FROM futures_orderbook_updates AS u WHERE u.symbol > at_symbol;
    END LOOP;
END
$$;

CREATE OR REPLACE VIEW capture_streams AS
SELECT symbol, stream, first_id, first_time, last_id, last_time
FROM capture_streams_by_key();

CREATE OR REPLACE FUNCTION trade_bars(
    p_symbol text, p_width interval, p_from timestamptz, p_to timestamptz)
RETURNS TABLE (
    bar_time timestamptz, open numeric, high numeric, low numeric, close numeric,
    volume numeric, buy_volume numeric, sell_volume numeric, delta numeric, trades bigint)
LANGUAGE plpgsql STABLE
SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
BEGIN
    IF p_width IS NULL OR p_width <= interval '0' OR date_part('year', p_width) <> 0
       OR date_part('month', p_width) <> 0 THEN
        RETURN;
    END IF;
    RETURN QUERY
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
        WHERE t.symbol = p_symbol AND t.trade_time >= p_from AND t.trade_time < p_to
        GROUP BY 1
    ) AS b
    ORDER BY b.number;
END
$$;

CREATE OR REPLACE FUNCTION book_at(
    p_symbol text, p_time timestamptz, p_depth_kind text DEFAULT 'depth5@100ms')
RETURNS TABLE (
    transaction_time timestamptz, final_update_id bigint, bids jsonb, asks jsonb,
    age interval, in_gap boolean)
LANGUAGE plpgsql STABLE ROWS 1
SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
    span_start timestamptz;
BEGIN
    SELECT u.transaction_time INTO span_start
    FROM futures_orderbook_updates AS u
    WHERE u.symbol = p_symbol AND u.depth_kind = p_depth_kind
      AND u.transaction_time BETWEEN p_time - interval '1 minute' AND p_time
    ORDER BY u.transaction_time DESC LIMIT 1;
    IF span_start IS NULL THEN
        SELECT u.transaction_time INTO span_start
        FROM futures_orderbook_updates AS u
        WHERE u.symbol = p_symbol AND u.depth_kind = p_depth_kind
          AND u.transaction_time <= p_time
        ORDER BY u.final_update_id DESC LIMIT 1;
    END IF;
    SELECT u.transaction_time, u.final_update_id, u.bids, u.asks, p_time - u.transaction_time
    INTO transaction_time, final_update_id, bids, asks, age
    FROM futures_orderbook_updates AS u
    WHERE u.symbol = p_symbol AND u.depth_kind = p_depth_kind
      AND u.transaction_time >= span_start AND u.transaction_time <= p_time
    ORDER BY u.transaction_time DESC, u.final_update_id DESC LIMIT 1;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT EXISTS (
        SELECT
        FROM capture_gaps AS g
        WHERE g.symbol = p_symbol AND g.stream = p_depth_kind
          AND g.from_time <= p_time AND g.to_time >= p_time
          AND g.status <> 'filled' AND g.missing_events IS DISTINCT FROM 0)
    INTO in_gap;
    RETURN NEXT;
END
$$;
