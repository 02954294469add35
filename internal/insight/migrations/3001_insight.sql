-- +goose Up
CREATE TABLE insight_day (
    day    INTEGER NOT NULL,   -- yyyymmdd in Shanghai
    dim    TEXT    NOT NULL,   -- city, hour, unit, category, division
    key    TEXT    NOT NULL,   -- '' for the city; hour, id or code otherwise
    metric TEXT    NOT NULL,
    n      BIGINT  NOT NULL,
    PRIMARY KEY (day, dim, key, metric)
);
CREATE TABLE insight_open (
    unit_id BIGINT NOT NULL,   -- 0: with the centre
    state   TEXT   NOT NULL,
    n       BIGINT NOT NULL,
    PRIMARY KEY (unit_id, state)
);
CREATE TABLE insight_mark (
    order_id {{id}} PRIMARY KEY,
    unit_id  BIGINT   NOT NULL,
    level    SMALLINT NOT NULL  -- 1 due soon, 2 overdue
);
CREATE INDEX insight_mark_unit ON insight_mark (level, unit_id);
