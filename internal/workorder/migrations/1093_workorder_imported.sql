-- +goose Up
-- An imported order that had ended at a time nobody recorded never ended for retention: it counts from its import, which is
-- when its id was made (milliseconds since 2024 above 22 bits).
UPDATE workorder_order SET ended_at = (id / 4194304 + 1704067200000) * 1000 WHERE imported = 1 AND state IN ('archived', 'withdrawn') AND ended_at = 0;
-- Imported orders were marked as if their words before masking were erased (4), which stayed in the vault: they are erased anew.
UPDATE workorder_order SET erased = erased - 4 WHERE imported = 1 AND (erased / 4) % 2 = 1;
