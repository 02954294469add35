-- +goose Up
-- What a meeting put off 延后再议: the item went back to the docket, and the meeting still says that it was on its agenda.
CREATE TABLE supervise_deferral (
    meeting_id   BIGINT  NOT NULL,
    docket_id    BIGINT  NOT NULL,
    place        INTEGER NOT NULL,
    reason       TEXT    NOT NULL,
    deferred_at  BIGINT  NOT NULL,              -- UTC microseconds
    PRIMARY KEY (meeting_id, docket_id)
);
