-- +goose Up
-- Orders under way that came in on a hotline number; insight_day counts by it, too (dim number).
CREATE TABLE insight_numbered (
    order_id {{id}} PRIMARY KEY,
    hotline  TEXT NOT NULL,
    state    TEXT NOT NULL
);
CREATE INDEX insight_numbered_hotline ON insight_numbered (hotline, state);
