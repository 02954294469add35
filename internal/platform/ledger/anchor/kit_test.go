package anchor_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/ledger/anchor"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/platform/wall"
)

// archive is a ledger with its anchors.
type archive struct {
	*testkit.World
	t      testing.TB
	ring   *seal.Ring
	dir    string
	chunk  int64
	keeper *anchor.Keeper
}

func newRing(t testing.TB, suite string) *seal.Ring {
	t.Helper()
	r, err := seal.NewRing(suite, testkit.Monday)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func newArchive(t testing.TB, st *store.Store, suite string) *archive {
	t.Helper()
	a := &archive{t: t, ring: newRing(t, suite), dir: filepath.Join(t.TempDir(), "anchors"), chunk: 8}
	clock := wall.NewManual(testkit.Monday)
	a.World = &testkit.World{Store: st, Clock: clock, Ledger: ledger.New(st, clock, ledger.Options{Hash: a.ring.Suite().Hash})}
	a.keeper = a.node(a.dir)
	return a
}

// node is a process on the same database.
func (a *archive) node(dir string) *anchor.Keeper {
	return anchor.New(anchor.Deps{Store: a.Store, Ledger: a.Ledger, Clock: a.Clock, Ring: a.ring}, anchor.Options{Dir: dir, Chunk: a.chunk})
}

// add appends one event to each of the chains in turn.
func (a *archive) add(subjects ...ids.ID) {
	a.t.Helper()
	for _, s := range subjects {
		err := a.Store.Write(context.Background(), func(tx *store.Tx) error {
			_, err := a.Ledger.Append(tx, ledger.Event{Kind: "thing.changed", Subject: s, Actor: 3, Units: []ids.ID{7, 8}, Payload: map[string]int64{"of": int64(s)}})
			return err
		})
		if err != nil {
			a.t.Fatal(err)
		}
		if _, err := a.Ledger.Relay(context.Background()); err != nil { // so that numbers are in this order on Postgres
			a.t.Fatal(err)
		}
	}
}

func (a *archive) run() anchor.Made {
	a.t.Helper()
	m, err := a.keeper.Run(context.Background())
	if err != nil {
		a.t.Fatal(err)
	}
	return m
}

// exec tampers with the database.
func (a *archive) exec(query string, args ...any) {
	a.t.Helper()
	err := a.Store.Write(context.Background(), func(tx *store.Tx) error {
		res, err := tx.Exec(query, args...)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return fmt.Errorf("%s: %d rows, %w", query, n, err)
		}
		return nil
	})
	if err != nil {
		a.t.Fatalf("%s: %v", query, err)
	}
}

func (a *archive) rows(subject ids.ID) []ledger.Raw {
	a.t.Helper()
	list, err := a.Ledger.Rows(a.Store.Read(context.Background()), subject)
	if err != nil {
		a.t.Fatal(err)
	}
	return list
}

// recompute gives a chain from pos on hashes that fit again.
func (a *archive) recompute(subject ids.ID, pos int64) {
	a.t.Helper()
	prev := []byte{}
	for _, r := range a.rows(subject) {
		if r.Pos >= pos {
			r.Prev = prev
			r.Hash = r.Sum(a.ring.Suite().Hash)
			a.exec(`UPDATE ledger_event SET prev = ?, hash = ? WHERE id = ?`, r.Prev, r.Hash, r.ID)
		}
		prev = r.Hash
	}
}

// renumber closes all gaps in the numbers.
func (a *archive) renumber() {
	a.t.Helper()
	q := a.Store.Read(context.Background())
	rows, err := q.Query(`SELECT id FROM ledger_event ORDER BY seq`)
	list, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
	if err != nil {
		a.t.Fatal(err)
	}
	a.exec(`UPDATE ledger_event SET seq = -seq`)
	for i, id := range list {
		a.exec(`UPDATE ledger_event SET seq = ? WHERE id = ?`, i+1, id)
	}
}

func (a *archive) verify() (anchor.Report, []anchor.Problem) { return a.verifyWith(a.dir) }

func (a *archive) verifyWith(dir string) (anchor.Report, []anchor.Problem) {
	a.t.Helper()
	var list []anchor.Problem
	r, err := anchor.Verify(context.Background(), anchor.Ask{Store: a.Store, Suite: a.ring.Suite(), Key: a.keeper.Key(), Dir: dir,
		Number: func(_ store.Queryer, s ids.ID) string { return fmt.Sprintf("N%d", s) },
		Found:  func(p anchor.Problem) { list = append(list, p) }})
	if err != nil {
		a.t.Fatal(err)
	}
	if r.OK != (len(list) == 0) || int(r.Problems) != len(list) {
		a.t.Errorf("ok = %v and %d problems, but %d were told", r.OK, r.Problems, len(list))
	}
	return r, list
}

// short writes a problem as "kind chain/pos-to #seq-to @anchor-to", leaving out what is zero.
func short(p anchor.Problem) string {
	span := func(sign string, from, to int64) string {
		switch {
		case from == 0:
			return ""
		case to == 0 || to == from:
			return fmt.Sprintf("%s%d", sign, from)
		}
		return fmt.Sprintf("%s%d-%d", sign, from, to)
	}
	s := string(p.Kind)
	if p.Subject != 0 {
		s += " " + p.Subject.String()
	}
	return s + span("/", p.Pos, p.ToPos) + span(" #", p.Seq, p.ToSeq) + span(" @", p.Anchor, p.ToAnchor)
}

func shorts(list []anchor.Problem) []string {
	out := []string{}
	for _, p := range list {
		out = append(out, short(p))
	}
	return out
}

// expect verifies and holds what is found against what was to be found, all of it, in any order.
func (a *archive) expect(want ...string) anchor.Report {
	a.t.Helper()
	r, list := a.verify()
	got := shorts(list)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, append([]string{}, want...)) {
		a.t.Errorf("found\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
	return r
}

func (a *archive) file(number int) string {
	return filepath.Join(a.dir, fmt.Sprintf("%08d.anchor", number))
}

// edit changes the text of an anchor's file.
func (a *archive) edit(number int, change func(text string) string) {
	a.t.Helper()
	old, err := os.ReadFile(a.file(number))
	if err != nil {
		a.t.Fatal(err)
	}
	text := change(string(old))
	if text == string(old) {
		a.t.Fatal("the edit changes nothing")
	}
	if err := os.WriteFile(a.file(number), []byte(text), 0o644); err != nil {
		a.t.Fatal(err)
	}
}
