-- +goose Up
-- Times are UTC microseconds; 0 is "not yet". Spans are microseconds.

-- A seat from sign-in 签入 to sign-out 签出: what it is now, and for how long it was what before that.
CREATE TABLE switchboard_shift (
    id          {{id}} PRIMARY KEY,
    seat_id     BIGINT NOT NULL,
    began_at    BIGINT NOT NULL,
    ended_at    BIGINT NOT NULL DEFAULT 0,
    state       TEXT   NOT NULL,
    reason      TEXT   NOT NULL DEFAULT '',
    since_at    BIGINT NOT NULL,
    ready_us    BIGINT NOT NULL DEFAULT 0,
    ringing_us  BIGINT NOT NULL DEFAULT 0,
    talking_us  BIGINT NOT NULL DEFAULT 0,
    wrap_up_us  BIGINT NOT NULL DEFAULT 0,
    rest_us     BIGINT NOT NULL DEFAULT 0,
    meal_us     BIGINT NOT NULL DEFAULT 0,
    training_us BIGINT NOT NULL DEFAULT 0,
    duty_us     BIGINT NOT NULL DEFAULT 0,
    missed_us   BIGINT NOT NULL DEFAULT 0,
    watch_us    BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX switchboard_shift_day  ON switchboard_shift (began_at, id);
CREATE INDEX switchboard_shift_open ON switchboard_shift (id) WHERE ended_at = 0;

-- Which team leader set a seat's state, and why.
CREATE TABLE switchboard_force (
    id        {{id}} PRIMARY KEY,
    shift_id  BIGINT NOT NULL,
    seat_id   BIGINT NOT NULL,
    leader_id BIGINT NOT NULL,
    state     TEXT   NOT NULL,
    reason    TEXT   NOT NULL DEFAULT '',
    words     TEXT   NOT NULL,
    at        BIGINT NOT NULL
);
CREATE INDEX switchboard_force_shift ON switchboard_force (shift_id, id);
