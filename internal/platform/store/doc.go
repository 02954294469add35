// Package store is the one way to the database: an embedded SQLite file by default, PostgreSQL beyond one machine.
//
// There is one way to write. Store.Write takes a closure, gathers it with the closures of other callers into one
// transaction, commits that durably (fdatasync), and only then returns: what was acknowledged survives kill -9.
// Each closure succeeds or fails by itself. Closures may run more than once, so they act through the Tx only; they
// do no network, file or slow work, and read a result set to its end before the next statement.
//
// SQL uses `?` placeholders and what both engines understand; differences live in migrations (see Migrations).
package store
