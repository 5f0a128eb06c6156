-- orderflow-recorder, schema version 2 of SQLite: why every connection ended or could not be made,
-- and how far this machine's clock is from the exchange's.
-- docs/database.md describes every table and column; 0001 has the form of these files.

-- SQLite cannot drop NOT NULL from opened_at, so the table is made anew. Its rows wait in a copy,
-- because renaming a new table into place fails where a user has made a view on the old one.
CREATE TABLE capture_connections_copy AS SELECT * FROM capture_connections;

DROP TABLE capture_connections;

-- A recorder of version 1 that still runs on this database names none of the new columns, so each
-- has a default. end_kind has no list of its values: a name that the list lacks would cost the
-- events of its transaction.
CREATE TABLE capture_connections (
    session_id   INTEGER NOT NULL REFERENCES capture_sessions (id),
    number       INTEGER NOT NULL,
    route        TEXT    NOT NULL,
    url          TEXT    NOT NULL,
    opened_at    TEXT,
    closed_at    TEXT,
    close_reason TEXT,
    frames       INTEGER NOT NULL DEFAULT 0,
    bytes        INTEGER NOT NULL DEFAULT 0,
    shard        INTEGER NOT NULL DEFAULT 0,
    side         INTEGER NOT NULL DEFAULT 1,
    streams      INTEGER NOT NULL DEFAULT 0,
    attempted_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')),
    attempts     INTEGER NOT NULL DEFAULT 1,
    end_kind     TEXT,
    PRIMARY KEY (session_id, number)
) STRICT;

INSERT INTO capture_connections (
    session_id, number, route, url, opened_at, closed_at, close_reason, frames, bytes, attempted_at)
SELECT
    session_id, number, route, url, opened_at, closed_at, close_reason, frames, bytes, opened_at
FROM capture_connections_copy;

DROP TABLE capture_connections_copy;

CREATE TABLE capture_clock_samples (
    session_id    INTEGER NOT NULL REFERENCES capture_sessions (id),
    measured_at   TEXT    NOT NULL,
    offset_us     INTEGER NOT NULL,
    round_trip_us INTEGER NOT NULL,
    PRIMARY KEY (session_id, measured_at)
) STRICT;
