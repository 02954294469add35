-- +goose Up
CREATE TABLE jobs_job (
    id         {{id}} PRIMARY KEY,
    kind       TEXT     NOT NULL,
    key        TEXT,                -- at most one job of a kind and key
    state      SMALLINT NOT NULL,   -- 0 waiting or under way, 1 dead
    run_at     BIGINT   NOT NULL,   -- when it is next due; pushed on while somebody works on it (the lease)
    attempts   INTEGER  NOT NULL,
    payload    TEXT     NOT NULL,
    last_error TEXT     NOT NULL,
    created_at BIGINT   NOT NULL
);
CREATE UNIQUE INDEX jobs_job_key ON jobs_job (kind, key);
CREATE INDEX jobs_job_due ON jobs_job (state, run_at);
