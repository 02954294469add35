-- +goose Up
-- Times are UTC microseconds; 0 is "not yet" or "none".

-- Who calls: a number, sealed, found again by its keyed hash. Erasing a row leaves events without a person.
CREATE TABLE switchboard_peer (
    id   {{id}} PRIMARY KEY,
    mac  {{bytes}} NOT NULL UNIQUE,
    head {{bytes}} NOT NULL,
    body {{bytes}} NOT NULL
);

-- A call, as it stands now.
CREATE TABLE switchboard_call (
    id          {{id}} PRIMARY KEY,
    peer_id     BIGINT NOT NULL,
    direction   TEXT   NOT NULL,              -- in, out
    hotline     TEXT   NOT NULL,              -- the number that was called
    queue       TEXT   NOT NULL DEFAULT '',
    seat_id     BIGINT NOT NULL DEFAULT 0,    -- who spoke, the last one
    began_at    BIGINT NOT NULL,
    queued_at   BIGINT NOT NULL DEFAULT 0,
    answered_at BIGINT NOT NULL DEFAULT 0,
    ended_at    BIGINT NOT NULL DEFAULT 0,
    outcome     TEXT   NOT NULL DEFAULT ''
);
CREATE INDEX switchboard_call_open ON switchboard_call (id) WHERE ended_at = 0;
CREATE INDEX switchboard_call_seat ON switchboard_call (seat_id, id);

-- The same, folded from the ledger alone; figures read only this.
CREATE TABLE switchboard_fact (
    call_id     {{id}} PRIMARY KEY,
    peer_id     BIGINT  NOT NULL,
    direction   TEXT    NOT NULL,
    queue       TEXT    NOT NULL DEFAULT '',
    seat_id     BIGINT  NOT NULL DEFAULT 0,
    target_us   BIGINT  NOT NULL DEFAULT 0,   -- of the queue, when the call came into it
    short_us    BIGINT  NOT NULL DEFAULT 0,
    missed      INTEGER NOT NULL DEFAULT 0,   -- seats that did not answer
    began_at    BIGINT  NOT NULL,
    queued_at   BIGINT  NOT NULL DEFAULT 0,
    answered_at BIGINT  NOT NULL DEFAULT 0,
    ended_at    BIGINT  NOT NULL DEFAULT 0,
    outcome     TEXT    NOT NULL DEFAULT ''
);
CREATE INDEX switchboard_fact_day  ON switchboard_fact (began_at, call_id);
CREATE INDEX switchboard_fact_peer ON switchboard_fact (peer_id, answered_at);
