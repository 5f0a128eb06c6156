-- orderflow-recorder, schema version 4 of PostgreSQL: room for the rows of the recorder's
-- predecessor, and how far they have been copied.
-- docs/database.md describes every table and column; 0001 has the form of these files.

-- The predecessor did not record these. Null says so; a made-up value could not be told from a
-- real one.
ALTER TABLE futures_trades
    ALTER COLUMN first_trade_id DROP NOT NULL,
    ALTER COLUMN last_trade_id DROP NOT NULL,
    ALTER COLUMN receive_time DROP NOT NULL;

ALTER TABLE futures_orderbook_updates
    ALTER COLUMN receive_time DROP NOT NULL;

CREATE TABLE legacy_upgrade (
    table_name     text        NOT NULL PRIMARY KEY,
    depth_kind     text,
    old_rows       bigint      NOT NULL,
    last_id        bigint,
    rows_copied    bigint      NOT NULL DEFAULT 0,
    rows_merged    bigint      NOT NULL DEFAULT 0,
    rows_set_aside bigint      NOT NULL DEFAULT 0,
    started_at     timestamptz NOT NULL DEFAULT now(),
    finished_at    timestamptz,
    dropped_at     timestamptz
);

CREATE TABLE legacy_rows (
    table_name text   NOT NULL,
    id         bigint NOT NULL,
    reason     text   NOT NULL CHECK (reason IN ('no_agg_trade_id', 'no_value', 'conflict')),
    content    jsonb  NOT NULL,
    PRIMARY KEY (table_name, id)
);
