-- +goose Up

-- The three rates are asked of the room followup; what was counted of them here is of no use any more.
DELETE FROM insight_day WHERE metric IN ('asked', 'answered', 'contacted', 'resolved', 'satisfied');
