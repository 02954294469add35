-- +goose Up
-- One row for each stage of an order that has a limit of its own and is not kept elsewhere: dispatch, first contact,
-- review. Sign and handle stand in the assignment, the citizen's clock in the order. Times are UTC microseconds, 0 "not yet".
CREATE TABLE workorder_stage (
    order_id   BIGINT  NOT NULL,
    id         BIGINT  NOT NULL,
    stage      TEXT    NOT NULL, -- dispatch, contact, review
    assignment INTEGER NOT NULL, -- contact: whose it is; else the order's at that time
    from_at    BIGINT  NOT NULL,
    due_at     BIGINT  NOT NULL,
    preset     TEXT    NOT NULL,
    rule       TEXT    NOT NULL, -- JSON of clock.Fields
    met_at     BIGINT  NOT NULL DEFAULT 0,
    ended_at   BIGINT  NOT NULL DEFAULT 0, -- met, or no longer owed
    PRIMARY KEY (order_id, id)
);

-- One row each time a unit contacted the citizen.
CREATE TABLE workorder_contact (
    order_id     BIGINT   NOT NULL,
    id           BIGINT   NOT NULL,
    unit_id      BIGINT   NOT NULL,
    by_id        BIGINT   NOT NULL,
    at           BIGINT   NOT NULL, -- when it was written down
    contacted_at BIGINT   NOT NULL, -- when it was, as the person says
    reached      SMALLINT NOT NULL,
    number       TEXT     NOT NULL, -- masked
    note         TEXT     NOT NULL,
    salt         {{bytes}} NOT NULL,
    PRIMARY KEY (order_id, id)
);
