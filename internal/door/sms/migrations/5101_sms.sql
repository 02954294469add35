-- +goose Up

-- Which inbound messages were taken, for as long as their signatures are good. Neither number nor text.
CREATE TABLE sms_taken (
    digest TEXT PRIMARY KEY, -- hex SHA-256 of the gateway's message id
    at     BIGINT NOT NULL
);
CREATE INDEX sms_taken_at ON sms_taken (at);
