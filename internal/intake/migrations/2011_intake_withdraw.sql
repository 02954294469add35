-- +goose Up
-- When the citizen took this request back; the order goes on while somebody else's request hangs on it. 0: not.
ALTER TABLE intake_request ADD COLUMN withdrawn_at BIGINT NOT NULL DEFAULT 0;
