-- +goose Up

-- Divisions are administered: stopped ones are offered no more, and a change names the version that was seen.
ALTER TABLE directory_division ADD COLUMN active  SMALLINT NOT NULL DEFAULT 1;
ALTER TABLE directory_division ADD COLUMN version BIGINT   NOT NULL DEFAULT 1;
