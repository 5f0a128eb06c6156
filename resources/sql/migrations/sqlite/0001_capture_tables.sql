-- orderflow-recorder, schema version 1 of SQLite: what is captured, and the proof of it.
-- docs/database.md describes every table and column.
--
-- Form of these files: a statement ends with a semicolon at the end of a line, and no other line
-- ends with one; comments stand on lines of their own. A file runs in one transaction, together
-- with its row in schema_version. It also runs in sqlite3:
--     sqlite3 -bail new.db '.read 0001_capture_tables.sql'
-- (the program adds the row in schema_version itself). A released file is never edited.
--
-- Times are text, 'YYYY-MM-DD HH:MM:SS.ffffff' in UTC, so that their order is the order in time.
-- Prices and quantities are text, so that every digit stays; CAST(price AS numeric) to calculate.

CREATE TABLE IF NOT EXISTS schema_version (
    version    INTEGER NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    applied_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now'))
) STRICT;

CREATE TABLE capture_sessions (
    id              INTEGER PRIMARY KEY,
    host            TEXT    NOT NULL,
    process_id      INTEGER NOT NULL,
    version         TEXT    NOT NULL,
    streams         TEXT    NOT NULL,
    started_at      TEXT    NOT NULL,
    ended_at        TEXT,
    events_received INTEGER NOT NULL DEFAULT 0,
    events_written  INTEGER NOT NULL DEFAULT 0,
    events_lost     INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE capture_connections (
    session_id   INTEGER NOT NULL REFERENCES capture_sessions (id),
    number       INTEGER NOT NULL,
    route        TEXT    NOT NULL,
    url          TEXT    NOT NULL,
    opened_at    TEXT    NOT NULL,
    closed_at    TEXT,
    close_reason TEXT,
    frames       INTEGER NOT NULL DEFAULT 0,
    bytes        INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (session_id, number)
) STRICT;

CREATE TABLE capture_gaps (
    id               INTEGER PRIMARY KEY,
    session_id       INTEGER NOT NULL REFERENCES capture_sessions (id),
    symbol           TEXT    NOT NULL,
    stream           TEXT    NOT NULL,
    reason           TEXT    NOT NULL CHECK (reason IN (
        'disconnect', 'sequence', 'silence', 'decode_error', 'overflow', 'write_failure', 'shutdown')),
    status           TEXT    NOT NULL CHECK (status IN ('open', 'filled', 'unfillable')),
    first_missing_id INTEGER,
    last_missing_id  INTEGER,
    missing_events   INTEGER,
    filled_rows      INTEGER NOT NULL DEFAULT 0,
    from_time        TEXT    NOT NULL,
    to_time          TEXT    NOT NULL,
    created_at       TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now'))
) STRICT;

-- A batch whose commit was not answered is written again; its gaps must not count twice.
CREATE UNIQUE INDEX capture_gaps_key ON capture_gaps (
    symbol, stream, from_time, to_time, reason, session_id,
    coalesce(first_missing_id, -1), coalesce(last_missing_id, -1)
);

CREATE TABLE futures_trades (
    id                INTEGER PRIMARY KEY,
    symbol            TEXT    NOT NULL,
    event_time        TEXT,
    trade_time        TEXT    NOT NULL,
    price             TEXT    NOT NULL,
    quantity          TEXT    NOT NULL,
    quantity_excl_rpi TEXT,
    is_buyer_maker    INTEGER NOT NULL CHECK (is_buyer_maker IN (0, 1)),
    agg_trade_id      INTEGER NOT NULL,
    first_trade_id    INTEGER NOT NULL,
    last_trade_id     INTEGER NOT NULL,
    source            TEXT    NOT NULL CHECK (source IN ('live', 'rest', 'file')),
    receive_time      TEXT    NOT NULL,
    ingest_time       TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')),
    UNIQUE (symbol, agg_trade_id, trade_time)
) STRICT;

CREATE INDEX futures_trades_trade_time ON futures_trades (symbol, trade_time);

CREATE TABLE futures_orderbook_updates (
    id                   INTEGER PRIMARY KEY,
    symbol               TEXT    NOT NULL,
    depth_kind           TEXT    NOT NULL,
    event_time           TEXT    NOT NULL,
    transaction_time     TEXT    NOT NULL,
    first_update_id      INTEGER NOT NULL,
    final_update_id      INTEGER NOT NULL,
    prev_final_update_id INTEGER NOT NULL,
    bids                 TEXT    NOT NULL,
    asks                 TEXT    NOT NULL,
    receive_time         TEXT    NOT NULL,
    ingest_time          TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')),
    UNIQUE (symbol, depth_kind, final_update_id, transaction_time)
) STRICT;

CREATE INDEX futures_orderbook_updates_transaction_time
    ON futures_orderbook_updates (symbol, transaction_time);
