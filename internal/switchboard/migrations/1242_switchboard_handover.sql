-- +goose Up
-- What a seat, or a team leader for the group, leaves to the next shift 交接班; times are UTC microseconds, 0 is "not yet".
CREATE TABLE switchboard_handover (
    id       {{id}} PRIMARY KEY,
    kind     TEXT   NOT NULL,             -- seat, group
    staff_id BIGINT NOT NULL,             -- who wrote it
    words    TEXT   NOT NULL,
    drafts   INTEGER NOT NULL DEFAULT 0,  -- half-filled forms of the writer at that time
    at       BIGINT NOT NULL,
    taken_by BIGINT NOT NULL DEFAULT 0,
    taken_at BIGINT NOT NULL DEFAULT 0,
    answer   TEXT   NOT NULL DEFAULT ''
);
CREATE INDEX switchboard_handover_open ON switchboard_handover (at, id) WHERE taken_at = 0;
CREATE INDEX switchboard_handover_at   ON switchboard_handover (at, id);

-- The owed calls that the writer had taken on.
CREATE TABLE switchboard_handover_owed (
    handover_id BIGINT NOT NULL,
    peer_id     BIGINT NOT NULL,
    PRIMARY KEY (handover_id, peer_id)
);
