-- +goose Up
CREATE INDEX ledger_event_unsequenced ON ledger_event (id) WHERE seq IS NULL;
