-- +goose Up
-- An exchange whose offer went without its words, because the order had left the partner or was about it by then: given to the
-- partner again, the order travels in an exchange of its own.
ALTER TABLE partner_exchange ADD COLUMN untold SMALLINT NOT NULL DEFAULT 0;
DROP INDEX partner_exchange_order;
CREATE UNIQUE INDEX partner_exchange_order ON partner_exchange (order_id, partner_id, side) WHERE untold = 0;
CREATE INDEX partner_exchange_all ON partner_exchange (order_id);
