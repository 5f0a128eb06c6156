-- The spool: batches that wait on disk for the database, oldest first, and batches that it refused.
-- SQLite, version 1 (PRAGMA user_version). Times are microseconds since 1970, UTC; a payload is
-- what storage/batchcodec.h describes. The form of this file is that of the migrations.

-- Runs of the recorder that batches here belong to.
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    -- The row of capture_sessions, once there is one, and in which database.
    capture_session_id INTEGER,
    database_name TEXT NOT NULL,
    host TEXT NOT NULL,
    process_id INTEGER NOT NULL,
    version TEXT NOT NULL,
    streams TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    events_received INTEGER NOT NULL DEFAULT 0,
    events_written INTEGER NOT NULL DEFAULT 0,
    events_lost INTEGER NOT NULL DEFAULT 0,
    -- 1: it began while the database was away, so nobody has looked yet what is missing between
    -- the end of the streams there and its own first events.
    resume_pending INTEGER NOT NULL
);

-- In the order in which they are to be written.
CREATE TABLE batches (
    id INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES sessions (id),
    spooled_at INTEGER NOT NULL,
    trades INTEGER NOT NULL,
    depth_updates INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    payload BLOB NOT NULL
);

-- Order books go first where there is too much.
CREATE INDEX batches_depth ON batches (id) WHERE depth_updates > 0;

CREATE INDEX batches_session ON batches (session_id);

-- What the database refused, or what cannot be read any more.
CREATE TABLE dead_letters (
    id INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES sessions (id),
    set_aside_at INTEGER NOT NULL,
    trades INTEGER NOT NULL,
    depth_updates INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    sql_state TEXT NOT NULL,
    error TEXT NOT NULL,
    payload BLOB NOT NULL
);

-- The newest event of each stream among the batches.
CREATE TABLE stream_ends (
    symbol TEXT NOT NULL,
    stream TEXT NOT NULL,
    last_id INTEGER NOT NULL,
    receive_time INTEGER NOT NULL,
    exchange_time INTEGER NOT NULL,
    PRIMARY KEY (symbol, stream)
) WITHOUT ROWID;

-- One row, so that nobody has to count.
CREATE TABLE totals (
    batches INTEGER NOT NULL,
    events INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    dead_letters INTEGER NOT NULL,
    dead_events INTEGER NOT NULL,
    dead_bytes INTEGER NOT NULL
);

INSERT INTO totals VALUES (0, 0, 0, 0, 0, 0);

CREATE TRIGGER batch_added AFTER INSERT ON batches BEGIN UPDATE totals SET batches = batches + 1, events = events + new.trades + new.depth_updates, bytes = bytes + new.bytes; END;

CREATE TRIGGER batch_changed AFTER UPDATE ON batches BEGIN UPDATE totals SET events = events + new.trades + new.depth_updates - old.trades - old.depth_updates, bytes = bytes + new.bytes - old.bytes; END;

CREATE TRIGGER batch_removed AFTER DELETE ON batches BEGIN UPDATE totals SET batches = batches - 1, events = events - old.trades - old.depth_updates, bytes = bytes - old.bytes; END;

CREATE TRIGGER dead_letter_added AFTER INSERT ON dead_letters BEGIN UPDATE totals SET dead_letters = dead_letters + 1, dead_events = dead_events + new.trades + new.depth_updates, dead_bytes = dead_bytes + new.bytes; END;

CREATE TRIGGER dead_letter_changed AFTER UPDATE ON dead_letters BEGIN UPDATE totals SET dead_events = dead_events + new.trades + new.depth_updates - old.trades - old.depth_updates, dead_bytes = dead_bytes + new.bytes - old.bytes; END;

CREATE TRIGGER dead_letter_removed AFTER DELETE ON dead_letters BEGIN UPDATE totals SET dead_letters = dead_letters - 1, dead_events = dead_events - old.trades - old.depth_updates, dead_bytes = dead_bytes - old.bytes; END;
