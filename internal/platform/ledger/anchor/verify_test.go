package anchor_test

import (
	"os"
	"strings"
	"testing"

	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// The ledger of these tests: three chains of interleaved events, anchors of at most 8 events, and a newer end.
//
//	number  1  2  3  4  5  6  7  8 | 9 10 11 12 13 14 15 16 |17 18   | 19 20
//	chain   1  2  3  1  2  3  1  2 | 3  1  2  3  1  2  3  1 | 2  3   |  1  2
//	place   1  1  1  2  2  2  3  3 | 3  4  4  4  5  5  5  6 | 6  6   |  7  7
//	anchor  1                        2                        3          none
func filled(t testing.TB, st *store.Store, suite string) *archive {
	a := newArchive(t, st, suite)
	for range 6 {
		a.add(1, 2, 3)
	}
	if m := a.run(); m.Anchors != 3 || m.Upto != 18 {
		t.Fatalf("made %+v", m)
	}
	a.add(1, 2)
	return a
}

// tampering is one way to change the ledger behind the program's back, and everything that must be found, no more.
var tamperings = []struct {
	name string
	do   func(a *archive)
	want []string
}{
	{"Nothing", func(a *archive) {}, nil},

	// A row, column by column.
	{"ID", func(a *archive) { a.exec(`UPDATE ledger_event SET id = 5 WHERE seq = 4`) }, []string{"event_changed 1/2 #4"}},
	{"Kind", func(a *archive) { a.exec(`UPDATE ledger_event SET kind = 'thing.done' WHERE seq = 5`) }, []string{"event_changed 2/2 #5"}},
	{"Actor", func(a *archive) { a.exec(`UPDATE ledger_event SET actor = 0 WHERE seq = 9`) }, []string{"event_changed 3/3 #9"}},
	{"Units", func(a *archive) { a.exec(`UPDATE ledger_event SET units = ',7,' WHERE seq = 1`) }, []string{"event_changed 1/1 #1"}},
	{"UnitsAlike", func(a *archive) { a.exec(`UPDATE ledger_event SET units = '7,8' WHERE seq = 1`) }, []string{"event_changed 1/1 #1"}},
	{"At", func(a *archive) { a.exec(`UPDATE ledger_event SET at = at + 1 WHERE seq = 18`) }, []string{"event_changed 3/6 #18"}},
	{"Payload", func(a *archive) { a.exec(`UPDATE ledger_event SET payload = '{"of": 1}' WHERE seq = 7`) }, []string{"event_changed 1/3 #7"}},
	{"Salt", func(a *archive) { a.exec(`UPDATE ledger_event SET salt = 0 WHERE seq = 7`) }, []string{"event_changed 1/3 #7"}},
	{"Prev", func(a *archive) { a.exec(`UPDATE ledger_event SET prev = hash WHERE seq = 10`) }, []string{"event_changed 1/4 #10"}},
	{"Hash", func(a *archive) { a.exec(`UPDATE ledger_event SET hash = prev WHERE seq = 10`) }, []string{"event_changed 1/4 #10 @2"}},
	{"Subject", func(a *archive) { a.exec(`UPDATE ledger_event SET subject = 9 WHERE seq = 6`) },
		[]string{"event_changed 3/2 #6 @1", "event_missing 9/1", "event_changed 9/2 #6"}},
	{"Pos", func(a *archive) { a.exec(`UPDATE ledger_event SET pos = 9 WHERE seq = 18`) },
		[]string{"event_changed 3/6 #18 @3", "event_missing 3/7-8", "event_changed 3/9 #18"}},
	{"SeqSwapped", func(a *archive) {
		a.exec(`UPDATE ledger_event SET seq = -4 WHERE seq = 4`)
		a.exec(`UPDATE ledger_event SET seq = 4 WHERE seq = 5`)
		a.exec(`UPDATE ledger_event SET seq = 5 WHERE seq = -4`)
	}, []string{"number_changed 1/2 #4 @1", "number_changed 2/2 #5 @1"}},
	{"SeqFar", func(a *archive) { a.exec(`UPDATE ledger_event SET seq = 30 WHERE seq = 4`) },
		[]string{"number_changed 1/2 #4 @1", "number_missing #21-29"}},
	{"SeqGone", func(a *archive) { a.exec(`UPDATE ledger_event SET seq = NULL WHERE seq = 4`) }, []string{"event_unnumbered 1/2 #4 @1"}},
	{"NewerRow", func(a *archive) { a.exec(`UPDATE ledger_event SET actor = 4 WHERE seq = 20`) }, []string{"event_changed 2/7 #20"}},

	// Rows deleted.
	{"LastAnchored", func(a *archive) { a.exec(`DELETE FROM ledger_event WHERE seq >= 18`) }, []string{"event_missing 3/6 #18 @3"}},
	{"LastAnchoredOnly", func(a *archive) { a.exec(`DELETE FROM ledger_event WHERE seq = 18`) }, []string{"event_missing 3/6 #18 @3"}},
	{"LastAnchoredTaken", func(a *archive) { // the program goes on: a newer event takes the number
		a.exec(`DELETE FROM ledger_event WHERE seq >= 18`)
		a.add(1)
	}, []string{"event_missing 3/6 #18 @3", "number_changed 1/7 #18"}},
	{"LastRead", func(a *archive) { // newer than any anchor, but a follower has seen it
		a.exec(`INSERT INTO ledger_position (name, seq) VALUES ('reader', 20)`)
		a.exec(`DELETE FROM ledger_event WHERE seq = 20`)
	}, []string{"number_missing #20"}},
	{"First", func(a *archive) { a.exec(`DELETE FROM ledger_event WHERE seq = 1`) }, []string{"event_missing 1/1 #1 @1"}},
	{"Middle", func(a *archive) { a.exec(`DELETE FROM ledger_event WHERE seq = 11`) }, []string{"event_missing 2/4 #11 @2"}},
	{"MiddleRenumbered", func(a *archive) {
		a.exec(`DELETE FROM ledger_event WHERE seq = 11`)
		a.renumber()
	}, []string{"event_missing 2/4 #11 @2", "number_changed #12-18 @2-3", "number_changed 1/7 #18"}},
	{"Chain", func(a *archive) { a.exec(`DELETE FROM ledger_event WHERE subject = 2`) },
		[]string{"chain_missing 2 #2 @1"}},
	{"ChainRenumbered", func(a *archive) {
		a.exec(`DELETE FROM ledger_event WHERE subject = 3`)
		a.renumber()
	}, []string{"chain_missing 3 #3 @1", "number_changed #4-5 @1", "number_changed #7-8 @1", "number_changed #10-11 @2", "number_changed #13-14 @2",
		"number_changed #16-17 @2-3", "number_changed 1/7 #13", "number_changed 2/7 #14"}},
	{"ChainRenumberedAtEnd", func(a *archive) {
		a.exec(`DELETE FROM ledger_event WHERE seq > 18`)
		a.add(4)
		a.run()
		a.add(5)
		a.exec(`DELETE FROM ledger_event WHERE subject = 4`)
		a.renumber()
	}, []string{"chain_missing 4 #19 @4", "number_changed 5/1 #19"}},
	{"NewerMiddle", func(a *archive) { a.exec(`DELETE FROM ledger_event WHERE seq = 19`) }, []string{"number_missing #19"}},
	{"Everything", func(a *archive) { a.exec(`DELETE FROM ledger_event`) },
		[]string{"chain_missing 1 #1 @1", "chain_missing 2 #2 @1", "chain_missing 3 #3 @1"}},

	// Chains computed anew.
	{"Recomputed", func(a *archive) {
		a.exec(`UPDATE ledger_event SET payload = '{"of":99}' WHERE seq = 7`)
		a.recompute(1, 3)
	}, []string{"chain_recomputed 1/3 #7 @1"}},
	{"RecomputedHead", func(a *archive) { // only the last anchored event
		a.exec(`UPDATE ledger_event SET kind = 'thing.else' WHERE seq = 18`)
		a.recompute(3, 6)
	}, []string{"chain_recomputed 3/6 #18 @3"}},
	{"RecomputedOne", func(a *archive) { // the events after it were forgotten
		a.exec(`UPDATE ledger_event SET actor = 99 WHERE seq = 7`)
		r := a.rows(1)[2]
		a.exec(`UPDATE ledger_event SET hash = ? WHERE seq = 7`, r.Sum(a.ring.Suite().Hash))
	}, []string{"chain_recomputed 1/3 #7 @1"}},
	{"RecomputedTwo", func(a *archive) {
		a.exec(`UPDATE ledger_event SET actor = 99 WHERE seq = 2 OR seq = 18`)
		a.recompute(2, 1)
		a.recompute(3, 6)
	}, []string{"chain_recomputed 2/1 #2 @1", "chain_recomputed 3/6 #18 @3"}},
	{"RecomputedShorter", func(a *archive) { // an event taken out, the rest moved up
		a.exec(`DELETE FROM ledger_event WHERE seq = 7`)
		for pos := 4; pos <= 7; pos++ {
			a.exec(`UPDATE ledger_event SET pos = ? WHERE subject = 1 AND pos = ?`, pos-1, pos)
		}
		a.recompute(1, 3)
		a.renumber()
	}, []string{"chain_recomputed 1/3 #7 @1", "number_changed 1/3 #7 @1", "number_changed #8-9 @1-2", "number_changed 1/4 #10 @2", "number_changed #11-12 @2",
		"number_changed 1/5 #13 @2", "number_changed #14-15 @2", "number_changed 1/6 #16 @2", "number_changed #17-18 @3"}},
	{"Unlinked", func(a *archive) { // a newer event that fits its own hash only
		a.exec(`UPDATE ledger_event SET prev = (SELECT e.prev FROM ledger_event e WHERE e.seq = 1) WHERE seq = 20`)
		r := a.rows(2)[6]
		a.exec(`UPDATE ledger_event SET hash = ? WHERE seq = 20`, r.Sum(a.ring.Suite().Hash))
	}, []string{"chain_broken 2/7 #20"}},

	// Rows added.
	{"Inserted", func(a *archive) { // in between, others moved on
		a.exec(`UPDATE ledger_event SET seq = -seq WHERE seq >= 10`)
		for seq := 20; seq >= 10; seq-- {
			a.exec(`UPDATE ledger_event SET seq = ? WHERE seq = ?`, seq+1, -seq)
		}
		r := a.rows(3)[5]
		r.ID, r.Pos, r.Prev, r.Salt = 5, 7, r.Hash, 1
		a.exec(`INSERT INTO ledger_event (id, seq, subject, pos, kind, actor, units, at, payload, salt, prev, hash) VALUES (?, 10, 3, 7, ?, ?, ?, ?, ?, 1, ?, ?)`,
			r.ID, r.Kind, r.Actor, r.Units, r.At, r.Payload, r.Prev, r.Sum(a.ring.Suite().Hash))
	}, []string{"event_inserted 3/7 #10", "number_changed #10-18 @2-3"}},
}

// TestTampering does each of them on both engines and with both suites; what is found is named, and nothing else is.
func TestTampering(t *testing.T) {
	for _, suite := range seal.SuiteNames() {
		t.Run(suite, func(t *testing.T) {
			for _, x := range tamperings {
				t.Run(x.name, func(t *testing.T) {
					each := testkit.Each
					if suite != seal.Intl { // the algorithms are the same on either engine
						each = func(t *testing.T, fn func(*testing.T, *store.Store), _ ...store.Migrations) { fn(t, testkit.Store(t)) }
					}
					each(t, func(t *testing.T, st *store.Store) {
						a := filled(t, st, suite)
						x.do(a)
						a.expect(x.want...)
					})
				})
			}
		})
	}
}

// TestWrongTypes puts values into SQLite that no event has: it takes any kind of value in any column.
func TestWrongTypes(t *testing.T) {
	for column, value := range map[string]any{"at": "soon", "actor": "somebody", "salt": 1.5, "kind": []byte{0xff, 0}, "at2": 2.25} {
		t.Run(column, func(t *testing.T) {
			a := filled(t, testkit.Store(t), seal.Intl)
			a.exec(`UPDATE ledger_event SET `+strings.TrimSuffix(column, "2")+` = ? WHERE seq = 9`, value)
			_, list := a.verify()
			if len(list) != 1 || list[0].Subject != 3 || list[0].Pos != 3 {
				t.Errorf("found %v", shorts(list))
			}
		})
	}
	for _, column := range []string{"pos", "subject", "seq", "id"} {
		t.Run(column, func(t *testing.T) {
			a := filled(t, testkit.Store(t), seal.Intl)
			if column == "id" { // SQLite holds the primary key to whole numbers
				return
			}
			a.exec(`UPDATE ledger_event SET ` + column + ` = 'x' WHERE seq = 9`)
			if _, list := a.verify(); len(list) == 0 {
				t.Error("nothing found")
			}
		})
	}
}

// TestReport holds the figures beside the problems.
func TestReport(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		a := filled(t, st, seal.Intl)
		r := a.expect()
		if r.Events != 20 || r.Chains != 3 || r.Anchors != 3 || r.AnchoredTo != 18 || r.Newer != 2 || r.Unnumbered != 0 || r.Key != a.keeper.Key() ||
			r.AnchoredAt == nil || !r.AnchoredAt.Equal(testkit.Monday) {
			t.Errorf("%+v", r)
		}
	})
	t.Run("Empty", func(t *testing.T) {
		a := newArchive(t, testkit.Store(t), seal.Intl)
		if r := a.expect(); !r.OK || r.Events != 0 || r.Anchors != 0 || r.AnchoredAt != nil {
			t.Errorf("%+v", r)
		}
		if _, err := os.Stat(a.dir); err == nil {
			t.Error("verifying made the directory")
		}
		if m := a.run(); m.Anchors != 0 {
			t.Errorf("made %+v of nothing", m)
		}
	})
}

// TestOlderForm holds that chains begun before events had a salt go on and verify.
func TestOlderForm(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		a := newArchive(t, st, seal.Intl)
		a.add(1, 2, 1, 2)
		a.exec(`UPDATE ledger_event SET salt = 0 WHERE seq <= 3`)
		a.recompute(1, 1)
		a.recompute(2, 1)
		a.run()
		a.add(1)
		a.expect()
		a.exec(`UPDATE ledger_event SET actor = 99 WHERE seq = 3`)
		a.expect("event_changed 1/2 #3")
	})
}

// TestManyRows reads over several pages and stretches; memory holds one anchor's events at a time.
func TestManyRows(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 12,000 events")
	}
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		a := newArchive(t, st, seal.Intl)
		a.chunk = 7000
		a.keeper = a.node(a.dir)
		const events, chains = 12_000, 40
		load(t, a, events, chains)
		if m := a.run(); m.Anchors != 2 || m.Upto != events {
			t.Fatalf("made %+v", m)
		}
		if r := a.expect(); r.Events != events || r.Chains != chains {
			t.Errorf("%+v", r)
		}
		a.exec(`UPDATE ledger_event SET actor = 5 WHERE seq IN (1, 6001, ?)`, events)
		_, list := a.verify()
		if len(list) != 3 {
			t.Errorf("found %v", shorts(list))
		}
	})
}
