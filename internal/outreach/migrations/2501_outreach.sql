-- +goose Up
-- Times are UTC microseconds; 0 is "not yet" or "none".

-- A campaign 外呼任务. script and settings are JSON, checked when they are written.
CREATE TABLE outreach_campaign (
    id          {{id}} PRIMARY KEY,
    name        TEXT    NOT NULL,
    kind        TEXT    NOT NULL,             -- robot, preview, progressive
    state       TEXT    NOT NULL,             -- draft, approved, running, paused, ended
    script      TEXT    NOT NULL,
    settings    TEXT    NOT NULL,
    version     BIGINT  NOT NULL,
    created_by  BIGINT  NOT NULL,
    created_at  BIGINT  NOT NULL,
    changed_by  BIGINT  NOT NULL,             -- who wrote last; somebody else approves
    approved_by BIGINT  NOT NULL DEFAULT 0,
    approved_at BIGINT  NOT NULL DEFAULT 0,
    began_at    BIGINT  NOT NULL DEFAULT 0,
    ended_at    BIGINT  NOT NULL DEFAULT 0
);
CREATE INDEX outreach_campaign_running ON outreach_campaign (id) WHERE state = 'running';

-- Somebody who is to be called. Number and words are sealed; mac finds doubles and who must not be called.
CREATE TABLE outreach_person (
    id            {{id}} PRIMARY KEY,
    campaign_id   BIGINT  NOT NULL,
    line          INTEGER NOT NULL,           -- of the imported list
    mac           {{bytes}} NOT NULL,
    head          {{bytes}} NOT NULL,
    body          {{bytes}} NOT NULL,
    state         TEXT    NOT NULL,           -- waiting, calling, done, given_up, barred
    result        TEXT    NOT NULL DEFAULT '',
    answers       TEXT    NOT NULL DEFAULT '',-- JSON: step and key or digits, in order
    note          TEXT    NOT NULL DEFAULT '',
    attempts      INTEGER NOT NULL DEFAULT 0,
    next_at       BIGINT  NOT NULL DEFAULT 0,
    claimed_by    BIGINT  NOT NULL DEFAULT 0,
    claimed_until BIGINT  NOT NULL DEFAULT 0,
    changed_at    BIGINT  NOT NULL,
    UNIQUE (campaign_id, mac)
);
CREATE INDEX outreach_person_next  ON outreach_person (campaign_id, state, next_at, id);
CREATE INDEX outreach_person_line  ON outreach_person (campaign_id, line, id);

-- One call of a person's, or one tried.
CREATE TABLE outreach_attempt (
    id          {{id}} PRIMARY KEY,
    campaign_id BIGINT NOT NULL,
    person_id   BIGINT NOT NULL,
    call_id     BIGINT NOT NULL DEFAULT 0,
    staff_id    BIGINT NOT NULL DEFAULT 0,    -- 0: the robot
    result      TEXT   NOT NULL,
    at          BIGINT NOT NULL
);
CREATE INDEX outreach_attempt_person ON outreach_attempt (person_id, id);
CREATE INDEX outreach_attempt_day    ON outreach_attempt (campaign_id, at);

-- Who must not be called 免打扰.
CREATE TABLE outreach_barred (
    id       {{id}} PRIMARY KEY,
    mac      {{bytes}} NOT NULL UNIQUE,
    head     {{bytes}} NOT NULL,
    body     {{bytes}} NOT NULL,
    reason   TEXT   NOT NULL,
    staff_id BIGINT NOT NULL,                 -- 0: the person asked the robot
    at       BIGINT NOT NULL
);
