-- +goose Up
-- One calling of an emergency service 紧急转接, folded from the ledger alone. Times are UTC microseconds; 0 is "not yet".
CREATE TABLE switchboard_emergency (
    id        {{id}} PRIMARY KEY,
    call_id   BIGINT NOT NULL,
    seat_id   BIGINT NOT NULL,
    leader_id BIGINT NOT NULL DEFAULT 0,  -- who called it into a seat's call; 0: the seat itself
    service   TEXT   NOT NULL,            -- its code
    reason    TEXT   NOT NULL,            -- life, fire, crime, traffic, other
    outcome   TEXT   NOT NULL DEFAULT '', -- answered, or why not; empty: it rings
    at        BIGINT NOT NULL,
    over_at   BIGINT NOT NULL DEFAULT 0   -- answered, or in vain
);
CREATE INDEX switchboard_emergency_at   ON switchboard_emergency (at, id);
CREATE INDEX switchboard_emergency_call ON switchboard_emergency (call_id, id);
