-- +goose Up
CREATE TABLE ledger_event (
    id      {{id}} PRIMARY KEY,
    seq     BIGINT,            -- gap-free order of commits; on Postgres empty until the relay has seen the event
    subject BIGINT NOT NULL,   -- whose chain it belongs to: an order, an article, a person of staff …
    pos     BIGINT NOT NULL,   -- 1, 2, 3 … within the chain
    kind    TEXT   NOT NULL,
    actor   BIGINT NOT NULL,   -- 0: a citizen or the system
    units   TEXT   NOT NULL,   -- audience: ",id,id," ; empty: the centre only
    at      BIGINT NOT NULL,   -- UTC microseconds
    payload TEXT   NOT NULL,   -- JSON: ids, codes, salted commitments; never words or persons
    prev    {{bytes}} NOT NULL,
    hash    {{bytes}} NOT NULL
);
CREATE UNIQUE INDEX ledger_event_seq ON ledger_event (seq);
CREATE UNIQUE INDEX ledger_event_chain ON ledger_event (subject, pos);

CREATE TABLE ledger_position (
    name TEXT PRIMARY KEY,     -- a follower
    seq  BIGINT NOT NULL       -- the last event whose effects it has stored
);
