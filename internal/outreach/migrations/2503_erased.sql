-- +goose Up
-- When what a person gave was erased. Number and words are empty then, mac is the row's own id.
ALTER TABLE outreach_person ADD COLUMN erased_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX outreach_campaign_ended ON outreach_campaign (ended_at, id) WHERE state = 'ended';
CREATE INDEX outreach_attempt_call ON outreach_attempt (call_id) WHERE call_id <> 0;
