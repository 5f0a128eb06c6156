-- orderflow-recorder, schema version 4 of SQLite: room for the rows of the recorder's predecessor,
-- and how far they have been copied.
-- docs/database.md describes every table and column; 0001 has the form of these files.

-- The predecessor did not record these. Null says so; a made-up value could not be told from a
-- real one. SQLite has no ALTER TABLE for it, and making the tables anew would copy every event.
-- This is the way that SQLite's documentation of ALTER TABLE gives for changes that leave the
-- stored rows as they are, removing NOT NULL among them; it writes nothing but the table's text.
-- The tables made below tell other connections that the schema has changed.
PRAGMA writable_schema = ON;

UPDATE sqlite_master
SET sql = replace(replace(replace(sql,
    'first_trade_id    INTEGER NOT NULL', 'first_trade_id    INTEGER'),
    'last_trade_id     INTEGER NOT NULL', 'last_trade_id     INTEGER'),
    'receive_time      TEXT    NOT NULL', 'receive_time      TEXT')
WHERE type = 'table' AND name = 'futures_trades';

UPDATE sqlite_master
SET sql = replace(sql, 'receive_time         TEXT    NOT NULL', 'receive_time         TEXT')
WHERE type = 'table' AND name = 'futures_orderbook_updates';

PRAGMA writable_schema = RESET;

CREATE TABLE legacy_upgrade (
    table_name     TEXT    NOT NULL PRIMARY KEY,
    depth_kind     TEXT,
    old_rows       INTEGER NOT NULL,
    last_id        INTEGER,
    rows_copied    INTEGER NOT NULL DEFAULT 0,
    rows_merged    INTEGER NOT NULL DEFAULT 0,
    rows_set_aside INTEGER NOT NULL DEFAULT 0,
    started_at     TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')),
    finished_at    TEXT,
    dropped_at     TEXT
) STRICT;

CREATE TABLE legacy_rows (
    table_name TEXT    NOT NULL,
    id         INTEGER NOT NULL,
    reason     TEXT    NOT NULL CHECK (reason IN ('no_agg_trade_id', 'no_value', 'conflict')),
    content    TEXT    NOT NULL,
    PRIMARY KEY (table_name, id)
) STRICT;
