-- +goose Up
CREATE TABLE vault_lookup (
    key      BLOB   NOT NULL,   -- keyed HMAC of a number
    identity BIGINT NOT NULL,
    PRIMARY KEY (key, identity)
) WITHOUT ROWID;
