-- +goose Up

-- Who heard the recording of a call, for what, and by which order they came to it. Nothing is shown without its row.
CREATE TABLE switchboard_hearing (
    id       {{id}} PRIMARY KEY,
    call_id  BIGINT NOT NULL,
    order_id BIGINT NOT NULL,
    staff_id BIGINT NOT NULL,
    purpose  TEXT   NOT NULL,
    at       BIGINT NOT NULL
);
CREATE INDEX switchboard_hearing_call ON switchboard_hearing (call_id, id);
