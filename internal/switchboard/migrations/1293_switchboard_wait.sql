-- +goose Up
-- Since when the caller waits for a seat, for the first time or again; 0: speaks with one, or never waited. A robot's call has
-- no seat when it begins.
ALTER TABLE switchboard_fact ADD COLUMN waits_at BIGINT   NOT NULL DEFAULT 0;
ALTER TABLE switchboard_fact ADD COLUMN robot    SMALLINT NOT NULL DEFAULT 0;
UPDATE switchboard_fact SET robot = 1 WHERE direction = 'out' AND source_id = 0 AND (seat_id = 0 OR queued_at > 0);
UPDATE switchboard_fact SET waits_at = queued_at WHERE queued_at > 0 AND (answered_at = 0 OR robot = 1 AND seat_id = 0);
-- Who was answered and later asked to be called back, or was let go, waited in the end: since when is not known.
UPDATE switchboard_fact SET waits_at = ended_at WHERE waits_at = 0 AND outcome IN ('callback', 'let_go');
