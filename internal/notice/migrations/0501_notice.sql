-- +goose Up
CREATE TABLE notice_message (
    id         {{id}} PRIMARY KEY,
    to_kind    SMALLINT NOT NULL,    -- 1 citizen, 2 staff, 3 unit
    to_id      BIGINT   NOT NULL,
    template   TEXT     NOT NULL,
    params     TEXT     NOT NULL,    -- JSON
    secrets    {{bytes}},            -- sealed JSON of codes and passes; NULL: none, or wiped
    order_id   BIGINT   NOT NULL,    -- 0: none
    request_id BIGINT   NOT NULL,    -- 0: none
    door       TEXT     NOT NULL,
    urgent     SMALLINT NOT NULL,
    state      SMALLINT NOT NULL,    -- 0 posted, 1 waiting, 2 sent, 3 failed, 4 cancelled
    step       SMALLINT NOT NULL,    -- which sender of the door's route is being tried
    tries      SMALLINT NOT NULL,    -- how often that one was tried
    sender     TEXT     NOT NULL,    -- the one tried last
    reason     TEXT     NOT NULL,    -- code of the last failure
    created_at BIGINT   NOT NULL,
    done_at    BIGINT   NOT NULL,    -- when it was sent, given up or cancelled; 0: not yet
    dedupe     TEXT
);
CREATE UNIQUE INDEX notice_message_dedupe ON notice_message (dedupe) WHERE dedupe IS NOT NULL;
CREATE INDEX notice_message_inbox ON notice_message (to_kind, to_id, id) WHERE to_kind <> 1;
CREATE INDEX notice_message_request ON notice_message (request_id, id) WHERE request_id <> 0;
CREATE INDEX notice_message_order ON notice_message (order_id, id) WHERE order_id <> 0;

CREATE TABLE notice_read (
    notice BIGINT NOT NULL,
    reader BIGINT NOT NULL,          -- person of staff
    at     BIGINT NOT NULL,
    PRIMARY KEY (notice, reader)
);
