-- +goose Up
-- Versions of the voice menu; the published one with the highest number holds. Times are UTC microseconds, 0 is "not yet".
CREATE TABLE switchboard_menu (
    id           {{id}} PRIMARY KEY,
    number       BIGINT NOT NULL UNIQUE,        -- of published ones, counted up; 0: the draft, of which there is one at most
    revision     BIGINT NOT NULL,               -- of the draft, counted up with each change
    base_id      BIGINT NOT NULL DEFAULT 0,     -- the version that it was made from or puts back; 0: the first menu
    menu         TEXT   NOT NULL,               -- JSON
    note         TEXT   NOT NULL DEFAULT '',
    staff_id     BIGINT NOT NULL,               -- who changed it last
    at           BIGINT NOT NULL,
    published_by BIGINT NOT NULL DEFAULT 0,
    published_at BIGINT NOT NULL DEFAULT 0
);

-- Special lines 专线: queues for a while.
CREATE TABLE switchboard_special (
    id        {{id}} PRIMARY KEY,
    code      TEXT   NOT NULL UNIQUE,           -- of the queue, of this line alone
    template  TEXT   NOT NULL,
    queue     TEXT   NOT NULL,                  -- JSON
    menu_key  TEXT   NOT NULL DEFAULT '',
    hotline   TEXT   NOT NULL DEFAULT '',
    say       TEXT   NOT NULL DEFAULT '',
    sound     TEXT   NOT NULL DEFAULT '',
    opens_at  BIGINT NOT NULL,
    closes_at BIGINT NOT NULL DEFAULT 0,        -- 0: until it is closed
    staff_id  BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    closed_at BIGINT NOT NULL DEFAULT 0,
    closed_by BIGINT NOT NULL DEFAULT 0         -- 0 with closed_at: its time was over
);
CREATE INDEX switchboard_special_at   ON switchboard_special (at, id);
CREATE INDEX switchboard_special_open ON switchboard_special (opens_at) WHERE closed_at = 0;

-- Changes of the menu and of lines wait for each other here.
CREATE TABLE switchboard_turn (n BIGINT NOT NULL);
INSERT INTO switchboard_turn (n) VALUES (0);
