-- +goose Up
-- For what a seat called somebody (owed, order, follow_up, outreach, or a purpose), about what, and why in vain.
ALTER TABLE switchboard_call ADD COLUMN errand   TEXT   NOT NULL DEFAULT '';
ALTER TABLE switchboard_call ADD COLUMN about_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE switchboard_call ADD COLUMN cause    TEXT   NOT NULL DEFAULT '';
ALTER TABLE switchboard_fact ADD COLUMN cause    TEXT   NOT NULL DEFAULT '';
CREATE INDEX switchboard_call_about ON switchboard_call (about_id, id) WHERE about_id <> 0;
