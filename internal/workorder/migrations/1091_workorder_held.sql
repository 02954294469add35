-- +goose Up
-- 1: nothing of the order is erased (保全), whatever its age.
ALTER TABLE workorder_order ADD COLUMN held SMALLINT NOT NULL DEFAULT 0;
