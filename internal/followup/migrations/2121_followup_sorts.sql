-- +goose Up
-- Lists by other times than the one that presses.
CREATE INDEX followup_plan_state ON followup_plan (state, next_at, id);
CREATE INDEX followup_plan_done ON followup_plan (state, completed_at, id);
CREATE INDEX followup_plan_closed ON followup_plan (state, closed_at, id);
CREATE INDEX followup_plan_number ON followup_plan (state, number, id);
CREATE INDEX followup_recheck_done ON followup_recheck (state, completed_at, id);
