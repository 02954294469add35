-- +goose Up
-- An imported order that the older system completed and never archived ended for retention when it was completed; at its import
-- if nobody recorded when (its id: milliseconds since 2024 above 22 bits). One that was completed here, after its import, is
-- asked about and archived as any.
UPDATE workorder_order SET ended_at = CASE WHEN completed_at = 0 THEN (id / 4194304 + 1704067200000) * 1000 ELSE completed_at END
    WHERE imported = 1 AND state = 'completed' AND ended_at = 0 AND completed_at < (id / 4194304 + 1704067200000) * 1000;
