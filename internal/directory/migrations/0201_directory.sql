-- +goose Up
-- The version of the whole directory: every change raises it, so that each node knows when its view is old.
CREATE TABLE directory_version (
    id {{id}} PRIMARY KEY,
    version BIGINT NOT NULL
);
INSERT INTO directory_version (id, version) VALUES (1, 1);

CREATE TABLE directory_division (
    id {{id}} PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    level TEXT NOT NULL,
    kind TEXT NOT NULL,
    parent_code TEXT NOT NULL
);

-- parent_id and sub_centre_id are 0 where there is none.
CREATE TABLE directory_unit (
    id {{id}} PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    pinyin TEXT NOT NULL,
    kind TEXT NOT NULL,
    parent_id BIGINT NOT NULL,
    division_code TEXT NOT NULL,
    mode TEXT NOT NULL,
    sub_centre_id BIGINT NOT NULL,
    duty_phone TEXT NOT NULL,
    duty_person TEXT NOT NULL,
    window_address TEXT NOT NULL,
    office_hours TEXT NOT NULL,
    active SMALLINT NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE directory_hotline (
    id {{id}} PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    unit_id BIGINT NOT NULL,
    mode TEXT NOT NULL,
    note TEXT NOT NULL,
    active SMALLINT NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE directory_staff (
    id {{id}} PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    unit_id BIGINT NOT NULL,
    active SMALLINT NOT NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE directory_staff_role (
    staff_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    place SMALLINT NOT NULL,
    PRIMARY KEY (staff_id, role)
);
