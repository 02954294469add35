// Package backup writes the whole of an installation into one file while it goes on working, and reads it back.
//
// The file is a zstd-compressed tar: a manifest, the rows, the attachments, and at its end the SHA-256 of each entry,
// so that a file cut short is noticed. Rows come from one snapshot (SQLite: VACUUM INTO; Postgres: COPY in one
// REPEATABLE READ transaction). Attachments are copied after it: a file is on disk before a row names it, so the copy
// holds at least what the rows name. The master key is never part of a backup.
package backup
