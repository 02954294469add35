-- +goose Up
-- What somebody said in their own words, sealed with the attempt; and whether the recognizer failed in the call.
ALTER TABLE outreach_attempt ADD COLUMN head {{bytes}};
ALTER TABLE outreach_attempt ADD COLUMN body {{bytes}};
ALTER TABLE outreach_attempt ADD COLUMN deaf INTEGER NOT NULL DEFAULT 0;
