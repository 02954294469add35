-- +goose Up

-- What honest rates need to know of a completion. Plans in the state "excluded" stand for completions that nobody is
-- asked about (why: invalid) and for withdrawn orders (why: withdrawn), so that what is left out can be counted.
ALTER TABLE followup_plan ADD COLUMN door              TEXT     NOT NULL DEFAULT '';
ALTER TABLE followup_plan ADD COLUMN enforcement       SMALLINT NOT NULL DEFAULT 0;  -- 执法类 when it was completed
ALTER TABLE followup_plan ADD COLUMN sampling          SMALLINT NOT NULL DEFAULT 0;  -- 0 everybody is called, 1 drawn for the telephone, 2 not drawn
ALTER TABLE followup_plan ADD COLUMN unit_reached      SMALLINT NOT NULL DEFAULT -1; -- the reply says: 1 reached, 0 not; -1 unknown
ALTER TABLE followup_plan ADD COLUMN unit_contacted_at BIGINT   NOT NULL DEFAULT 0;  -- the reply says when

-- 抽样计划: who is called where volumes are high (phone), and whose answers are asked for again (recheck).
CREATE TABLE followup_sample (
    id         {{id}} PRIMARY KEY,
    name       TEXT     NOT NULL UNIQUE,
    purpose    TEXT     NOT NULL,             -- phone, recheck
    unit_id    BIGINT   NOT NULL,             -- 0: each unit
    kind       TEXT     NOT NULL,             -- empty: every kind
    door       TEXT     NOT NULL,             -- empty: every door
    permille   INTEGER  NOT NULL,             -- share of each stratum in 1/1000; 0: number is used
    number     INTEGER  NOT NULL,             -- of each stratum in one draw
    seed       TEXT     NOT NULL,
    active     SMALLINT NOT NULL,
    version    BIGINT   NOT NULL,
    updated_at BIGINT   NOT NULL
);

-- One draw of a sample over a span of days of completion. With the seed and the rows of followup_plan it can be drawn
-- again, with the same result; digest is that of the population.
CREATE TABLE followup_draw (
    id         {{id}} PRIMARY KEY,
    sample_id  BIGINT  NOT NULL,
    from_day   INTEGER NOT NULL,              -- yyyymmdd, included
    to_day     INTEGER NOT NULL,              -- included
    at         BIGINT  NOT NULL,
    by_id      BIGINT  NOT NULL,
    rule       TEXT    NOT NULL,              -- JSON of the sample as it was
    population INTEGER NOT NULL,
    drawn      INTEGER NOT NULL,
    digest     TEXT    NOT NULL
);
CREATE INDEX followup_draw_sample ON followup_draw (sample_id, from_day);

-- 独立复核: a closed follow-up that a second person asks about again.
CREATE TABLE followup_recheck (
    id            {{id}} PRIMARY KEY,
    draw_id       BIGINT   NOT NULL,
    plan_id       BIGINT   NOT NULL UNIQUE,
    order_id      BIGINT   NOT NULL,
    number        TEXT     NOT NULL,
    unit_id       BIGINT   NOT NULL,
    kind          TEXT     NOT NULL,
    completed_at  BIGINT   NOT NULL,
    stratum       TEXT     NOT NULL,           -- unit × kind × door
    stratum_size  INTEGER  NOT NULL,           -- N: how many the stratum has
    stratum_drawn INTEGER  NOT NULL,           -- n: how many were drawn; each stands for N/n
    state         TEXT     NOT NULL,           -- waiting, done, unreachable
    attempts      INTEGER  NOT NULL,
    next_at       BIGINT   NOT NULL,
    by_id         BIGINT   NOT NULL,           -- who reached the citizen, or gave up
    at            BIGINT   NOT NULL,
    contacted     SMALLINT NOT NULL,
    resolved      TEXT     NOT NULL,
    satisfaction  SMALLINT NOT NULL,
    note          TEXT     NOT NULL,           -- personal numbers masked
    unit_agrees   SMALLINT NOT NULL,           -- the unit's word on contact: 1 confirmed, 0 contradicted, -1 it had said nothing
    first_agrees  SMALLINT NOT NULL            -- the first answers: 1 confirmed, 0 contradicted, -1 there were none
);
CREATE INDEX followup_recheck_state ON followup_recheck (state, next_at, id);
CREATE INDEX followup_recheck_completed ON followup_recheck (completed_at);

-- Tables of rates read the index alone: over a million completions that is the difference between seconds and tenths.
DROP INDEX followup_plan_completed;
CREATE INDEX followup_plan_rates ON followup_plan (completed_at, unit_id, category_id, enforcement, sampling, state, why,
    answered_at, contacted, resolved, satisfaction);
