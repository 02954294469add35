-- +goose Up

-- The one row whose stamp changes with every change of the room: nodes compare it, and writers wait for its lock.
CREATE TABLE catalogue_revision (
    id    {{id}} PRIMARY KEY,
    stamp BIGINT NOT NULL
);
INSERT INTO catalogue_revision (id, stamp) VALUES (1, 0);

CREATE TABLE catalogue_category (
    id           {{id}} PRIMARY KEY,
    code         TEXT NOT NULL UNIQUE,
    name         TEXT NOT NULL,
    parent_id    BIGINT NOT NULL, -- 0 on level 1
    level        SMALLINT NOT NULL,
    pinyin       TEXT NOT NULL, -- initials of the name, for search
    default_kind TEXT NOT NULL, -- kind of request that the form proposes, or empty
    active       SMALLINT NOT NULL,
    version      BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX catalogue_category_sibling ON catalogue_category (parent_id, name);

CREATE TABLE catalogue_default_unit (
    category_id   BIGINT NOT NULL,
    division_code TEXT NOT NULL, -- empty: anywhere in the city
    unit_id       BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    PRIMARY KEY (category_id, division_code)
);

CREATE TABLE catalogue_preset (
    id         {{id}} PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    body       TEXT NOT NULL, -- JSON: title, source, periods, limits
    version    BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- Which preset holds for which kind of request; kind '' is the general one, 'business' that of business callers.
CREATE TABLE catalogue_preset_use (
    kind   TEXT PRIMARY KEY,
    preset TEXT NOT NULL
);

CREATE TABLE catalogue_calendar_day (
    day  {{id}} PRIMARY KEY, -- yyyymmdd in Shanghai
    name TEXT NOT NULL,
    off  SMALLINT NOT NULL -- 1 day off, 0 make-up working day
);

CREATE TABLE catalogue_calendar_year (
    year        {{id}} PRIMARY KEY,
    known       SMALLINT NOT NULL, -- 1 if the year really has an arrangement
    source      TEXT NOT NULL,
    imported_at BIGINT NOT NULL
);
