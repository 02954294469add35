-- +goose Up
-- How long what is kept. Times are UTC microseconds, 0 is "never" or "not yet".
CREATE TABLE retention_rule (
    code       TEXT     PRIMARY KEY, -- words, originals, identities, files
    months     INTEGER  NOT NULL,    -- after the end of an order
    active     SMALLINT NOT NULL,
    version    BIGINT   NOT NULL,
    changed_by BIGINT   NOT NULL,
    changed_at BIGINT   NOT NULL,
    applied_at BIGINT   NOT NULL,    -- last step
    done       BIGINT   NOT NULL     -- orders that it has reached so far
);
-- What persons demand to have erased.
CREATE TABLE retention_erasure (
    id         {{id}}    PRIMARY KEY,
    number     TEXT      NOT NULL,   -- receipt number that the person named
    request_id BIGINT    NOT NULL,
    order_id   BIGINT    NOT NULL,
    state      TEXT      NOT NULL,   -- asked, approved, refused
    words      SMALLINT  NOT NULL,   -- 1: the words too, not only the person
    reason     TEXT      NOT NULL,
    salt       {{bytes}} NOT NULL,
    asked_by   BIGINT    NOT NULL,
    asked_at   BIGINT    NOT NULL,
    decided_by BIGINT    NOT NULL,
    decided_at BIGINT    NOT NULL,
    note       TEXT      NOT NULL,
    version    BIGINT    NOT NULL
);
CREATE INDEX retention_erasure_state ON retention_erasure (state, id);
CREATE UNIQUE INDEX retention_erasure_open ON retention_erasure (request_id) WHERE state = 'asked';
