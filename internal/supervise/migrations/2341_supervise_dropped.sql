-- +goose Up
-- When an item was dropped from the docket, and whether its words were erased since. Of those dropped before this was kept
-- nobody knows when: a year after they were proposed is late enough to be safe.
ALTER TABLE supervise_docket ADD COLUMN dropped_at BIGINT   NOT NULL DEFAULT 0;
ALTER TABLE supervise_docket ADD COLUMN erased     SMALLINT NOT NULL DEFAULT 0;
UPDATE supervise_docket SET dropped_at = at + 31536000000000 WHERE state = 'dropped';
CREATE INDEX supervise_docket_dropped ON supervise_docket (dropped_at) WHERE dropped_at > 0;
