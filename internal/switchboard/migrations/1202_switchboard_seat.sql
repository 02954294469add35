-- +goose Up

-- By which door a call came (phone, web), and how its caller rated it by keys (1 to 5; 0: not).
ALTER TABLE switchboard_call ADD COLUMN door   TEXT     NOT NULL DEFAULT 'phone';
ALTER TABLE switchboard_call ADD COLUMN rating SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE switchboard_fact ADD COLUMN door   TEXT     NOT NULL DEFAULT 'phone';
ALTER TABLE switchboard_fact ADD COLUMN rating SMALLINT NOT NULL DEFAULT 0;

-- Who of staff has spoken on a call: one after another, or together.
CREATE TABLE switchboard_part (
    call_id BIGINT NOT NULL,
    seat_id BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (call_id, seat_id)
);
