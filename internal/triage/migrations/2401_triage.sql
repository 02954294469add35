-- +goose Up

-- A trial of a draft of the dispatch catalogue on past orders.
CREATE TABLE triage_replay (
    id           {{id}} PRIMARY KEY,
    version_id   BIGINT  NOT NULL, -- the draft
    revision     BIGINT  NOT NULL, -- of the draft that is tried
    base_id      BIGINT  NOT NULL, -- the version that was in force when it began
    base_number  INTEGER NOT NULL,
    from_at      BIGINT  NOT NULL, -- orders registered from here
    to_at        BIGINT  NOT NULL, -- and before this
    state        TEXT    NOT NULL, -- running, done, stale, cancelled
    by_id        BIGINT  NOT NULL,
    created_at   BIGINT  NOT NULL,
    finished_at  BIGINT  NOT NULL,
    after_at     BIGINT  NOT NULL, -- the last order that was looked at
    after_id     BIGINT  NOT NULL,
    total        BIGINT  NOT NULL, -- orders of the period when it began
    seen         BIGINT  NOT NULL,
    changed      BIGINT  NOT NULL, -- that would go to another unit
    judged       BIGINT  NOT NULL, -- that a unit completed
    right_before BIGINT  NOT NULL, -- of those, where the version in force names that unit
    right_after  BIGINT  NOT NULL, -- where the draft does
    right_actual BIGINT  NOT NULL  -- where the first unit that really got it was that unit
);
CREATE INDEX triage_replay_version ON triage_replay (version_id, id);

-- How many orders each unit would have been given. Unit 0 is the centre.
CREATE TABLE triage_replay_unit (
    replay_id    BIGINT NOT NULL,
    unit_id      BIGINT NOT NULL,
    before       BIGINT NOT NULL, -- by the version in force
    after        BIGINT NOT NULL, -- by the draft
    final        BIGINT NOT NULL, -- completed by it
    right_before BIGINT NOT NULL,
    right_after  BIGINT NOT NULL,
    PRIMARY KEY (replay_id, unit_id)
);

-- From which unit to which; and which unit a version names against the one that completed the order.
CREATE TABLE triage_replay_pair (
    replay_id BIGINT NOT NULL,
    how       TEXT   NOT NULL, -- move: before → after; before, after: named → completed by
    from_unit BIGINT NOT NULL,
    to_unit   BIGINT NOT NULL,
    n         BIGINT NOT NULL,
    PRIMARY KEY (replay_id, how, from_unit, to_unit)
);

-- The orders that would go elsewhere.
CREATE TABLE triage_replay_order (
    replay_id    BIGINT NOT NULL,
    order_id     BIGINT NOT NULL,
    before_unit  BIGINT NOT NULL,
    after_unit   BIGINT NOT NULL,
    final_unit   BIGINT NOT NULL,
    before_entry BIGINT NOT NULL,
    after_entry  BIGINT NOT NULL,
    PRIMARY KEY (replay_id, order_id)
);

-- One objection that the centre has decided. Words are not here: they stay with the order.
CREATE TABLE triage_precedent (
    id            {{id}} PRIMARY KEY,
    return_id     BIGINT   NOT NULL UNIQUE,
    order_id      BIGINT   NOT NULL,
    category_id   BIGINT   NOT NULL,
    division      TEXT     NOT NULL,
    kind          TEXT     NOT NULL,
    accused_kind  TEXT     NOT NULL,
    reason_code   TEXT     NOT NULL,
    from_unit     BIGINT   NOT NULL, -- that returned it
    proposed_unit BIGINT   NOT NULL,
    to_unit       BIGINT   NOT NULL, -- that got it in the end; 0: not known yet
    verdict       TEXT     NOT NULL, -- upheld, rejected, designated
    decided_at    BIGINT   NOT NULL,
    decided_by    BIGINT   NOT NULL,
    retired_at    BIGINT   NOT NULL, -- 0: it holds
    retired_by    BIGINT   NOT NULL,
    retire_reason TEXT     NOT NULL,
    retire_salt   {{bytes}} NOT NULL
);
CREATE INDEX triage_precedent_category ON triage_precedent (category_id, id);
CREATE INDEX triage_precedent_order ON triage_precedent (order_id);
CREATE INDEX triage_precedent_from ON triage_precedent (from_unit, id);
CREATE INDEX triage_precedent_to ON triage_precedent (to_unit, id);
