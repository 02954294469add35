-- +goose Up
CREATE TABLE workorder_text (
    rowid BIGINT PRIMARY KEY,
    body  TSVECTOR NOT NULL
);
CREATE INDEX workorder_text_body ON workorder_text USING gin (body);
-- Numbers and division codes are compared byte by byte, as SQLite does, so that a prefix is a range.
ALTER TABLE workorder_order ALTER COLUMN number TYPE TEXT COLLATE "C";
ALTER TABLE workorder_order ALTER COLUMN division TYPE TEXT COLLATE "C";
CREATE INDEX workorder_order_number ON workorder_order (number);
