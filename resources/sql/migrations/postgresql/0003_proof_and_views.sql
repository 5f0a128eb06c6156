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
