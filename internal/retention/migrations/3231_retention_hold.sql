-- +goose Up
-- What must not be erased while somebody needs it as evidence (保全). Times are UTC microseconds, 0 is "not lifted".
CREATE TABLE retention_hold (
    id        {{id}}    PRIMARY KEY,
    kind      TEXT      NOT NULL,   -- order, requester, recording
    target_id BIGINT    NOT NULL,   -- the order, the identity, the call
    order_id  BIGINT    NOT NULL,   -- the order that was named; 0: none
    number    TEXT      NOT NULL,   -- as it was named
    reason    TEXT      NOT NULL,
    salt      {{bytes}} NOT NULL,
    set_by    BIGINT    NOT NULL,
    set_at    BIGINT    NOT NULL,
    lifted_by BIGINT    NOT NULL,
    lifted_at BIGINT    NOT NULL,
    lift_note TEXT      NOT NULL,
    version   BIGINT    NOT NULL
);
CREATE UNIQUE INDEX retention_hold_open ON retention_hold (kind, target_id) WHERE lifted_at = 0;
