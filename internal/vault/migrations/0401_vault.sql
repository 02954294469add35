-- +goose Up
CREATE TABLE vault_identity (
    id           {{id}} PRIMARY KEY,
    pair         {{bytes}},           -- keyed HMAC of name and first number; NULL once erased
    print        {{bytes}},           -- keyed HMAC of every detail of the first record
    head         {{bytes}},           -- wrapped data key; NULL once erased
    body         {{bytes}},           -- sealed details
    lookups      {{bytes}},           -- the keys of this record in vault_lookup, one after another
    name_masked  TEXT     NOT NULL,
    phone_masked TEXT     NOT NULL,
    secret       SMALLINT NOT NULL,   -- 1: 保密
    created_at   BIGINT   NOT NULL,
    erased_at    BIGINT   NOT NULL    -- 0: not erased
);
CREATE UNIQUE INDEX vault_identity_pair ON vault_identity (pair);

-- Other details that were given later with the same name and number.
CREATE TABLE vault_record (
    id         {{id}} PRIMARY KEY,
    identity   BIGINT    NOT NULL,
    print      {{bytes}} NOT NULL,
    head       {{bytes}} NOT NULL,
    body       {{bytes}} NOT NULL,
    lookups    {{bytes}} NOT NULL,
    created_at BIGINT    NOT NULL
);
CREATE UNIQUE INDEX vault_record_print ON vault_record (identity, print);

-- Originals of texts whose numbers were masked.
CREATE TABLE vault_text (
    id         {{id}} PRIMARY KEY,
    subject    BIGINT   NOT NULL,     -- the request, supplement or order
    field      TEXT     NOT NULL,     -- which text of it: title, content …
    head       {{bytes}},             -- NULL once erased
    body       {{bytes}},
    secret     SMALLINT NOT NULL,
    created_at BIGINT   NOT NULL,
    erased_at  BIGINT   NOT NULL
);
CREATE INDEX vault_text_subject ON vault_text (subject, id);

-- Who opened, or was refused, what, when and for what.
CREATE TABLE vault_access (
    id         {{id}} PRIMARY KEY,
    kind       TEXT     NOT NULL,     -- identity, text
    subject    BIGINT   NOT NULL,     -- the identity, or what the text belongs to
    actor      BIGINT   NOT NULL,
    actor_name TEXT     NOT NULL,     -- as it was then
    purpose    TEXT     NOT NULL,
    order_id   BIGINT   NOT NULL,     -- 0: none
    refused    TEXT     NOT NULL,     -- code of the refusal, '' if it was opened
    alerted    SMALLINT NOT NULL,     -- 1: this one told vault.bulk_reveal
    at         BIGINT   NOT NULL
);
CREATE INDEX vault_access_subject ON vault_access (subject, id);
CREATE INDEX vault_access_actor ON vault_access (actor, at);
