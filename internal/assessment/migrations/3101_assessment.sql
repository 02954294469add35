-- +goose Up

-- What an operator may change, as JSON: doubt (reasons, weights, thresholds), grade (indicators).
CREATE TABLE assessment_setting (
    name       TEXT PRIMARY KEY,
    body       TEXT   NOT NULL,
    version    BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- A doubt about one completion of an order.
CREATE TABLE assessment_doubt (
    id           {{id}} PRIMARY KEY,
    kind         TEXT     NOT NULL,             -- relabel, contact
    order_id     BIGINT   NOT NULL,
    completion   BIGINT   NOT NULL,             -- the order's version at that completion
    number       TEXT     NOT NULL,
    unit_id      BIGINT   NOT NULL,             -- 0: answered by the centre at once
    category_id  BIGINT   NOT NULL,
    completed_at BIGINT   NOT NULL,
    score        INTEGER  NOT NULL,             -- 0 to 100
    reasons      TEXT     NOT NULL,             -- JSON: codes with their weights
    state        TEXT     NOT NULL,             -- open, confirmed, false_alarm
    found_at     BIGINT   NOT NULL,
    judged_at    BIGINT   NOT NULL,
    judged_by    BIGINT   NOT NULL,
    note         TEXT     NOT NULL,
    version      BIGINT   NOT NULL
);
CREATE UNIQUE INDEX assessment_doubt_once ON assessment_doubt (order_id, kind, completion);
CREATE INDEX assessment_doubt_state ON assessment_doubt (state, score, id);
CREATE INDEX assessment_doubt_completed ON assessment_doubt (completed_at);

-- Counters by day, unit and code: n cases, of which x.
CREATE TABLE assessment_day (
    day     INTEGER NOT NULL, -- yyyymmdd in Shanghai
    unit_id BIGINT  NOT NULL,
    code    TEXT    NOT NULL,
    n       BIGINT  NOT NULL,
    x       BIGINT  NOT NULL,
    PRIMARY KEY (day, unit_id, code)
);

CREATE TABLE assessment_period (
    id           {{id}} PRIMARY KEY,
    kind         TEXT    NOT NULL,  -- month, quarter
    from_day     INTEGER NOT NULL,
    to_day       INTEGER NOT NULL,
    state        TEXT    NOT NULL,  -- draft, published
    rules        TEXT    NOT NULL,  -- JSON: the indicators as they were
    computed_at  BIGINT  NOT NULL,
    published_at BIGINT  NOT NULL,
    version      BIGINT  NOT NULL
);
CREATE UNIQUE INDEX assessment_period_span ON assessment_period (from_day, to_day);

-- One figure of one unit. The indicator "overall" holds the unit's grade.
CREATE TABLE assessment_grade (
    period_id BIGINT NOT NULL,
    unit_id   BIGINT NOT NULL,
    indicator TEXT   NOT NULL,
    peers     TEXT   NOT NULL, -- the peer group
    n         BIGINT NOT NULL,
    x         BIGINT NOT NULL,
    share     DOUBLE PRECISION NOT NULL,
    low       DOUBLE PRECISION NOT NULL,
    high      DOUBLE PRECISION NOT NULL,
    effective DOUBLE PRECISION NOT NULL,
    grade     TEXT   NOT NULL, -- A, B, C, D; empty: 样本不足
    was_n     BIGINT NOT NULL, -- before it was corrected; -1: never
    was_x     BIGINT NOT NULL,
    was_grade TEXT   NOT NULL,
    PRIMARY KEY (period_id, unit_id, indicator)
);

CREATE TABLE assessment_objection (
    id         {{id}} PRIMARY KEY,
    period_id  BIGINT NOT NULL,
    unit_id    BIGINT NOT NULL,
    indicator  TEXT   NOT NULL,
    reason     TEXT   NOT NULL,
    by_id      BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    state      TEXT   NOT NULL, -- open, upheld, rejected
    note       TEXT   NOT NULL,
    decided_by BIGINT NOT NULL,
    decided_at BIGINT NOT NULL
);
CREATE INDEX assessment_objection_period ON assessment_objection (period_id, unit_id);
CREATE INDEX assessment_objection_state ON assessment_objection (state, id);
