-- +goose Up
-- Why somebody opened what they do not handle, in their words. The ledger has a commitment.
ALTER TABLE vault_access ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE vault_access ADD COLUMN salt   TEXT NOT NULL DEFAULT ''; -- base64
-- Who was told to open much, the newest first.
CREATE INDEX vault_access_alerted ON vault_access (id) WHERE alerted = 1;
