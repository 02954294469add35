-- +goose Up
-- What became of the sound that came from the other party; mos 0: nothing was measured.
ALTER TABLE switchboard_call ADD COLUMN mos       INTEGER NOT NULL DEFAULT 0; -- hundredths
ALTER TABLE switchboard_call ADD COLUMN loss      INTEGER NOT NULL DEFAULT 0; -- of ten thousand packets
ALTER TABLE switchboard_call ADD COLUMN jitter_us BIGINT  NOT NULL DEFAULT 0;
ALTER TABLE switchboard_fact ADD COLUMN mos       INTEGER NOT NULL DEFAULT 0;
