-- +goose Up
-- Cards stay for ever; what else is listed here is work in hand, and sorted when it is asked for.
CREATE INDEX supervise_card_at ON supervise_card (at, id);
CREATE INDEX supervise_card_due ON supervise_card (due_at, id);
