-- +goose Up

-- A declared event (突发事件): new requests that match join one master order. The row of the master order is not touched
-- by a join, and neither is this one: how many joined is counted in intake_storm_join.
CREATE TABLE intake_storm (
    id            {{id}} PRIMARY KEY,
    name          TEXT     NOT NULL,
    kind          TEXT     NOT NULL,             -- typhoon, flood, outage, water, gas, epidemic, other
    area          TEXT     NOT NULL DEFAULT '',  -- codes of divisions, comma-separated; empty: the whole city
    categories    TEXT     NOT NULL DEFAULT '',  -- ids, comma-separated; each stands for what is below it, too
    keywords      TEXT     NOT NULL DEFAULT '',  -- a rule of words
    from_at       BIGINT   NOT NULL,
    until_at      BIGINT   NOT NULL DEFAULT 0,   -- 0: until it is ended
    announcement  TEXT     NOT NULL,
    sample        SMALLINT NOT NULL,             -- percent of the requesters who are asked to rate
    order_id      BIGINT   NOT NULL,             -- the master order
    order_number  TEXT     NOT NULL,
    state         TEXT     NOT NULL,             -- running, ended
    version       BIGINT   NOT NULL,
    declared_by   BIGINT   NOT NULL,
    declared_at   BIGINT   NOT NULL,
    ended_by      BIGINT   NOT NULL DEFAULT 0,
    ended_at      BIGINT   NOT NULL DEFAULT 0,
    summary       TEXT     NOT NULL DEFAULT ''
);
CREATE INDEX intake_storm_state ON intake_storm (state, id);
CREATE UNIQUE INDEX intake_storm_order ON intake_storm (order_id);

-- A request that joined. Its words stay where they are; own_order is the order it had, or would get if it left.
CREATE TABLE intake_storm_join (
    request_id  BIGINT PRIMARY KEY,
    storm_id    BIGINT NOT NULL,
    own_order   BIGINT NOT NULL,
    how         TEXT   NOT NULL,               -- new: no order of its own; merged: its order was merged into the master
    door        TEXT   NOT NULL,
    division    TEXT   NOT NULL DEFAULT '',
    extra       TEXT   NOT NULL DEFAULT '',    -- the rest of the form (JSON), should it leave
    joined_at   BIGINT NOT NULL,
    left_at     BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX intake_storm_join_storm ON intake_storm_join (storm_id, left_at, request_id);
CREATE INDEX intake_storm_join_own ON intake_storm_join (own_order);

-- What all who joined are to be told: one progress, the answer, the question how it was.
CREATE TABLE intake_storm_word (
    id        BIGINT   PRIMARY KEY,            -- the ledger event that it tells of
    storm_id  BIGINT   NOT NULL,
    kind      TEXT     NOT NULL,               -- progress, answered, rate
    at        BIGINT   NOT NULL,
    until_at  BIGINT   NOT NULL DEFAULT 0,     -- rate: answers are taken before
    reached   BIGINT   NOT NULL DEFAULT 0,     -- the request up to which they were told
    done      SMALLINT NOT NULL DEFAULT 0
);
CREATE INDEX intake_storm_word_storm ON intake_storm_word (storm_id, at);
CREATE INDEX intake_storm_word_done ON intake_storm_word (done, at);

-- How each was told. What a person must do (call, letter) is owed until done_at.
CREATE TABLE intake_storm_told (
    word_id      BIGINT   NOT NULL,
    request_id   BIGINT   NOT NULL,
    storm_id     BIGINT   NOT NULL,
    identity_id  BIGINT   NOT NULL DEFAULT 0,
    way          TEXT     NOT NULL,            -- notice, call, letter, page, own, same, skip
    state        TEXT     NOT NULL,            -- told, owed, done, unreached, lapsed
    tries        SMALLINT NOT NULL DEFAULT 0,
    done_by      BIGINT   NOT NULL DEFAULT 0,
    done_at      BIGINT   NOT NULL DEFAULT 0,
    PRIMARY KEY (word_id, request_id)
);
CREATE INDEX intake_storm_told_state ON intake_storm_told (storm_id, state, request_id);
CREATE INDEX intake_storm_told_person ON intake_storm_told (word_id, identity_id);
