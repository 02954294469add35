-- +goose Up
-- Short links in messages. Only a keyed hash of the code is kept; times are UTC microseconds.
CREATE TABLE intake_link (
    hash       {{bytes}} PRIMARY KEY,
    request_id BIGINT    NOT NULL,
    until      BIGINT    NOT NULL
);
CREATE INDEX intake_link_until ON intake_link (until);
