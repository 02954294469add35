-- +goose Up
CREATE INDEX intake_contact_hotline ON intake_contact (created_at, hotline);
