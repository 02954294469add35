-- +goose Up

-- Special case of time limits 时限情形 of a category's orders, such as water, power, gas and heat (utility). It holds for
-- the categories below too, unless they have one of their own.
ALTER TABLE catalogue_category ADD COLUMN limit_case TEXT NOT NULL DEFAULT '';
