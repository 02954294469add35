-- +goose Up
CREATE INDEX triage_precedent_decided ON triage_precedent (decided_at, id);
CREATE INDEX triage_precedent_reason ON triage_precedent (reason_code, id);
