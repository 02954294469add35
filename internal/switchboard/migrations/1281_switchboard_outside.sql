-- +goose Up
-- Which other call centre (CTI) has the call, or the seat; 0: our own exchange.
ALTER TABLE switchboard_call  ADD COLUMN source_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE switchboard_fact  ADD COLUMN source_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE switchboard_shift ADD COLUMN source_id BIGINT NOT NULL DEFAULT 0;

-- A call of another call centre, as long as it goes on; times are UTC microseconds.
CREATE TABLE switchboard_outside (
    call_id   {{id}} PRIMARY KEY,
    source_id BIGINT   NOT NULL,
    direction TEXT     NOT NULL,
    state     TEXT     NOT NULL,
    seat_id   BIGINT   NOT NULL,  -- whose telephone rings, or who speaks; 0: nobody that is known here
    queue     TEXT     NOT NULL,
    answered  SMALLINT NOT NULL,  -- 1: somebody has spoken with the caller
    since_at  BIGINT   NOT NULL,  -- since when this seat speaks; 0: it does not
    at        BIGINT   NOT NULL,  -- of the last step, as the other side says
    heard_at  BIGINT   NOT NULL   -- when that was told
);
CREATE INDEX switchboard_outside_seat  ON switchboard_outside (seat_id, at);
CREATE INDEX switchboard_outside_heard ON switchboard_outside (heard_at);
