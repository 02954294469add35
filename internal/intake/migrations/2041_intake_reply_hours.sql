-- +goose Up

-- When the requester can be reached, personal numbers masked. A repeat call has hours of its own beside its order's.
ALTER TABLE intake_request ADD COLUMN reply_hours TEXT NOT NULL DEFAULT '';
