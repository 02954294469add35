-- +goose Up
-- 1: the words were erased when their time had come; numbers, courses and times stay.
ALTER TABLE supervise_case    ADD COLUMN erased SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE supervise_meeting ADD COLUMN erased SMALLINT NOT NULL DEFAULT 0;
