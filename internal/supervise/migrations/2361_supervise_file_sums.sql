-- +goose Up
-- Before bytes are removed, whether a meeting's file still names them.
CREATE INDEX supervise_file_sum ON supervise_file (sha256);
