-- +goose Up
CREATE INDEX assessment_doubt_done ON assessment_doubt (state, completed_at, id);
CREATE INDEX assessment_doubt_judged ON assessment_doubt (state, judged_at, id);
