-- +goose Up

-- One question to the citizens behind an order, for each time it was completed (round).
CREATE TABLE followup_plan (
    id            {{id}} PRIMARY KEY,
    order_id      BIGINT   NOT NULL,
    round         INTEGER  NOT NULL,             -- 1 for the first completion, one more after each redo
    completion    BIGINT   NOT NULL,             -- the order's version at that completion
    number        TEXT     NOT NULL,             -- of the order
    unit_id       BIGINT   NOT NULL DEFAULT 0,   -- that had the order when it was completed; 0: answered directly
    category_id   BIGINT   NOT NULL DEFAULT 0,
    division      TEXT     NOT NULL DEFAULT '',
    kind          TEXT     NOT NULL,
    direct        SMALLINT NOT NULL DEFAULT 0,
    state         TEXT     NOT NULL,             -- waiting, done, unreachable, superseded
    way           TEXT     NOT NULL,             -- link, phone
    why           TEXT     NOT NULL DEFAULT '',  -- phone: asked, no_answer, dissatisfied
    attempts      INTEGER  NOT NULL DEFAULT 0,
    next_at       BIGINT   NOT NULL DEFAULT 0,   -- link: when it lapses or settles; phone: when to call next
    completed_at  BIGINT   NOT NULL,
    answered_at   BIGINT   NOT NULL DEFAULT 0,   -- 0: not answered
    answered_way  TEXT     NOT NULL DEFAULT '',
    contacted     SMALLINT NOT NULL DEFAULT 0,   -- 1: the unit had contacted the citizen
    resolved      TEXT     NOT NULL DEFAULT '',  -- yes, partly, no
    satisfaction  SMALLINT NOT NULL DEFAULT 0,   -- 1 to 5
    closed_at     BIGINT   NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX followup_plan_round ON followup_plan (order_id, round);
CREATE INDEX followup_plan_waiting ON followup_plan (state, way, next_at, id);
CREATE INDEX followup_plan_completed ON followup_plan (completed_at);

-- What each requester answered, by link or on the telephone.
CREATE TABLE followup_answer (
    order_id      BIGINT   NOT NULL,
    plan_id       BIGINT   NOT NULL,
    request_id    BIGINT   NOT NULL,             -- 0: asked on the telephone
    way           TEXT     NOT NULL,
    contacted     SMALLINT NOT NULL,
    resolved      TEXT     NOT NULL,
    satisfaction  SMALLINT NOT NULL,
    note          TEXT     NOT NULL DEFAULT '',  -- personal numbers masked
    counted       SMALLINT NOT NULL,             -- 0: came after the plan was closed
    answered_at   BIGINT   NOT NULL,
    changes       INTEGER  NOT NULL DEFAULT 0,
    PRIMARY KEY (order_id, plan_id, request_id)
);

-- Each telephone call of a follow-up.
CREATE TABLE followup_attempt (
    order_id      BIGINT   NOT NULL,
    plan_id       BIGINT   NOT NULL,
    seq           INTEGER  NOT NULL,
    at            BIGINT   NOT NULL,
    by_id         BIGINT   NOT NULL,
    reached       SMALLINT NOT NULL,
    contacted     SMALLINT NOT NULL DEFAULT 0,
    resolved      TEXT     NOT NULL DEFAULT '',
    satisfaction  SMALLINT NOT NULL DEFAULT 0,
    redo          SMALLINT NOT NULL DEFAULT 0,
    note          TEXT     NOT NULL DEFAULT '',
    PRIMARY KEY (order_id, plan_id, seq)
);
