-- +goose Up

-- What staff did about a debt 应回拨: took it on, gave it back, called in vain by another telephone, wrote it off. That
-- it was paid is seen from the calls alone.
CREATE TABLE switchboard_owed_step (
    id       {{id}} PRIMARY KEY,
    peer_id  BIGINT NOT NULL,
    staff_id BIGINT NOT NULL,
    kind     TEXT   NOT NULL,             -- claim, release, attempt, write_off
    result   TEXT   NOT NULL DEFAULT '',  -- of an attempt: no_answer, busy, wrong_number, refused; of write_off: unreachable, wrong_number, refused
    note     TEXT   NOT NULL DEFAULT '',
    until_at BIGINT NOT NULL DEFAULT 0,   -- of a claim
    at       BIGINT NOT NULL
);
CREATE INDEX switchboard_owed_step_peer ON switchboard_owed_step (peer_id, at);
