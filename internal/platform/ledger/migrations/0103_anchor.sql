-- +goose Up
-- Beside each event since then lies a random number that blinds the hidden part of its digest; 0: an event of the
-- older form, whose digest covers all fields in one run.
ALTER TABLE ledger_event ADD COLUMN salt BIGINT NOT NULL DEFAULT 0;

-- The signed heads of all anchors; the anchors themselves lie outside the data directory.
CREATE TABLE ledger_anchor (
    number    {{id}} PRIMARY KEY,  -- 1, 2, 3 …
    upto      BIGINT NOT NULL,     -- the last event it speaks for
    at        BIGINT NOT NULL,     -- UTC microseconds
    header    TEXT   NOT NULL,     -- the line that is signed
    signature TEXT   NOT NULL      -- base64
);
CREATE UNIQUE INDEX ledger_anchor_upto ON ledger_anchor (upto);
