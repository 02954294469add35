-- +goose Up
-- When an order ended, archived or withdrawn (UTC microseconds; 0: it has not), and what of it has been erased since: bits,
-- 1 words, 2 files, 4 originals, 8 identities.
ALTER TABLE workorder_order ADD COLUMN ended_at BIGINT  NOT NULL DEFAULT 0;
ALTER TABLE workorder_order ADD COLUMN erased   INTEGER NOT NULL DEFAULT 0;
-- Of what ended before this column was, a withdrawal is not timed in the row: it counts from the last thing that is.
UPDATE workorder_order SET ended_at = CASE WHEN archived_at > 0 THEN archived_at WHEN completed_at > 0 THEN completed_at
    WHEN dispatched_at > 0 THEN dispatched_at ELSE created_at END WHERE state IN ('archived', 'withdrawn');
CREATE INDEX workorder_order_ended ON workorder_order (ended_at, id) WHERE ended_at > 0;
