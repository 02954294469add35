-- +goose Up
-- The stage that is owed and late, such as dispatch or review; empty: none. An order that no unit has yet has a row while
-- one of its stages is late.
ALTER TABLE supervise_watch ADD COLUMN late_stage TEXT NOT NULL DEFAULT '';
CREATE INDEX supervise_watch_stage ON supervise_watch (due_at, order_id) WHERE is_open = 1 AND late_stage <> '';
