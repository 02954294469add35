package catalogue

import (
	"encoding/json"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// TestEffect: which version is in force before, at and after its time, on two nodes, without any row being written.
func TestEffect(t *testing.T) {
	each(t, func(t *testing.T, k kit) {
		c := k.add("01", "市容", 0)
		other := New(k.store, k.ledger, k.world.Clock, city) // another node on the same database
		var passed atomic.Int64                              // views are renewed in the background, too
		other.cache.now = func() time.Duration { return time.Duration(passed.Load()) }
		if err := other.Warm(t.Context()); err != nil {
			t.Fatal(err)
		}
		unit := func() [2]ids.ID {
			t.Helper()
			passed.Add(int64(maxAge)) // the other node looks again
			var got [2]ids.ID
			for i, s := range []*Service{k.Service, other} {
				p, err := s.Propose(k.q(), Matter{Category: c.ID})
				if err != nil {
					t.Fatal(err)
				}
				got[i] = p.UnitID
			}
			return got
		}
		is := func(what string, want ids.ID) {
			t.Helper()
			if got := unit(); got != [2]ids.ID{want, want} {
				t.Errorf("%s: the nodes say %d, want %d", what, got, want)
			}
		}
		is("version 1 is empty", 0)
		k.inForceNow(Entry{CategoryID: c.ID, UnitID: 101})
		is("at once", 101)

		// Two that follow, published before the first of them is in force.
		start := k.world.Clock.Now()
		for i, next := range []ids.ID{102, 103} {
			v := k.draft()
			list, err := entriesOf(k.q(), v.ID)
			if err != nil || len(list) != 1 {
				t.Fatal(list, err)
			}
			e := list[0]
			e.UnitID = next
			if err := k.write(func(tx *store.Tx) error { _, err := k.ChangeEntry(tx, admin, v.ID, e.ID, e); return err }); err != nil {
				t.Fatal(err)
			}
			is("a draft", 101)
			if _, err := k.publish(chief, v.ID, start.Add(time.Duration(i+1)*24*time.Hour)); err != nil {
				t.Fatal(err)
			}
			is("published for later", 101)
		}
		for _, step := range []struct {
			at   time.Duration
			want ids.ID
		}{
			{24*time.Hour - time.Microsecond, 101}, {24 * time.Hour, 102}, {24*time.Hour + time.Microsecond, 102},
			{48*time.Hour - time.Microsecond, 102}, {48 * time.Hour, 103}, {1000 * time.Hour, 103},
			{30 * time.Hour, 102}, {time.Hour, 101}, // a clock that was set back
		} {
			k.world.Clock.Set(start.Add(step.at).Truncate(time.Microsecond))
			is(step.at.String(), step.want)
		}
		// A node that starts late knows the one in force, and no older one.
		k.world.Clock.Set(start.Add(72 * time.Hour))
		late := New(k.store, k.ledger, k.world.Clock, city)
		if err := late.Warm(t.Context()); err != nil {
			t.Fatal(err)
		}
		if b, err := late.InForce(k.q()); err != nil || b.Version.Number != 4 || len(late.cache.current.Load().view.books) != 1 {
			t.Errorf("%+v %v", b, err)
		}
		list, err := k.Versions(k.q())
		if err != nil {
			t.Fatal(err)
		}
		inForce := 0
		for i, v := range list {
			if v.State == VersionInForce {
				inForce++
			}
			if v.Number != 4-i || i > 0 && (v.State != VersionSuperseded || !v.EndsAt.Equal(list[i-1].EffectiveAt)) {
				t.Errorf("%+v", v)
			}
		}
		if inForce != 1 {
			t.Errorf("%d versions are in force", inForce)
		}
	})
}

func TestPublish(t *testing.T) {
	each(t, func(t *testing.T, k kit) {
		c := k.add("01", "市容", 0)
		v := k.draft()
		if err := k.write(func(tx *store.Tx) error { _, err := k.BeginDraft(tx, chief, ""); return err }); !is(err, ErrDraftExists) {
			t.Errorf("a second draft: %v", err)
		}
		_, err := k.publish(chief, v.ID, time.Time{})
		wantErr(t, err, ErrNothingChanged)
		e, err := k.addEntry(admin, v.ID, Entry{CategoryID: c.ID, UnitID: 101, Basis: " 三定方案 "})
		if err != nil || e.Basis != "三定方案" {
			t.Fatal(e, err)
		}
		now := k.world.Clock.Now()
		revision := func() int64 { d, _ := k.Draft(k.q()); return d.Revision }
		for _, bad := range []struct {
			name string
			p    auth.Principal
			in   PublishIn
			want *fault.Fault
		}{
			{"Nobody", auth.Principal{}, PublishIn{Revision: revision(), Note: "x"}, fault.SignIn},
			{"WriterHasNoRight", admin, PublishIn{Revision: revision(), Note: "x"}, fault.Forbidden},
			{"AuthorWithTheRight", chiefAs(admin.ID), PublishIn{Revision: revision(), Note: "x"}, ErrOwnDraft},
			{"OldRevision", chief, PublishIn{Revision: revision() - 1, Note: "x"}, ErrDraftChanged},
			{"NoNote", chief, PublishIn{Revision: revision(), Note: "  "}, ErrNote},
			{"Past", chief, PublishIn{Revision: revision(), Note: "x", EffectiveAt: now.Add(-time.Hour)}, ErrEffective},
			{"TooFar", chief, PublishIn{Revision: revision(), Note: "x", EffectiveAt: now.AddDate(2, 0, 0)}, ErrEffective},
		} {
			err := k.write(func(tx *store.Tx) error { _, err := k.Publish(tx, bad.p, v.ID, bad.in); return err })
			if !is(err, bad.want) {
				t.Errorf("%s: %v, want %v", bad.name, err, bad.want)
			}
		}
		published, err := k.publish(chief, v.ID, now.Add(48*time.Hour))
		if err != nil || published.Number != 2 || published.State != VersionScheduled || published.Publisher != chief.ID {
			t.Fatalf("%+v %v", published, err)
		}
		// Immutable from now on.
		_, err = k.addEntry(admin, v.ID, Entry{UnitID: 102})
		wantErr(t, err, ErrNotDraft)
		wantErr(t, k.write(func(tx *store.Tx) error { return k.RemoveEntry(tx, admin, v.ID, e.ID) }), ErrNotDraft)
		wantErr(t, k.write(func(tx *store.Tx) error { return k.DiscardDraft(tx, admin, v.ID) }), ErrNotDraft)
		wantErr(t, k.write(func(tx *store.Tx) error {
			_, err := k.ImportDraft(tx, admin, v.ID, []byte(colUnit+"\ncg\n"))
			return err
		}), ErrNotDraft)
		_, err = k.publish(chief, v.ID, time.Time{})
		wantErr(t, err, ErrNotDraft)

		// The next one begins where the last one ends, and may not come before it.
		next := k.draft()
		if next.Base != v.ID {
			t.Errorf("base %d, want %d", next.Base, v.ID)
		}
		if _, err := k.addEntry(admin, next.ID, Entry{UnitID: 102}); err != nil {
			t.Fatal(err)
		}
		_, err = k.publish(chief, next.ID, now.Add(24*time.Hour))
		wantErr(t, err, ErrEffective)
		_, err = k.publish(chief, next.ID, published.EffectiveAt)
		wantErr(t, err, ErrEffective)
		k.FourEyes(false)
		if _, err := k.addEntry(chief, next.ID, Entry{UnitID: 103, Kind: "help"}); err != nil {
			t.Fatal(err)
		}
		if _, err := k.publish(chief, next.ID, now.Add(72*time.Hour)); err != nil {
			t.Errorf("one pair of eyes: %v", err)
		}
		kinds := []string{}
		for _, r := range k.history(v.ID) {
			kinds = append(kinds, r.Kind)
			if r.Kind == EventPublished {
				var p VersionEvent
				if err := json.Unmarshal(r.Payload, &p); err != nil || p.Number != 2 || p.Added != 1 || p.Authors[0] != admin.ID {
					t.Errorf("%s %v", r.Payload, err)
				}
			}
		}
		if len(kinds) != 3 || kinds[0] != EventDraftBegun || kinds[1] != EventEntryAdded || kinds[2] != EventPublished {
			t.Errorf("%v", kinds)
		}
	})
}

func chiefAs(id ids.ID) auth.Principal { p := chief; p.ID = id; return p }

func is(err error, want *fault.Fault) bool {
	return err != nil && fault.Of(err).Code == want.Code
}

// TestEntries: what a draft takes, and how it differs from what it was copied from.
func TestEntries(t *testing.T) {
	each(t, func(t *testing.T, k kit) {
		c := k.add("01", "市容", 0)
		k.inForceNow(Entry{CategoryID: c.ID, UnitID: 101}, Entry{CategoryID: c.ID, DivisionCode: "440402", UnitID: 103}, Entry{UnitID: 402})
		v := k.draft()
		if d, err := k.Diff(k.q(), v.ID); err != nil || len(d) != 0 {
			t.Fatalf("%+v %v", d, err)
		}
		for field, e := range map[string]Entry{
			"unit_id": {CategoryID: c.ID, DivisionCode: "4404", UnitID: 900}, "category_id": {CategoryID: 77, UnitID: 101}, "division_code": {DivisionCode: "77", UnitID: 101},
			"kind": {Kind: "x", UnitID: 101}, "door": {Door: "x", UnitID: 101}, "business": {Business: "x", UnitID: 101}, "priority": {Priority: 10, UnitID: 101},
			"hours": {Hours: "x", UnitID: 101}, "weekdays": {Weekdays: "9", UnitID: 101}, "season": {Season: "x", UnitID: 101}, "accused_words": {AccusedWords: "a", UnitID: 101},
			"accused_unit_id": {AccusedUnitID: 77, UnitID: 101}, "co_unit_ids": {CoUnits: []ids.ID{900}, UnitID: 101}, "topic": {Topic: "a\x00b", UnitID: 101},
			"topic ": {Topic: "噪音", UnitID: 101}, // the topic is 噪声
		} {
			_, err := k.addEntry(admin, v.ID, e)
			if !is(err, ErrEntry) || fault.Of(err).Fields[0].Location != "body."+strings.TrimSpace(field) {
				t.Errorf("%s: %v", field, err)
			}
		}
		_, err := k.addEntry(admin, v.ID, Entry{CategoryID: c.ID, UnitID: 102})
		wantErr(t, err, ErrEntryTwice)
		_, err = k.addEntry(clerk, v.ID, Entry{UnitID: 102, Kind: "help"})
		wantErr(t, err, fault.Forbidden)
		_, err = k.addEntry(admin, 77, Entry{UnitID: 102, Kind: "help"})
		wantErr(t, err, ErrVersionNotFound)
		list, _ := entriesOf(k.q(), v.ID)
		changed := list[0]
		changed.UnitID, changed.CoUnits = 102, []ids.ID{103, 102, 103}
		if err := k.write(func(tx *store.Tx) error {
			e, err := k.ChangeEntry(tx, admin, v.ID, changed.ID, changed)
			if err == nil && (len(e.CoUnits) != 1 || e.CoUnits[0] != 103) {
				t.Errorf("helping units %v", e.CoUnits)
			}
			if err == nil {
				err = k.RemoveEntry(tx, admin, v.ID, list[1].ID)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := k.addEntry(chief, v.ID, Entry{UnitID: 102, Kind: "help"}); err != nil {
			t.Fatal(err)
		}
		wantErr(t, k.write(func(tx *store.Tx) error { return k.RemoveEntry(tx, admin, v.ID, list[1].ID) }), ErrEntryNotFound)
		wantErr(t, k.write(func(tx *store.Tx) error { _, err := k.ChangeEntry(tx, admin, v.ID, list[1].ID, changed); return err }), ErrEntryNotFound)
		d, err := k.Diff(k.q(), v.ID)
		added, altered, removed := count(d)
		if err != nil || added != 1 || altered != 1 || removed != 1 {
			t.Errorf("%+v %v", d, err)
		}
		got, _ := k.Draft(k.q())
		if len(got.Authors) != 2 || got.Entries != 3 || got.Revision != 4 {
			t.Errorf("%+v", got)
		}
		if err := k.write(func(tx *store.Tx) error { return k.DiscardDraft(tx, admin, v.ID) }); err != nil {
			t.Fatal(err)
		}
		if list, err := entriesOf(k.q(), v.ID); err != nil || len(list) != 0 {
			t.Errorf("%v %v", list, err)
		}
		_, err = k.Draft(k.q())
		wantErr(t, err, ErrVersionNotFound)
	})
}

// TestDraftRace: of many who begin a draft at once, one does.
func TestDraftRace(t *testing.T) {
	each(t, func(t *testing.T, k kit) {
		var wg sync.WaitGroup
		made := make(chan error, 8)
		for range 8 {
			wg.Go(func() {
				made <- k.write(func(tx *store.Tx) error { _, err := k.BeginDraft(tx, admin, ""); return err })
			})
		}
		wg.Wait()
		close(made)
		ok := 0
		for err := range made {
			switch {
			case err == nil:
				ok++
			case !is(err, ErrDraftExists):
				t.Error(err)
			}
		}
		if ok != 1 {
			t.Errorf("%d drafts", ok)
		}
	})
}
