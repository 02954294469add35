-- +goose Up
-- Before bytes are removed, whether any row still names them: asked for every upload that nobody linked.
CREATE INDEX workorder_attachment_sum ON workorder_attachment (sha256);
CREATE INDEX workorder_upload_sum ON workorder_upload (sha256);
