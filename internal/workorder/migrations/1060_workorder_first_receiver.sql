-- +goose Up
-- 1: whose the matter is was unclear, and the unit that has it got it first (首接负责).
ALTER TABLE workorder_order ADD COLUMN first_receiver SMALLINT NOT NULL DEFAULT 0;
CREATE INDEX workorder_order_progress ON workorder_order (progress_due_at) WHERE progress_due_at <> 0;
