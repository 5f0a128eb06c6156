-- orderflow-recorder, schema version 2 of PostgreSQL: why every connection ended or could not be
-- made, and how far this machine's clock is from the exchange's.
-- docs/database.md describes every table and column; 0001 has the form of these files.

-- A recorder of version 1 that still runs on this database names none of the new columns, so each
-- has a default. end_kind has no list of its values: a name that the list lacks would cost the
-- events of its transaction.
ALTER TABLE capture_connections
    ALTER COLUMN opened_at DROP NOT NULL,
    ADD COLUMN shard        bigint      NOT NULL DEFAULT 0,
    ADD COLUMN side         bigint      NOT NULL DEFAULT 1,
    ADD COLUMN streams      bigint      NOT NULL DEFAULT 0,
    ADD COLUMN attempted_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN attempts     bigint      NOT NULL DEFAULT 1,
    ADD COLUMN end_kind     text;

UPDATE capture_connections SET attempted_at = opened_at;

CREATE TABLE capture_clock_samples (
    session_id    bigint      NOT NULL REFERENCES capture_sessions (id),
    measured_at   timestamptz NOT NULL,
    offset_us     bigint      NOT NULL,
    round_trip_us bigint      NOT NULL,
    PRIMARY KEY (session_id, measured_at)
);
