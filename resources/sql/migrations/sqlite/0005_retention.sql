-- orderflow-recorder, schema version 5 of SQLite: what retention dropped, so that it does not count
-- as missing.
-- docs/database.md describes every table and column; 0001 has the form of these files.

CREATE TABLE capture_retention (
    table_name    TEXT    NOT NULL,
    day           TEXT    NOT NULL,
    reason        TEXT    NOT NULL CHECK (reason IN ('age', 'size')),
    dropped_rows  INTEGER,
    dropped_bytes INTEGER,
    dropped_at    TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')),
    PRIMARY KEY (table_name, day)
) STRICT;
