-- +goose Up
-- Who takes part in an order beside the unit that handles it. Times are UTC microseconds, 0 is "none" or "not yet".
ALTER TABLE workorder_order ADD COLUMN party_count    INTEGER NOT NULL DEFAULT 0; -- rows of workorder_party; 0 spares a look
ALTER TABLE workorder_order ADD COLUMN co_open        INTEGER NOT NULL DEFAULT 0; -- co-handlings that are owed
ALTER TABLE workorder_order ADD COLUMN transfer_count INTEGER NOT NULL DEFAULT 0; -- down and up the line
ALTER TABLE workorder_assignment ADD COLUMN from_at   BIGINT  NOT NULL DEFAULT 0; -- the clock runs from here; 0: from given_at

-- One row each time a unit is asked to help (role co), or passes the order down the line (role chain).
CREATE TABLE workorder_party (
    order_id    BIGINT   NOT NULL,
    id          BIGINT   NOT NULL,
    unit_id     BIGINT   NOT NULL,
    role        TEXT     NOT NULL, -- co, chain
    state       TEXT     NOT NULL, -- open, returned, done, released, closed
    assignment  INTEGER  NOT NULL, -- chain: which of the order's assignments was the unit's own
    by_id       BIGINT   NOT NULL,
    by_centre   SMALLINT NOT NULL, -- the centre asked, not the handling unit
    trusted     SMALLINT NOT NULL, -- may read the order even when it is sealed
    insisted    SMALLINT NOT NULL, -- was given back once and must be done
    at          BIGINT   NOT NULL, -- the co-handler's clock runs from here
    preset      TEXT     NOT NULL,
    rule        TEXT     NOT NULL, -- JSON of clock.Fields
    capped      SMALLINT NOT NULL, -- due with the handling unit's clock, which ends before the rule does
    due_at      BIGINT   NOT NULL, -- 9223372036854775807: none, so that it sorts last
    soon_at     BIGINT   NOT NULL,
    mark        SMALLINT NOT NULL, -- 0 none, 1 due soon, 2 overdue
    next_mark_at BIGINT,           -- when the sweep must mark it, if no timer did; NULL: never
    reason_code TEXT     NOT NULL, -- why it was given back
    ask_id      BIGINT   NOT NULL, -- workorder_statement: what is asked, the result, why given back, the answer to that
    result_id   BIGINT   NOT NULL,
    return_id   BIGINT   NOT NULL,
    answer_id   BIGINT   NOT NULL,
    done_by     BIGINT   NOT NULL,
    done_at     BIGINT   NOT NULL,
    ended_at    BIGINT   NOT NULL, -- from here on the unit sees the order no more
    PRIMARY KEY (order_id, id)
);
-- A unit's list of what it is asked, most pressing first; the whole city's; the sweep.
CREATE INDEX workorder_party_unit ON workorder_party (unit_id, role, state, due_at, order_id);
CREATE INDEX workorder_party_due  ON workorder_party (role, state, due_at, order_id);
CREATE INDEX workorder_party_mark ON workorder_party (next_mark_at) WHERE next_mark_at IS NOT NULL;
