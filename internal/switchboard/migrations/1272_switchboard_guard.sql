-- +goose Up
-- Times are UTC microseconds; 0 is "not yet" or "none".

-- What a seat says of an abusive call 恶意骚扰来电: evidence, whose recording is kept as long as it lives.
CREATE TABLE switchboard_abuse (
    id         {{id}} PRIMARY KEY,
    call_id    BIGINT   NOT NULL UNIQUE,
    peer_id    BIGINT   NOT NULL,            -- the caller, by the keyed hash of the number
    seat_id    BIGINT   NOT NULL,
    kind       TEXT     NOT NULL,            -- insult, threat, sexual, prank, blocking
    warned     SMALLINT NOT NULL,            -- the caller was warned before
    note       {{bytes}},                    -- sealed; NULL: none
    at         BIGINT   NOT NULL,
    keep_until BIGINT   NOT NULL,
    dropped_by BIGINT   NOT NULL DEFAULT 0,  -- who found that it is none
    dropped_at BIGINT   NOT NULL DEFAULT 0,
    drop_words TEXT     NOT NULL DEFAULT ''
);
CREATE INDEX switchboard_abuse_peer ON switchboard_abuse (peer_id, at);
CREATE INDEX switchboard_abuse_at   ON switchboard_abuse (at, id);

-- A cool-down 冷却 of a number: asked for by one, and over a limit decided by another.
CREATE TABLE switchboard_cooldown (
    id            {{id}} PRIMARY KEY,
    peer_id       BIGINT   NOT NULL,
    evidence      INTEGER  NOT NULL,            -- pieces that it stood on
    hours         INTEGER  NOT NULL,
    words         TEXT     NOT NULL,            -- why
    state         TEXT     NOT NULL,            -- asked, running, refused, lifted, undone, over
    asked_by      BIGINT   NOT NULL,
    asked_at      BIGINT   NOT NULL,
    decided_by    BIGINT   NOT NULL DEFAULT 0,  -- a second person
    from_at       BIGINT   NOT NULL DEFAULT 0,
    until_at      BIGINT   NOT NULL DEFAULT 0,  -- when it ends by itself, or was ended
    lifted_by     BIGINT   NOT NULL DEFAULT 0,
    lift_words    TEXT     NOT NULL DEFAULT '',
    appealed_by   BIGINT   NOT NULL DEFAULT 0,  -- who took the caller's appeal down
    appealed_at   BIGINT   NOT NULL DEFAULT 0,
    appeal_words  TEXT     NOT NULL DEFAULT '',
    judged_by     BIGINT   NOT NULL DEFAULT 0,
    judged_at     BIGINT   NOT NULL DEFAULT 0,
    granted       SMALLINT NOT NULL DEFAULT 0,
    judge_words   TEXT     NOT NULL DEFAULT ''
);
CREATE INDEX switchboard_cooldown_peer ON switchboard_cooldown (peer_id, asked_at);
CREATE INDEX switchboard_cooldown_at   ON switchboard_cooldown (asked_at, id);
