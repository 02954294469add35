-- +goose Up
-- How and when the caller learnt that the call is recorded: menu (by which version; 0 the first menu), announcement, page.
ALTER TABLE switchboard_call ADD COLUMN notice        TEXT   NOT NULL DEFAULT '';
ALTER TABLE switchboard_call ADD COLUMN notice_at     BIGINT NOT NULL DEFAULT 0;
ALTER TABLE switchboard_call ADD COLUMN notice_number BIGINT NOT NULL DEFAULT 0;
