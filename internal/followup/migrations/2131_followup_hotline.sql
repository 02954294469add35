-- +goose Up
-- The hotline number that the order came in on; empty: none is known. Plans of before get it when the order does.
ALTER TABLE followup_plan ADD COLUMN hotline TEXT NOT NULL DEFAULT '';
CREATE INDEX followup_plan_hotline ON followup_plan (hotline, completed_at) WHERE hotline <> '';
