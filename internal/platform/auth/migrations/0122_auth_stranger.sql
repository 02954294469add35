-- +goose Up
-- Wrong tries for logins that nobody has, so that they are locked like any other and tell nothing.
CREATE TABLE auth_stranger (
    who          {{id}} PRIMARY KEY,   -- a few bits of the login's hash: the table stays small whatever is tried
    failures     INTEGER NOT NULL,
    locked_until BIGINT  NOT NULL,
    at           BIGINT  NOT NULL      -- the newest try
);
