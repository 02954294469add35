-- +goose Up
-- Lists by other values than the time of the refusal.
CREATE INDEX intake_refusal_until ON intake_refusal (appeal_until, id);
CREATE INDEX intake_refusal_appealed ON intake_refusal (appealed_at, id);
CREATE INDEX intake_refusal_number ON intake_refusal (number, id);
