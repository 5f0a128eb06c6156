-- orderflow-recorder, schema version 5 of PostgreSQL: what retention dropped, so that it does not
-- count as missing.
-- docs/database.md describes every table and column; 0001 has the form of these files.

CREATE TABLE capture_retention (
    table_name    text        NOT NULL,
    day           date        NOT NULL,
    reason        text        NOT NULL CHECK (reason IN ('age', 'size')),
    dropped_rows  bigint,
    dropped_bytes bigint,
    dropped_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (table_name, day)
);
