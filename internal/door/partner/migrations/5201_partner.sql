-- +goose Up

-- Another platform, or a department's own system, that orders are exchanged with.
CREATE TABLE partner_partner (
    id         {{id}} PRIMARY KEY,
    code       TEXT     NOT NULL UNIQUE,
    name       TEXT     NOT NULL,
    url        TEXT     NOT NULL,   -- where its door is; empty: it only calls us
    unit_id    BIGINT   NOT NULL,   -- the unit that stands for it: orders given to that unit are handed over; 0: none are
    takes      SMALLINT NOT NULL,   -- 1: we take on what it hands over
    identity   TEXT     NOT NULL,   -- relay, full
    relay      TEXT     NOT NULL,   -- how it reaches the citizen through us
    active     SMALLINT NOT NULL,
    created_at BIGINT   NOT NULL,
    version    BIGINT   NOT NULL
);
CREATE UNIQUE INDEX partner_partner_unit ON partner_partner (unit_id) WHERE unit_id <> 0;

-- Shared secrets, sealed. Two of a partner are good at most, so that one can follow the other without a gap.
CREATE TABLE partner_key (
    id         {{id}} PRIMARY KEY,
    partner_id BIGINT    NOT NULL,
    kid        TEXT      NOT NULL UNIQUE,
    algorithm  TEXT      NOT NULL,  -- hmac-sha256, hmac-sm3
    sealed     {{bytes}} NOT NULL,
    made_here  SMALLINT  NOT NULL,
    created_at BIGINT    NOT NULL,
    proven_at  BIGINT    NOT NULL,  -- when the partner first signed with it; 0: not yet
    retired_at BIGINT    NOT NULL
);
CREATE INDEX partner_key_partner ON partner_key (partner_id, id);

-- What a partner calls our categories, divisions and units.
CREATE TABLE partner_mapping (
    partner_id BIGINT NOT NULL,
    field      TEXT   NOT NULL,     -- category, division, unit
    theirs     TEXT   NOT NULL,
    ours       TEXT   NOT NULL,     -- our code
    PRIMARY KEY (partner_id, field, theirs)
);

-- Codes that came and are not mapped. The orders were taken on without them.
CREATE TABLE partner_unmapped (
    partner_id BIGINT  NOT NULL,
    field      TEXT    NOT NULL,
    theirs     TEXT    NOT NULL,
    label      TEXT    NOT NULL,    -- as the partner names it
    seen       INTEGER NOT NULL,
    first_at   BIGINT  NOT NULL,
    last_at    BIGINT  NOT NULL,
    last_order BIGINT  NOT NULL,
    PRIMARY KEY (partner_id, field, theirs)
);

-- One order that travels: out, ours that the partner handles; in, the partner's that we handle.
CREATE TABLE partner_exchange (
    id           {{id}} PRIMARY KEY,
    partner_id   BIGINT  NOT NULL,
    side         TEXT    NOT NULL,  -- out, in
    ref          TEXT    NOT NULL,  -- what its messages call it: the owner's id of it
    order_id     BIGINT  NOT NULL,
    state        TEXT    NOT NULL,
    their_number TEXT    NOT NULL,
    their_due_at BIGINT  NOT NULL,  -- in: when the owner expects the reply; 0 unknown
    contact      TEXT    NOT NULL,  -- in: how the citizen is reached through the owner
    identity     TEXT    NOT NULL,  -- what travelled with the order: relay, full, none
    out_seq      BIGINT  NOT NULL,  -- messages we made
    in_seq       BIGINT  NOT NULL,  -- messages we took
    created_at   BIGINT  NOT NULL,
    changed_at   BIGINT  NOT NULL
);
CREATE UNIQUE INDEX partner_exchange_ref ON partner_exchange (partner_id, side, ref);
CREATE UNIQUE INDEX partner_exchange_order ON partner_exchange (order_id, partner_id, side);

-- The outbox.
CREATE TABLE partner_out (
    id           {{id}} PRIMARY KEY, -- the message's id
    partner_id   BIGINT    NOT NULL,
    exchange_id  BIGINT    NOT NULL,
    order_id     BIGINT    NOT NULL,
    seq          BIGINT    NOT NULL,
    kind         TEXT      NOT NULL,
    child        BIGINT    NOT NULL, -- what it tells of: a reply, an urge …
    code         TEXT      NOT NULL,
    body         {{bytes}} NOT NULL, -- sealed once it was made, so that it never changes; emptied once delivered
    digest       TEXT      NOT NULL,
    state        TEXT      NOT NULL, -- waiting, delivered, dead
    attempts     INTEGER   NOT NULL,
    next_at      BIGINT    NOT NULL,
    last_error   TEXT      NOT NULL,
    created_at   BIGINT    NOT NULL,
    delivered_at BIGINT    NOT NULL
);
CREATE UNIQUE INDEX partner_out_seq ON partner_out (exchange_id, seq);
CREATE INDEX partner_out_state ON partner_out (state, next_at);
CREATE INDEX partner_out_partner ON partner_out (partner_id, id);

-- The inbox: what was taken, once.
CREATE TABLE partner_in (
    partner_id  BIGINT NOT NULL,
    message     TEXT   NOT NULL,
    digest      TEXT   NOT NULL,
    exchange_id BIGINT NOT NULL,
    order_id    BIGINT NOT NULL,
    seq         BIGINT NOT NULL,
    kind        TEXT   NOT NULL,
    outcome     TEXT   NOT NULL,     -- ok, or the code of why a room refused it
    at          BIGINT NOT NULL,
    PRIMARY KEY (partner_id, message)
);
CREATE INDEX partner_in_at ON partner_in (partner_id, at);

-- Files that a partner may fetch: those that a message named.
CREATE TABLE partner_shared (
    exchange_id   BIGINT NOT NULL,
    attachment_id BIGINT NOT NULL,
    PRIMARY KEY (exchange_id, attachment_id)
);

-- Files that we are to fetch.
CREATE TABLE partner_file (
    id          {{id}} PRIMARY KEY,
    partner_id  BIGINT  NOT NULL,
    exchange_id BIGINT  NOT NULL,
    theirs      TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    size        BIGINT  NOT NULL,
    sha256      TEXT    NOT NULL,
    state       TEXT    NOT NULL,    -- waiting, fetched, refused
    attempts    INTEGER NOT NULL,
    last_error  TEXT    NOT NULL,
    created_at  BIGINT  NOT NULL
);
CREATE UNIQUE INDEX partner_file_theirs ON partner_file (exchange_id, theirs);
