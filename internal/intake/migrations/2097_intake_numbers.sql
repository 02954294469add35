-- +goose Up
-- Orders that were taken on before their hotline number was kept get it from the contact: one row while that is being done,
-- with the last contact that was looked at. It goes with the last of those of before.
CREATE TABLE intake_number_fill (
    done_to BIGINT NOT NULL,
    last    BIGINT NOT NULL
);
INSERT INTO intake_number_fill (done_to, last) SELECT 0, MAX(id) FROM intake_contact HAVING MAX(id) IS NOT NULL;
