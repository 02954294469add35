-- +goose Up
-- The hotline number that the first request came in on; empty: none is known.
ALTER TABLE workorder_order ADD COLUMN hotline TEXT NOT NULL DEFAULT '';
CREATE INDEX workorder_order_hotline ON workorder_order (hotline, created_at, id) WHERE hotline <> '';
