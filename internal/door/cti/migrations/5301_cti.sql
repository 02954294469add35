-- +goose Up
-- Times are UTC microseconds; 0 is "not yet" or "none".

-- A call centre (CTI) that stays in use beside ours, or without ours, and tells of its calls.
CREATE TABLE cti_centre (
    id         {{id}} PRIMARY KEY,
    code       TEXT     NOT NULL UNIQUE,
    name       TEXT     NOT NULL,
    hosts      TEXT     NOT NULL,   -- from which recordings may be fetched: host or host:port, by spaces
    active     SMALLINT NOT NULL,
    heard_at   BIGINT   NOT NULL,   -- when the last event was taken
    created_at BIGINT   NOT NULL,
    version    BIGINT   NOT NULL
);

-- Shared secrets, sealed. Two are good at most, so that one can follow the other without a gap.
CREATE TABLE cti_key (
    id         {{id}} PRIMARY KEY,
    centre_id  BIGINT    NOT NULL,
    kid        TEXT      NOT NULL UNIQUE,
    algorithm  TEXT      NOT NULL,  -- hmac-sha256, hmac-sm3
    sealed     {{bytes}} NOT NULL,
    created_at BIGINT    NOT NULL,
    retired_at BIGINT    NOT NULL
);
CREATE INDEX cti_key_centre ON cti_key (centre_id, id);

-- Whose an agent's number is, and which of our queues one of theirs is.
CREATE TABLE cti_mapping (
    centre_id BIGINT NOT NULL,
    field     TEXT   NOT NULL,     -- agent, queue
    theirs    TEXT   NOT NULL,
    ours      TEXT   NOT NULL,     -- the person's id; the queue's code
    PRIMARY KEY (centre_id, field, theirs)
);
CREATE UNIQUE INDEX cti_mapping_person ON cti_mapping (centre_id, ours) WHERE field = 'agent';
CREATE INDEX cti_mapping_ours ON cti_mapping (field, ours);

-- Agents and queues that were named and are not mapped.
CREATE TABLE cti_unmapped (
    centre_id BIGINT  NOT NULL,
    field     TEXT    NOT NULL,
    theirs    TEXT    NOT NULL,
    seen      INTEGER NOT NULL,
    first_at  BIGINT  NOT NULL,
    last_at   BIGINT  NOT NULL,
    PRIMARY KEY (centre_id, field, theirs)
);

-- What is told in order: one call, or one agent's states.
CREATE TABLE cti_stream (
    id        {{id}} PRIMARY KEY,
    centre_id BIGINT NOT NULL,
    kind      TEXT   NOT NULL,     -- call, agent
    ref       TEXT   NOT NULL,     -- what they call it
    call_id   BIGINT NOT NULL,     -- ours; 0: none yet
    seq       BIGINT NOT NULL,     -- of the last event that had its turn
    at        BIGINT NOT NULL      -- when an event of it came last
);
CREATE UNIQUE INDEX cti_stream_ref ON cti_stream (centre_id, kind, ref);
CREATE INDEX cti_stream_at ON cti_stream (at);

-- The inbox: what was taken, once. What came too early waits here, sealed, for its turn.
CREATE TABLE cti_event (
    centre_id BIGINT    NOT NULL,
    event     TEXT      NOT NULL,
    digest    TEXT      NOT NULL,
    stream_id BIGINT    NOT NULL,
    seq       BIGINT    NOT NULL,  -- 0: of a state, which has no turn
    kind      TEXT      NOT NULL,
    outcome   TEXT      NOT NULL,  -- ok, cti.waits, or why it had no effect
    peer_id   BIGINT    NOT NULL,  -- of what waits: who calls
    body      {{bytes}} NOT NULL,  -- of what waits; emptied once it had its turn
    at        BIGINT    NOT NULL,
    PRIMARY KEY (centre_id, event)
);
CREATE UNIQUE INDEX cti_event_seq ON cti_event (stream_id, seq) WHERE seq > 0;
CREATE INDEX cti_event_at ON cti_event (at);

-- Recordings that are to be fetched, or were.
CREATE TABLE cti_recording (
    id         {{id}} PRIMARY KEY,
    centre_id  BIGINT    NOT NULL,
    call_id    BIGINT    NOT NULL UNIQUE,
    url        {{bytes}} NOT NULL,   -- sealed: it may hold a ticket; emptied at the end
    format     TEXT      NOT NULL,   -- wav, pcma, pcmu
    sha256     TEXT      NOT NULL,   -- as announced, or of what was brought; empty: not announced
    state      TEXT      NOT NULL,   -- waiting, kept, refused
    attempts   INTEGER   NOT NULL,
    last_error TEXT      NOT NULL,
    created_at BIGINT    NOT NULL,
    ended_at   BIGINT    NOT NULL
);
CREATE INDEX cti_recording_centre ON cti_recording (centre_id, state, id);

-- How often something was refused, by day.
CREATE TABLE cti_refused (
    centre_id BIGINT  NOT NULL,
    day       BIGINT  NOT NULL,    -- yyyymmdd
    code      TEXT    NOT NULL,
    n         BIGINT  NOT NULL,
    last_at   BIGINT  NOT NULL,
    PRIMARY KEY (centre_id, day, code)
);
