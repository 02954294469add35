-- +goose Up

-- The versions of the dispatch catalogue. Published ones never change; which of them is in force follows from
-- effective_at. At most one row is a draft (draft_slot is 1 for it and NULL for all others).
CREATE TABLE catalogue_version (
    id           {{id}} PRIMARY KEY,
    number       INTEGER NOT NULL, -- 1, 2, … as published; 0 while it is a draft
    draft_slot   SMALLINT UNIQUE,
    base_id      BIGINT  NOT NULL, -- the version that it was copied from; 0: none
    title        TEXT    NOT NULL,
    note         TEXT    NOT NULL, -- why it was published
    authors      TEXT    NOT NULL, -- JSON: ids of the people who wrote it
    revision     BIGINT  NOT NULL, -- grows with every change of a draft
    created_at   BIGINT  NOT NULL,
    updated_at   BIGINT  NOT NULL,
    publisher_id BIGINT  NOT NULL,
    published_at BIGINT  NOT NULL, -- 0 while it is a draft
    effective_at BIGINT  NOT NULL  -- 0 with a number: since ever
);

CREATE TABLE catalogue_entry (
    version_id      BIGINT   NOT NULL,
    id              BIGINT   NOT NULL, -- kept from version to version, so that they can be compared
    category_id     BIGINT   NOT NULL, -- 0: any
    division_code   TEXT     NOT NULL, -- empty: anywhere
    kind            TEXT     NOT NULL, -- the conditions; empty or 0: any
    door            TEXT     NOT NULL,
    business        TEXT     NOT NULL, -- yes, no
    topic           TEXT     NOT NULL,
    accused_unit_id BIGINT   NOT NULL,
    accused_words   TEXT     NOT NULL,
    hours           TEXT     NOT NULL, -- 22:00-06:00
    weekdays        TEXT     NOT NULL, -- 67
    season          TEXT     NOT NULL, -- 06-01~09-30
    unit_id         BIGINT   NOT NULL,
    co_units        TEXT     NOT NULL, -- JSON
    basis           TEXT     NOT NULL,
    unclear         SMALLINT NOT NULL, -- 1: whoever gets it first answers for it
    priority        SMALLINT NOT NULL,
    PRIMARY KEY (version_id, id)
);

-- What was the catalogue until now becomes version 1, in force since ever.
INSERT INTO catalogue_version (id, number, draft_slot, base_id, title, note, authors, revision, created_at, updated_at,
    publisher_id, published_at, effective_at) VALUES (1, 1, NULL, 0, '', '', '[]', 1, 0, 0, 0, 0, 0);
INSERT INTO catalogue_entry (version_id, id, category_id, division_code, kind, door, business, topic, accused_unit_id,
    accused_words, hours, weekdays, season, unit_id, co_units, basis, unclear, priority)
SELECT 1, ROW_NUMBER() OVER (ORDER BY category_id, division_code), category_id, division_code, '', '', '', '', 0, '', '', '',
    '', unit_id, '[]', '', 0, 0 FROM catalogue_default_unit;
DROP TABLE catalogue_default_unit;
