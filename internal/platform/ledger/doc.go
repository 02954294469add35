// Package ledger keeps the one history that everything else is told from: timelines, audit, receipts, live
// screens, partners and figures.
//
// ledger_event is append-only. The events of one subject (an order, an article …) form a chain: each holds the
// hash of the one before. Payloads hold ids, codes and salted commitments, never a person's data or words, so that
// erasing a text and its salt leaves every chain valid.
//
// Every committed event gets a gap-free number, seq, in the order in which followers may rely on it. SQLite has one
// writer, so the number is given with the insert and undone with it. On Postgres a long transaction may commit
// after later ones; there the relay numbers events once they are committed, under one lock.
//
// Followers (Follow) read by seq and store their position in the same transaction as their effects: each event
// takes effect once, whatever is killed when.
package ledger
