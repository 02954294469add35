-- +goose Up
-- Times are UTC microseconds; 0 is "not yet" or "none". Flags are 0 or 1.

-- What is watched: one row for each order that a unit has or had, folded from the ledger. Lists and timers read it.
CREATE TABLE supervise_watch (
    order_id     {{id}} PRIMARY KEY,
    number       TEXT     NOT NULL,
    unit_id      BIGINT   NOT NULL,
    handler_id   BIGINT   NOT NULL,
    assignment   INTEGER  NOT NULL,
    category_id  BIGINT   NOT NULL,
    division     TEXT     NOT NULL,
    kind         TEXT     NOT NULL,
    state        TEXT     NOT NULL,
    urgent       SMALLINT NOT NULL,
    business     SMALLINT NOT NULL,
    running      SMALLINT NOT NULL,             -- the unit's clock runs: open, not stopped, no reply in time
    shelved      SMALLINT NOT NULL,
    is_open      SMALLINT NOT NULL,
    given_at     BIGINT   NOT NULL,
    due_at       BIGINT   NOT NULL,
    redo_count   INTEGER  NOT NULL,
    urge_count   INTEGER  NOT NULL,
    return_count INTEGER  NOT NULL,
    repeats      INTEGER  NOT NULL DEFAULT 0,   -- calls of the same person about it
    card         SMALLINT NOT NULL DEFAULT 0,   -- of the current assignment: 0 none, 1 yellow, 2 red; lifted ones do not count
    case_id      BIGINT   NOT NULL DEFAULT 0,   -- the open case it stands in
    next_at      BIGINT   NOT NULL DEFAULT 0,   -- when the next step of the chain is due; 0: none
    next_step    TEXT     NOT NULL DEFAULT ''
);
CREATE INDEX supervise_watch_next   ON supervise_watch (next_at, order_id) WHERE next_at > 0;
CREATE INDEX supervise_watch_due    ON supervise_watch (due_at, order_id) WHERE running = 1;
CREATE INDEX supervise_watch_unit   ON supervise_watch (unit_id, due_at, order_id) WHERE is_open = 1;
CREATE INDEX supervise_watch_card   ON supervise_watch (due_at, order_id) WHERE is_open = 1 AND card > 0;
CREATE INDEX supervise_watch_redo   ON supervise_watch (due_at, order_id) WHERE is_open = 1 AND redo_count > 0;
CREATE INDEX supervise_watch_urged  ON supervise_watch (due_at, order_id) WHERE is_open = 1 AND urge_count > 0;
CREATE INDEX supervise_watch_repeat ON supervise_watch (due_at, order_id) WHERE is_open = 1 AND repeats > 0;
CREATE INDEX supervise_watch_shelf  ON supervise_watch (due_at, order_id) WHERE is_open = 1 AND shelved = 1;
CREATE INDEX supervise_watch_back   ON supervise_watch (due_at, order_id) WHERE is_open = 1 AND return_count > 0;

-- A card 黄牌/红牌: at most one of each level for an assignment's clock, for ever.
CREATE TABLE supervise_card (
    id           {{id}} PRIMARY KEY,
    order_id     BIGINT  NOT NULL,
    assignment   INTEGER NOT NULL,
    level        TEXT    NOT NULL,              -- yellow, red
    number       TEXT    NOT NULL,
    unit_id      BIGINT  NOT NULL,
    category_id  BIGINT  NOT NULL,
    division     TEXT    NOT NULL,
    at           BIGINT  NOT NULL,
    due_at       BIGINT  NOT NULL,              -- of the clock when it was given
    lifted_at    BIGINT  NOT NULL DEFAULT 0,
    lifted_by    BIGINT  NOT NULL DEFAULT 0,
    lift_code    TEXT    NOT NULL DEFAULT '',
    lift_note    TEXT    NOT NULL DEFAULT '',
    salt         {{bytes}} NOT NULL
);
CREATE UNIQUE INDEX supervise_card_once ON supervise_card (order_id, assignment, level);
CREATE INDEX supervise_card_unit ON supervise_card (unit_id, id);

-- A step of the chain that was taken, once for an assignment's clock.
CREATE TABLE supervise_step (
    order_id     BIGINT  NOT NULL,
    assignment   INTEGER NOT NULL,
    code         TEXT    NOT NULL,
    at           BIGINT  NOT NULL,
    due_at       BIGINT  NOT NULL,
    told         TEXT    NOT NULL,              -- who was told: officer, unit, parent, leader, supervisor
    PRIMARY KEY (order_id, assignment, code)
);

-- What an operator set: the chain, the rules of suggestions.
CREATE TABLE supervise_setting (
    name         TEXT    PRIMARY KEY,
    version      BIGINT  NOT NULL,
    value        TEXT    NOT NULL,              -- JSON
    at           BIGINT  NOT NULL,
    by_id        BIGINT  NOT NULL
);

-- Serial numbers of cases and meetings, by day.
CREATE TABLE supervise_serial (
    day          INTEGER NOT NULL,
    kind         TEXT    NOT NULL,
    last         INTEGER NOT NULL,
    PRIMARY KEY (day, kind)
);

-- An order that ought to be supervised, found by a rule.
CREATE TABLE supervise_suggestion (
    id           {{id}} PRIMARY KEY,
    order_id     BIGINT  NOT NULL,
    rule         TEXT    NOT NULL,
    run          INTEGER NOT NULL,              -- how often the rule was met: it suggests once for each
    number       TEXT    NOT NULL,
    unit_id      BIGINT  NOT NULL,
    at           BIGINT  NOT NULL,
    state        TEXT    NOT NULL,              -- new, taken, dismissed
    decided_at   BIGINT  NOT NULL DEFAULT 0,
    decided_by   BIGINT  NOT NULL DEFAULT 0,
    case_id      BIGINT  NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX supervise_suggestion_once ON supervise_suggestion (order_id, rule, run);
CREATE INDEX supervise_suggestion_state ON supervise_suggestion (state, id);

-- A case 督办件.
CREATE TABLE supervise_case (
    id           {{id}} PRIMARY KEY,
    number       TEXT    NOT NULL,
    state        TEXT    NOT NULL,              -- open, closed
    version      BIGINT  NOT NULL,
    reason_code  TEXT    NOT NULL,
    words        TEXT    NOT NULL,
    salt         {{bytes}} NOT NULL,
    opened_at    BIGINT  NOT NULL,
    opened_by    BIGINT  NOT NULL,
    due_at       BIGINT  NOT NULL,
    rule         TEXT    NOT NULL,              -- JSON of clock.Fields
    closed_at    BIGINT  NOT NULL DEFAULT 0,
    closed_by    BIGINT  NOT NULL DEFAULT 0,
    conclusion   TEXT    NOT NULL DEFAULT '',
    mark         SMALLINT NOT NULL DEFAULT 0,   -- 1: its supervisors were told that it is overdue
    next_at      BIGINT  NOT NULL DEFAULT 0
);
CREATE INDEX supervise_case_state ON supervise_case (state, due_at, id);
CREATE INDEX supervise_case_new   ON supervise_case (id, state);
CREATE INDEX supervise_case_next  ON supervise_case (next_at) WHERE next_at > 0;

CREATE TABLE supervise_case_order (
    case_id      BIGINT  NOT NULL,
    order_id     BIGINT  NOT NULL,
    number       TEXT    NOT NULL,
    unit_id      BIGINT  NOT NULL,              -- that had the order when the case was opened
    PRIMARY KEY (case_id, order_id)
);
CREATE INDEX supervise_case_order_order ON supervise_case_order (order_id, case_id);
CREATE INDEX supervise_case_order_unit  ON supervise_case_order (unit_id, case_id);

-- What a unit must do by when: an instruction 批示 of a case, or a part of a meeting's decision.
CREATE TABLE supervise_task (
    id           {{id}} PRIMARY KEY,
    state        TEXT    NOT NULL,              -- open, answered, accepted, cancelled
    version      BIGINT  NOT NULL,
    case_id      BIGINT  NOT NULL,              -- 0: of a meeting
    meeting_id   BIGINT  NOT NULL,              -- 0: of a case
    docket_id    BIGINT  NOT NULL,
    order_id     BIGINT  NOT NULL,              -- 0: of the whole case
    number       TEXT    NOT NULL,              -- of the order, or of the case
    unit_id      BIGINT  NOT NULL,
    part         TEXT    NOT NULL,              -- lead, co, or empty
    words        TEXT    NOT NULL,
    salt         {{bytes}} NOT NULL,
    given_at     BIGINT  NOT NULL,
    given_by     BIGINT  NOT NULL,
    due_at       BIGINT  NOT NULL,
    rule         TEXT    NOT NULL,              -- JSON of clock.Fields
    answered_at  BIGINT  NOT NULL DEFAULT 0,    -- of the answer that waits or was accepted
    ended_at     BIGINT  NOT NULL DEFAULT 0,
    ended_by     BIGINT  NOT NULL DEFAULT 0,
    end_note     TEXT    NOT NULL DEFAULT '',
    mark         SMALLINT NOT NULL DEFAULT 0,   -- 1: told that it is due soon, 2: told that it is overdue
    next_at      BIGINT  NOT NULL DEFAULT 0
);
CREATE INDEX supervise_task_unit    ON supervise_task (unit_id, state, due_at, id);
CREATE INDEX supervise_task_state   ON supervise_task (state, due_at, id);
CREATE INDEX supervise_task_case    ON supervise_task (case_id, id) WHERE case_id > 0;
CREATE INDEX supervise_task_meeting ON supervise_task (meeting_id, id) WHERE meeting_id > 0;
CREATE INDEX supervise_task_order   ON supervise_task (order_id, id) WHERE order_id > 0;
CREATE INDEX supervise_task_next    ON supervise_task (next_at) WHERE next_at > 0;

CREATE TABLE supervise_answer (
    task_id      BIGINT  NOT NULL,
    id           BIGINT  NOT NULL,
    by_id        BIGINT  NOT NULL,
    at           BIGINT  NOT NULL,
    words        TEXT    NOT NULL,
    salt         {{bytes}} NOT NULL,
    state        TEXT    NOT NULL,              -- pending, accepted, rejected
    review_note  TEXT    NOT NULL DEFAULT '',
    reviewed_at  BIGINT  NOT NULL DEFAULT 0,
    reviewed_by  BIGINT  NOT NULL DEFAULT 0,
    PRIMARY KEY (task_id, id)
);

-- The docket 议题库: hard cases for a joint meeting.
CREATE TABLE supervise_docket (
    id           {{id}} PRIMARY KEY,
    state        TEXT    NOT NULL,              -- proposed, scheduled, decided, dropped
    version      BIGINT  NOT NULL,
    order_id     BIGINT  NOT NULL,
    number       TEXT    NOT NULL,
    unit_id      BIGINT  NOT NULL,              -- that proposed it; 0: the centre
    holder_id    BIGINT  NOT NULL,              -- the unit that had the order then; 0: the centre
    by_id        BIGINT  NOT NULL,
    at           BIGINT  NOT NULL,
    reason_code  TEXT    NOT NULL,
    words        TEXT    NOT NULL,
    salt         {{bytes}} NOT NULL,
    meeting_id   BIGINT  NOT NULL DEFAULT 0,
    place        INTEGER NOT NULL DEFAULT 0,    -- in the agenda, from 1
    lead_unit    BIGINT  NOT NULL DEFAULT 0,
    decision     TEXT    NOT NULL DEFAULT '',
    decision_salt {{bytes}} NOT NULL,
    decided_at   BIGINT  NOT NULL DEFAULT 0,
    decided_by   BIGINT  NOT NULL DEFAULT 0,
    bound        TEXT    NOT NULL DEFAULT '',   -- what became of the order: designated, reassigned, kept, not_possible
    end_note     TEXT    NOT NULL DEFAULT ''
);
CREATE INDEX supervise_docket_state   ON supervise_docket (state, id);
CREATE INDEX supervise_docket_meeting ON supervise_docket (meeting_id, place) WHERE meeting_id > 0;
CREATE INDEX supervise_docket_order   ON supervise_docket (order_id, id);

-- A joint meeting 联席会议.
CREATE TABLE supervise_meeting (
    id           {{id}} PRIMARY KEY,
    number       TEXT    NOT NULL,
    state        TEXT    NOT NULL,              -- planned, called, held, minuted, closed, cancelled
    version      BIGINT  NOT NULL,
    title        TEXT    NOT NULL,
    at           BIGINT  NOT NULL,
    place        TEXT    NOT NULL,
    chair        TEXT    NOT NULL,
    made_at      BIGINT  NOT NULL,
    made_by      BIGINT  NOT NULL,
    called_at    BIGINT  NOT NULL DEFAULT 0,
    held_at      BIGINT  NOT NULL DEFAULT 0,
    minutes      TEXT    NOT NULL DEFAULT '',
    salt         {{bytes}} NOT NULL,
    minuted_at   BIGINT  NOT NULL DEFAULT 0,
    minuted_by   BIGINT  NOT NULL DEFAULT 0,
    ended_at     BIGINT  NOT NULL DEFAULT 0,
    end_note     TEXT    NOT NULL DEFAULT ''
);
CREATE INDEX supervise_meeting_state ON supervise_meeting (state, at, id);

CREATE TABLE supervise_guest (
    meeting_id   BIGINT  NOT NULL,
    unit_id      BIGINT  NOT NULL,
    staff_id     BIGINT  NOT NULL,              -- 0: whoever the unit sends
    invited_at   BIGINT  NOT NULL DEFAULT 0,
    came         TEXT    NOT NULL DEFAULT '',   -- yes, deputy, no; empty: not noted
    person       TEXT    NOT NULL DEFAULT '',   -- who came, as the minutes name them
    PRIMARY KEY (meeting_id, unit_id, staff_id)
);
CREATE INDEX supervise_guest_unit ON supervise_guest (unit_id, meeting_id);

CREATE TABLE supervise_file (
    meeting_id   BIGINT  NOT NULL,
    id           BIGINT  NOT NULL,
    by_id        BIGINT  NOT NULL,
    at           BIGINT  NOT NULL,
    name         TEXT    NOT NULL,
    mime         TEXT    NOT NULL,
    size         BIGINT  NOT NULL,
    sha256       TEXT    NOT NULL,
    PRIMARY KEY (meeting_id, id)
);
