-- +goose Up

-- Topics 专题 that requests may be marked with. Orders and rules of the dispatch catalogue keep the word itself, so that a
-- topic is stopped and never renamed. An installation begins with those that desks offered before.
CREATE TABLE catalogue_topic (
    id      {{id}} PRIMARY KEY,
    name    TEXT     NOT NULL UNIQUE,
    active  SMALLINT NOT NULL,
    version BIGINT   NOT NULL
);
INSERT INTO catalogue_topic (id, name, active, version) VALUES
    (1, '民生实事', 1, 1), (2, '营商环境', 1, 1), (3, '安全隐患', 1, 1), (4, '欠薪', 1, 1), (5, '消费维权', 1, 1),
    (6, '政策补贴', 1, 1), (7, '噪声', 1, 1), (8, '交通出行', 1, 1), (9, '供水供电供气', 1, 1), (10, '台风暴雨', 1, 1);
