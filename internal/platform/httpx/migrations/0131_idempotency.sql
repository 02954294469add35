-- +goose Up
CREATE TABLE httpx_idempotency (
    principal BIGINT NOT NULL,
    key       TEXT   NOT NULL,
    digest    TEXT   NOT NULL,   -- of method, path and body
    response  TEXT   NOT NULL,   -- JSON
    at        BIGINT NOT NULL,
    PRIMARY KEY (principal, key)
);
CREATE INDEX httpx_idempotency_at ON httpx_idempotency (at);
