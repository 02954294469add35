-- +goose Up
-- A way of integration that takes over at a time: 0 and empty where none is planned.
ALTER TABLE directory_hotline ADD COLUMN next_mode TEXT NOT NULL DEFAULT '';
ALTER TABLE directory_hotline ADD COLUMN next_at BIGINT NOT NULL DEFAULT 0;
