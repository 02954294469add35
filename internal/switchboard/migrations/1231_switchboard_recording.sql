-- +goose Up
-- When the recording of the call was erased (UTC microseconds); 0: it was not.
ALTER TABLE switchboard_call ADD COLUMN unrecorded_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX switchboard_call_recorded ON switchboard_call (ended_at, id) WHERE unrecorded_at = 0;
