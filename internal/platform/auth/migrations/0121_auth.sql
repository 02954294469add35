-- +goose Up
CREATE TABLE auth_account (
    subject      {{id}} PRIMARY KEY,   -- the person of staff
    login        TEXT     NOT NULL,    -- lower case
    hash         TEXT     NOT NULL,    -- argon2id, PHC string
    totp         {{bytes}},            -- sealed secret of the second factor, once confirmed
    totp_pending {{bytes}},            -- sealed secret that waits for its first code
    totp_step    BIGINT   NOT NULL DEFAULT 0,  -- the last time step used: a code works once
    disabled     SMALLINT NOT NULL DEFAULT 0,
    failures     INTEGER  NOT NULL DEFAULT 0,
    locked_until BIGINT   NOT NULL DEFAULT 0,
    epoch        BIGINT   NOT NULL DEFAULT 1   -- sessions of an older epoch are void
);
CREATE UNIQUE INDEX auth_account_login ON auth_account (login);

CREATE TABLE auth_session (
    token   TEXT PRIMARY KEY,          -- hash of the cookie's token
    data    {{bytes}} NOT NULL,
    expires BIGINT    NOT NULL
);
CREATE INDEX auth_session_expires ON auth_session (expires);
