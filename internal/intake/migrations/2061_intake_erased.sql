-- +goose Up
-- 1: what a refusal says, and who asked, was erased when its time had come.
ALTER TABLE intake_refusal ADD COLUMN erased SMALLINT NOT NULL DEFAULT 0;
