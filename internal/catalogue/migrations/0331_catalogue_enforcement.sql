-- +goose Up

-- Law-enforcement matters 执法类: not judged by satisfaction alone, so the three rates show them apart. The flag holds
-- for the categories below too.
ALTER TABLE catalogue_category ADD COLUMN enforcement SMALLINT NOT NULL DEFAULT 0;
