-- +goose Up

-- A contact (来话/来件): one call, one form, one letter. What identifies the person lies in the vault.
CREATE TABLE intake_contact (
    id            {{id}} PRIMARY KEY,
    door          TEXT     NOT NULL,
    hotline       TEXT     NOT NULL DEFAULT '',
    identity_id   BIGINT   NOT NULL DEFAULT 0,  -- vault; 0: neither a name nor a number was given
    salutation    TEXT     NOT NULL DEFAULT '',
    language      TEXT     NOT NULL DEFAULT '',
    taken_by      BIGINT   NOT NULL DEFAULT 0,  -- staff; 0: a door for citizens
    created_at    BIGINT   NOT NULL
);

-- A request (诉求): one wish of one contact. It points to the order that does the work; many may point to one order.
-- Merging changes order_id and order_number, never the words.
CREATE TABLE intake_request (
    id            {{id}} PRIMARY KEY,
    contact_id    BIGINT    NOT NULL,
    order_id      BIGINT    NOT NULL,
    order_number  TEXT      NOT NULL,
    identity_id   BIGINT    NOT NULL DEFAULT 0,
    number        TEXT      NOT NULL,           -- receipt number
    code_hash     {{bytes}} NOT NULL,           -- keyed hash of the query code
    door          TEXT      NOT NULL,
    kind          TEXT      NOT NULL,
    category_id   BIGINT    NOT NULL DEFAULT 0,
    division      TEXT      NOT NULL DEFAULT '',
    title         TEXT      NOT NULL,           -- personal numbers masked, here and below
    content       TEXT      NOT NULL,
    expectation   TEXT      NOT NULL DEFAULT '',
    address       TEXT      NOT NULL DEFAULT '',
    accused       TEXT      NOT NULL DEFAULT '',
    masked        SMALLINT  NOT NULL DEFAULT 0, -- 1: the vault keeps the words before masking, under this id
    salt          {{bytes}} NOT NULL,           -- of the commitment in the ledger
    repeats       SMALLINT  NOT NULL DEFAULT 0, -- 1: a repeat call on an order that was open
    at_once       TEXT      NOT NULL DEFAULT '', -- dispatch, answer: done with the order while it was taken on
    reply_wanted  SMALLINT  NOT NULL DEFAULT 0,
    reply_way     TEXT      NOT NULL DEFAULT '',
    supplements   INTEGER   NOT NULL DEFAULT 0, -- made by the citizen with number and code
    satisfaction  SMALLINT  NOT NULL DEFAULT 0, -- 1…5 as last answered at follow-up; 0: not answered
    created_at    BIGINT    NOT NULL
);
CREATE UNIQUE INDEX intake_request_number ON intake_request (number);
CREATE INDEX intake_request_order ON intake_request (order_id, id);
CREATE INDEX intake_request_contact ON intake_request (contact_id, id);
CREATE INDEX intake_request_identity ON intake_request (identity_id, id);

-- The next free serial of each day. Nodes take blocks, so they never collide; what a node did not use is a gap.
CREATE TABLE intake_serial (
    day   INTEGER PRIMARY KEY,  -- yyyymmdd in Shanghai
    next  BIGINT  NOT NULL
);

-- A form is submitted once: its token names the contact that came of it.
CREATE TABLE intake_submission (
    token       TEXT      PRIMARY KEY,
    body_mac    {{bytes}} NOT NULL,   -- keyed hash of what was submitted
    contact_id  BIGINT    NOT NULL,
    requests    SMALLINT  NOT NULL,   -- how many it made; the contact may get more later
    created_at  BIGINT    NOT NULL
);
CREATE INDEX intake_submission_created ON intake_submission (created_at);

-- Wrong query codes by number and by source.
CREATE TABLE intake_try (
    who      TEXT    PRIMARY KEY,     -- n:number or s:keyed hash of the source
    fails    INTEGER NOT NULL,
    since    BIGINT  NOT NULL,        -- when the first of them was made
    blocked  BIGINT  NOT NULL DEFAULT 0
);
CREATE INDEX intake_try_since ON intake_try (since);

-- A form that is not submitted yet, sealed: it holds names and numbers.
CREATE TABLE intake_draft (
    staff_id    BIGINT    NOT NULL,
    draft_key   TEXT      NOT NULL,
    head        {{bytes}} NOT NULL,
    body        {{bytes}} NOT NULL,
    size        INTEGER   NOT NULL,       -- bytes before sealing
    updated_at  BIGINT    NOT NULL,
    PRIMARY KEY (staff_id, draft_key)
);
