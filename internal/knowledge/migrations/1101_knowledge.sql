-- +goose Up
-- Raised by every change of an article, in its transaction: says to each node what its view in memory lacks.
CREATE TABLE knowledge_serial (
    id     {{id}} PRIMARY KEY,
    serial BIGINT NOT NULL
);
INSERT INTO knowledge_serial (id, serial) VALUES (1, 0);

-- Times are UTC microseconds; 0 is none. Flags are 0 or 1.
CREATE TABLE knowledge_article (
    id         {{id}} PRIMARY KEY,
    kind       TEXT     NOT NULL,
    state      TEXT     NOT NULL, -- of the latest version
    version    BIGINT   NOT NULL, -- the latest
    published  BIGINT   NOT NULL, -- the version in force; 0: none
    expires_at BIGINT   NOT NULL, -- of the version in force
    expired    SMALLINT NOT NULL, -- its expiry has been told to the ledger
    created_by BIGINT   NOT NULL,
    created_at BIGINT   NOT NULL,
    updated_at BIGINT   NOT NULL,
    serial     BIGINT   NOT NULL
);
CREATE INDEX knowledge_article_serial ON knowledge_article (serial);
CREATE INDEX knowledge_article_expiry ON knowledge_article (expired, expires_at);

-- Never changed once written, but for published_at.
CREATE TABLE knowledge_version (
    id           {{id}} PRIMARY KEY,
    article_id   BIGINT   NOT NULL,
    n            BIGINT   NOT NULL,
    title        TEXT     NOT NULL,
    summary      TEXT     NOT NULL,
    keywords     TEXT     NOT NULL, -- one a line
    unit_id      BIGINT   NOT NULL, -- 0: the centre
    category_id  BIGINT   NOT NULL,
    public       SMALLINT NOT NULL,
    valid_from   BIGINT   NOT NULL,
    expires_at   BIGINT   NOT NULL,
    author       BIGINT   NOT NULL,
    created_at   BIGINT   NOT NULL,
    published_at BIGINT   NOT NULL, -- when it came into force first; 0: never
    salt         {{bytes}} NOT NULL,
    body         TEXT     NOT NULL
);
CREATE UNIQUE INDEX knowledge_version_n ON knowledge_version (article_id, n);

-- What was decided about a version: submitted, approved, rejected, retired.
CREATE TABLE knowledge_review (
    article_id BIGINT NOT NULL,
    id         BIGINT NOT NULL,
    n          BIGINT NOT NULL,
    verdict    TEXT   NOT NULL,
    staff      BIGINT NOT NULL,
    note       TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (article_id, id)
);

-- Which version was quoted into which answer. order_id is 0 while the order does not exist yet.
CREATE TABLE knowledge_quote (
    order_id   BIGINT NOT NULL,
    id         BIGINT NOT NULL,
    article_id BIGINT NOT NULL,
    n          BIGINT NOT NULL,
    staff      BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (order_id, id)
);
CREATE INDEX knowledge_quote_article ON knowledge_quote (article_id, id);

CREATE TABLE knowledge_feedback (
    article_id BIGINT   NOT NULL,
    id         BIGINT   NOT NULL,
    n          BIGINT   NOT NULL,
    staff      BIGINT   NOT NULL,
    helpful    SMALLINT NOT NULL,
    note       TEXT     NOT NULL,
    at         BIGINT   NOT NULL,
    PRIMARY KEY (article_id, id)
);
