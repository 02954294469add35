-- +goose Up
-- What the verbs beyond the plain loop keep. Times are UTC microseconds, 0 is "none".
ALTER TABLE workorder_order ADD COLUMN total_from      BIGINT   NOT NULL DEFAULT 0; -- the citizen's clock runs from here; 0: from created_at
ALTER TABLE workorder_order ADD COLUMN stopped_at      BIGINT   NOT NULL DEFAULT 0; -- paused or shelved since
ALTER TABLE workorder_order ADD COLUMN until_at        BIGINT   NOT NULL DEFAULT 0; -- planned end of it
ALTER TABLE workorder_order ADD COLUMN progress_due_at BIGINT   NOT NULL DEFAULT 0; -- shelved: when progress must be told
ALTER TABLE workorder_order ADD COLUMN designated      SMALLINT NOT NULL DEFAULT 0; -- the unit may not return it
ALTER TABLE workorder_order ADD COLUMN application_id  BIGINT   NOT NULL DEFAULT 0; -- waits for a decision
ALTER TABLE workorder_order ADD COLUMN extension_count INTEGER  NOT NULL DEFAULT 0;
ALTER TABLE workorder_order ADD COLUMN merged_into     BIGINT   NOT NULL DEFAULT 0; -- the main order that answers this one
ALTER TABLE workorder_order ADD COLUMN merged_count    INTEGER  NOT NULL DEFAULT 0; -- how many orders this one answers besides itself
CREATE INDEX workorder_order_merged      ON workorder_order (merged_into, id) WHERE merged_into <> 0;
CREATE INDEX workorder_order_application ON workorder_order (application_id) WHERE application_id <> 0;

-- Time granted beyond the limit, as JSON of clock.Fields; empty: none.
ALTER TABLE workorder_assignment ADD COLUMN extra TEXT NOT NULL DEFAULT '';

-- One row each time a unit asks for more time, for a pause, or for shelving.
CREATE TABLE workorder_application (
    order_id   BIGINT  NOT NULL,
    id         BIGINT  NOT NULL,
    assignment INTEGER NOT NULL,
    unit_id    BIGINT  NOT NULL,
    by_id      BIGINT  NOT NULL,
    at         BIGINT  NOT NULL,
    kind       TEXT    NOT NULL, -- extension, pause, shelve
    reason     TEXT    NOT NULL,
    amount     INTEGER NOT NULL, -- extension: in the unit of the rule's limit
    until_at   BIGINT  NOT NULL, -- pause, shelve: the planned end
    salt       {{bytes}} NOT NULL,
    state      TEXT    NOT NULL, -- pending, approved, rejected, lapsed
    review_note TEXT   NOT NULL,
    reviewed_at BIGINT NOT NULL,
    reviewed_by BIGINT NOT NULL,
    PRIMARY KEY (order_id, id)
);

-- What a unit tells while the matter goes on.
CREATE TABLE workorder_progress (
    order_id BIGINT NOT NULL,
    id       BIGINT NOT NULL,
    unit_id  BIGINT NOT NULL,
    by_id    BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    content  TEXT   NOT NULL,
    salt     {{bytes}} NOT NULL,
    PRIMARY KEY (order_id, id)
);

-- The words that go with verbs that leave no other row: why it was paused, withdrawn, sealed and the like.
CREATE TABLE workorder_statement (
    order_id BIGINT NOT NULL,
    id       BIGINT NOT NULL,
    by_id    BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    content  TEXT   NOT NULL,
    salt     {{bytes}} NOT NULL,
    PRIMARY KEY (order_id, id)
);
