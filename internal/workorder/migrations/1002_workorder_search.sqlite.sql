-- +goose Up
CREATE VIRTUAL TABLE workorder_text USING fts5(body, content='', contentless_delete=1);
CREATE INDEX workorder_order_number ON workorder_order (number);
