-- +goose Up
-- Whom an order complains about (被反映对象), as far as that is a unit, a person of staff or a telephone number. Times are
-- UTC microseconds, 0 is "not yet".
ALTER TABLE workorder_order ADD COLUMN accused_count INTEGER NOT NULL DEFAULT 0; -- rows of workorder_accused; 0 spares a look
ALTER TABLE workorder_order ADD COLUMN contact_asked SMALLINT NOT NULL DEFAULT 0; -- 1: the unit asked the centre to call a confidential citizen
CREATE INDEX workorder_order_asked ON workorder_order (created_at) WHERE contact_asked = 1;

CREATE TABLE workorder_accused (
    order_id     BIGINT  NOT NULL,
    id           BIGINT  NOT NULL,
    unit_id      BIGINT  NOT NULL, -- 0: no unit
    staff_id     BIGINT  NOT NULL, -- 0: no person of staff
    phone        TEXT    NOT NULL, -- base64 of the vault's keyed HMAC; empty: no number
    phone_masked TEXT    NOT NULL,
    words        TEXT    NOT NULL, -- what was said of the party; empty: nothing beside the order's own words
    salt         TEXT    NOT NULL, -- base64; of the words' commitment
    state        TEXT    NOT NULL, -- suspected, confirmed, rejected; only rejected ones bar nobody
    how          TEXT    NOT NULL, -- named, text, phone, merged
    by_id        BIGINT  NOT NULL,
    at           BIGINT  NOT NULL,
    decided_by   BIGINT  NOT NULL,
    decided_at   BIGINT  NOT NULL,
    reason_id    BIGINT  NOT NULL, -- workorder_statement: why it was confirmed or rejected
    PRIMARY KEY (order_id, id)
);
-- What is kept from a unit and from a person.
CREATE INDEX workorder_accused_unit  ON workorder_accused (unit_id, order_id) WHERE unit_id <> 0;
CREATE INDEX workorder_accused_staff ON workorder_accused (staff_id, order_id) WHERE staff_id <> 0;
-- The suspicions that nobody has decided yet, the oldest first.
CREATE INDEX workorder_accused_open  ON workorder_accused (at, order_id) WHERE state = 'suspected';
