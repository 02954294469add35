-- +goose Up
-- When the stage was marked as overdue; 0: it was not. The sweep looks for those that are owed, past their due time and unmarked.
ALTER TABLE workorder_stage ADD COLUMN marked_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX workorder_stage_owed ON workorder_stage (due_at) WHERE ended_at = 0 AND marked_at = 0;
