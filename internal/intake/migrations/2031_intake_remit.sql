-- +goose Up

-- 受理范围: the coded refusals. The shipped list is entered at the start; an operator changes it.
CREATE TABLE intake_remit (
    code         TEXT      PRIMARY KEY,
    id           BIGINT    NOT NULL,             -- whose chain in the ledger tells its changes
    grouped      TEXT      NOT NULL,             -- emergency, outside, path, same, malicious
    label        TEXT      NOT NULL,
    phone        TEXT      NOT NULL DEFAULT '',
    path         TEXT      NOT NULL,
    legal        TEXT      NOT NULL DEFAULT '',
    needs_words  SMALLINT  NOT NULL DEFAULT 0,
    signs        TEXT      NOT NULL DEFAULT '',  -- rules of words, a line each
    active       SMALLINT  NOT NULL DEFAULT 1,
    position     INTEGER   NOT NULL,
    version      BIGINT    NOT NULL,
    updated_by   BIGINT    NOT NULL DEFAULT 0,   -- 0: as shipped
    updated_at   BIGINT    NOT NULL
);

-- A refusal of one request, as it was told, and the appeal against it. label, path, phone and legal are copies: what was
-- told stays told when the list changes.
CREATE TABLE intake_refusal (
    id              {{id}} PRIMARY KEY,
    request_id      BIGINT    NOT NULL,
    order_id        BIGINT    NOT NULL,            -- whose chain tells it: the order that was refused, or the one it would become
    fresh           SMALLINT  NOT NULL,            -- 1: never was an order
    number          TEXT      NOT NULL,            -- of the receipt
    door            TEXT      NOT NULL,
    division        TEXT      NOT NULL DEFAULT '',
    code            TEXT      NOT NULL,
    label           TEXT      NOT NULL,
    phone           TEXT      NOT NULL DEFAULT '',
    path            TEXT      NOT NULL,
    legal           TEXT      NOT NULL DEFAULT '',
    words           TEXT      NOT NULL DEFAULT '', -- why, in this case
    earlier         TEXT      NOT NULL DEFAULT '', -- receipt number of the earlier request about the same facts
    salt            {{bytes}} NOT NULL,            -- of the commitment of what was told
    extra           TEXT      NOT NULL DEFAULT '', -- the rest of the form (JSON), should it be taken on after all
    transferred     TEXT      NOT NULL DEFAULT '', -- the emergency number that the call was handed to
    transferred_at  BIGINT    NOT NULL DEFAULT 0,
    state           TEXT      NOT NULL,            -- refused, appealed, stands, taken_on
    version         BIGINT    NOT NULL,
    refused_by      BIGINT    NOT NULL,
    refused_at      BIGINT    NOT NULL,
    appeal_until    BIGINT    NOT NULL,
    appeal          TEXT      NOT NULL DEFAULT '', -- the citizen's reason, personal numbers masked
    appeal_salt     {{bytes}},
    appeal_door     TEXT      NOT NULL DEFAULT '',
    appealed_by     BIGINT    NOT NULL DEFAULT 0,  -- staff who wrote it down; 0: the citizen
    appealed_at     BIGINT    NOT NULL DEFAULT 0,
    review          TEXT      NOT NULL DEFAULT '', -- reasons of the decision
    review_salt     {{bytes}},
    reviewed_by     BIGINT    NOT NULL DEFAULT 0,
    reviewed_at     BIGINT    NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX intake_refusal_request ON intake_refusal (request_id);
CREATE INDEX intake_refusal_state ON intake_refusal (state, refused_at, id);
CREATE INDEX intake_refusal_code ON intake_refusal (code, refused_at, id);
CREATE INDEX intake_refusal_time ON intake_refusal (refused_at, id);
CREATE INDEX intake_refusal_order ON intake_refusal (order_id);
