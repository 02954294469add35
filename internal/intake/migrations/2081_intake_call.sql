-- +goose Up

-- The call of the exchange that a contact is; 0: none, or none that the exchange knows.
ALTER TABLE intake_contact ADD COLUMN call_id BIGINT NOT NULL DEFAULT 0;
CREATE INDEX intake_contact_call ON intake_contact (call_id) WHERE call_id <> 0;
