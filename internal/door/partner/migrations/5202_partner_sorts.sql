-- +goose Up
CREATE INDEX partner_out_at ON partner_out (created_at, id);
CREATE INDEX partner_in_new ON partner_in (at, message);
