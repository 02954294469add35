-- +goose Up
-- Times are UTC microseconds; 0 is "not yet" or, on historical orders, "unknown". Flags are 0 or 1.
CREATE TABLE workorder_order (
    id            {{id}} PRIMARY KEY,
    number        TEXT     NOT NULL,
    state         TEXT     NOT NULL,
    version       BIGINT   NOT NULL,
    kind          TEXT     NOT NULL,
    category_id   BIGINT   NOT NULL,
    division      TEXT     NOT NULL,
    door          TEXT     NOT NULL,
    urgent        SMALLINT NOT NULL,
    business      SMALLINT NOT NULL,
    sealed        SMALLINT NOT NULL,
    direct        SMALLINT NOT NULL,
    imported      SMALLINT NOT NULL,
    unit_id       BIGINT   NOT NULL, -- 0 while the centre has it
    handler_id    BIGINT   NOT NULL,
    assignment    INTEGER  NOT NULL, -- seq of the current assignment
    created_by    BIGINT   NOT NULL,
    created_at    BIGINT   NOT NULL,
    dispatched_at BIGINT   NOT NULL,
    signed_at     BIGINT   NOT NULL,
    replied_at    BIGINT   NOT NULL, -- submission of the reply under review or approved
    completed_at  BIGINT   NOT NULL,
    archived_at   BIGINT   NOT NULL,
    due_at        BIGINT   NOT NULL, -- of the clock that runs; 9223372036854775807: none, so that it sorts last
    soon_at       BIGINT   NOT NULL,
    sign_due_at   BIGINT   NOT NULL,
    total_due_at  BIGINT   NOT NULL, -- the citizen's clock: computed once
    total_preset  TEXT     NOT NULL,
    total_rule    TEXT     NOT NULL, -- JSON
    mark          SMALLINT NOT NULL, -- 0 none, 1 due soon, 2 overdue
    next_mark_at  BIGINT,            -- when the sweep must mark it, if no timer did; NULL: never
    redo_count    INTEGER  NOT NULL,
    urge_count    INTEGER  NOT NULL,
    return_count  INTEGER  NOT NULL,
    occurred_at   BIGINT   NOT NULL,
    language      TEXT     NOT NULL,
    topics        TEXT     NOT NULL, -- JSON
    reply_wanted  SMALLINT NOT NULL,
    reply_way     TEXT     NOT NULL,
    reply_hours   TEXT     NOT NULL,
    title         TEXT     NOT NULL, -- the words come last: reading a list does not touch long ones
    address       TEXT     NOT NULL,
    accused       TEXT     NOT NULL,
    content       TEXT     NOT NULL,
    expectation   TEXT     NOT NULL,
    salt          {{bytes}} NOT NULL
);
-- A unit's lists, one state or all, by either order.
CREATE INDEX workorder_order_unit_state_new ON workorder_order (unit_id, state, created_at, id);
CREATE INDEX workorder_order_unit_state_due ON workorder_order (unit_id, state, due_at, id);
CREATE INDEX workorder_order_unit_new       ON workorder_order (unit_id, created_at, id);
-- The centre's lists.
CREATE INDEX workorder_order_state_new      ON workorder_order (state, created_at, id);
CREATE INDEX workorder_order_state_due      ON workorder_order (state, due_at, id);
CREATE INDEX workorder_order_new            ON workorder_order (created_at, id);
CREATE INDEX workorder_order_category_new   ON workorder_order (category_id, created_at, id);
-- "Mine": what I registered, what I signed for.
CREATE INDEX workorder_order_creator        ON workorder_order (created_by, created_at, id) WHERE created_by <> 0;
CREATE INDEX workorder_order_handler        ON workorder_order (handler_id, created_at, id) WHERE handler_id <> 0;
-- The sweep.
CREATE INDEX workorder_order_mark           ON workorder_order (next_mark_at) WHERE next_mark_at IS NOT NULL;

-- One row each time a unit is given the order, with what its clock was computed from.
CREATE TABLE workorder_assignment (
    order_id    BIGINT  NOT NULL,
    seq         INTEGER NOT NULL,
    unit_id     BIGINT  NOT NULL,
    by_id       BIGINT  NOT NULL,
    how         TEXT    NOT NULL, -- the verb: dispatch, reassign, review-return, redo
    note        TEXT    NOT NULL,
    salt        {{bytes}} NOT NULL,
    given_at    BIGINT  NOT NULL, -- the clock runs from here; 0 unknown
    preset      TEXT    NOT NULL,
    rule        TEXT    NOT NULL, -- JSON of the unit's limit
    sign_rule   TEXT    NOT NULL, -- JSON of the limit for signing
    pauses      TEXT    NOT NULL, -- JSON
    due_at      BIGINT  NOT NULL, -- 0 none
    sign_due_at BIGINT  NOT NULL,
    signed_at   BIGINT  NOT NULL,
    signed_by   BIGINT  NOT NULL,
    ended_at    BIGINT  NOT NULL,
    ended_how   TEXT    NOT NULL, -- reassign, review-return, review; empty while it runs
    PRIMARY KEY (order_id, seq)
);

CREATE TABLE workorder_reply (
    order_id       BIGINT   NOT NULL,
    id             BIGINT   NOT NULL,
    assignment     INTEGER  NOT NULL, -- 0: answered at once by the centre
    unit_id        BIGINT   NOT NULL,
    by_id          BIGINT   NOT NULL,
    at             BIGINT   NOT NULL,
    outcome        TEXT     NOT NULL,
    basis          TEXT     NOT NULL,
    contacted_at   BIGINT   NOT NULL,
    contact_number TEXT     NOT NULL, -- masked; the number itself is in the vault
    reached        SMALLINT NOT NULL,
    public_text    TEXT     NOT NULL,
    internal_note  TEXT     NOT NULL,
    articles       TEXT     NOT NULL, -- JSON: ids of knowledge entries quoted
    salt           {{bytes}} NOT NULL,
    state          TEXT     NOT NULL, -- pending, approved, rejected
    review_note    TEXT     NOT NULL,
    reviewed_at    BIGINT   NOT NULL,
    reviewed_by    BIGINT   NOT NULL,
    PRIMARY KEY (order_id, id)
);

CREATE TABLE workorder_return (
    order_id         BIGINT  NOT NULL,
    id               BIGINT  NOT NULL,
    assignment       INTEGER NOT NULL,
    unit_id          BIGINT  NOT NULL,
    by_id            BIGINT  NOT NULL,
    at               BIGINT  NOT NULL,
    from_state       TEXT    NOT NULL, -- where a rejected return goes back to
    reason_code      TEXT    NOT NULL,
    reason           TEXT    NOT NULL,
    duty_basis       TEXT    NOT NULL,
    proposed_unit_id BIGINT  NOT NULL,
    salt             {{bytes}} NOT NULL,
    state            TEXT    NOT NULL, -- pending, upheld, rejected
    review_note      TEXT    NOT NULL,
    reviewed_at      BIGINT  NOT NULL,
    reviewed_by      BIGINT  NOT NULL,
    to_unit_id       BIGINT  NOT NULL, -- given to at once when upheld
    PRIMARY KEY (order_id, id)
);

CREATE TABLE workorder_urge (
    order_id BIGINT NOT NULL,
    id       BIGINT NOT NULL,
    by_id    BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    note     TEXT   NOT NULL,
    salt     {{bytes}} NOT NULL,
    PRIMARY KEY (order_id, id)
);

CREATE TABLE workorder_supplement (
    order_id BIGINT NOT NULL,
    id       BIGINT NOT NULL,
    by_id    BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    content  TEXT   NOT NULL,
    salt     {{bytes}} NOT NULL,
    PRIMARY KEY (order_id, id)
);

CREATE TABLE workorder_note (
    order_id BIGINT NOT NULL,
    id       BIGINT NOT NULL,
    by_id    BIGINT NOT NULL,
    unit_id  BIGINT NOT NULL, -- the writer's unit; 0: the centre, which alone reads it
    at       BIGINT NOT NULL,
    content  TEXT   NOT NULL,
    salt     {{bytes}} NOT NULL,
    PRIMARY KEY (order_id, id)
);

-- A file that no order has taken yet. It belongs to who uploaded it and is cleaned after a day.
CREATE TABLE workorder_upload (
    id          {{id}} PRIMARY KEY,
    uploader_id BIGINT NOT NULL, -- 0: a citizen, who holds the token
    token_hash  TEXT   NOT NULL, -- hex SHA-256; empty for staff
    at          BIGINT NOT NULL,
    name        TEXT   NOT NULL,
    mime        TEXT   NOT NULL,
    size        BIGINT NOT NULL,
    sha256      TEXT   NOT NULL
);
CREATE INDEX workorder_upload_at ON workorder_upload (at);

CREATE TABLE workorder_attachment (
    order_id    BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    child_id    BIGINT NOT NULL, -- the reply or supplement it belongs to; 0: the order itself
    uploader_id BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    name        TEXT   NOT NULL,
    mime        TEXT   NOT NULL,
    size        BIGINT NOT NULL,
    sha256      TEXT   NOT NULL,
    PRIMARY KEY (order_id, id)
);
CREATE INDEX workorder_attachment_id ON workorder_attachment (id);

-- Which historical rows have been imported, by the key of the system they come from.
CREATE TABLE workorder_source (
    source   TEXT   NOT NULL,
    key      TEXT   NOT NULL,
    order_id BIGINT NOT NULL,
    PRIMARY KEY (source, key)
);
