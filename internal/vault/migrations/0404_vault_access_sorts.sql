-- +goose Up
CREATE INDEX vault_access_at ON vault_access (at, id);
CREATE INDEX vault_access_name ON vault_access (actor_name, id);
