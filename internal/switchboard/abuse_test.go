package switchboard

import (
	"errors"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// abused lets a number call, be served by seat 1, and be marked.
func (r *room) abused(number, kind string) (call ids.ID, a Abuse) {
	r.t.Helper()
	call = r.spokenWith(number)
	r.decide(nil, func(tx *store.Tx) (err error) {
		a, err = r.MarkAbuse(tx, auth.Principal{ID: 1}, ids.New(), call, kind, false, nil)
		return err
	})
	return call, a
}

// spokenWith is a call that seat 1 has spoken on.
func (r *room) spokenWith(number string) ids.ID {
	r.t.Helper()
	call := r.arrive(Caller{Number: number, Hotline: "12345"})
	r.Key(call, '1')
	r.seat(1)
	r.SeatAnswered(1, call)
	r.clock.Advance(time.Minute)
	r.Gone(call)
	r.settle()
	return call
}

func (r *room) decide(want error, f func(tx *store.Tx) error) {
	r.t.Helper()
	if err := r.world.Store.Write(r.t.Context(), f); !errors.Is(err, want) {
		r.t.Errorf("%v, want %v", err, want)
	}
}

func (r *room) coolDown(want error, p auth.Principal, peer ids.ID, hours int) (c Cooldown) {
	r.t.Helper()
	r.decide(want, func(tx *store.Tx) (err error) {
		c, err = r.CoolDown(tx, p, peer, hours, "多次辱骂坐席")
		return err
	})
	return c
}

func (r *room) cooled(number string, want bool) {
	r.t.Helper()
	until, err := r.CooledUntil(r.world.Store.Read(r.t.Context()), number)
	if err != nil || until.IsZero() == want {
		r.t.Errorf("%s cools down until %v (%v)", number, until, err)
	}
}

// TestAbuse_Mark: the seat that spoke marks the call, once, while it lasts and a while after; nobody else does, and no
// call without a number.
func TestAbuse_Mark(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		mark := func(want error, who, call ids.ID, kind, note string) {
			t.Helper()
			id := ids.New()
			sealed, err := r.sealNote(id, note)
			if err != nil {
				t.Fatal(err)
			}
			r.decide(want, func(tx *store.Tx) error {
				_, err := r.MarkAbuse(tx, auth.Principal{ID: who}, id, call, kind, true, sealed)
				return err
			})
		}
		call := r.spokenWith("13800000001")
		mark(ErrAbuseKind, 1, call, "complaint", "")
		mark(ErrNotMarkable, 2, call, "insult", "")
		mark(ErrNotMarkable, 1, call+1, "insult", "")
		mark(nil, 1, call, "insult", "说要烧了大厅")
		mark(ErrMarked, 1, call, "insult", "")
		hidden := r.spokenWith("anonymous")
		mark(ErrNotMarkable, 1, hidden, "prank", "")
		late := r.spokenWith("13800000002")
		r.clock.Advance(abuseWithin + time.Minute)
		mark(ErrNotMarkable, 1, late, "prank", "")
		if _, err := r.sealNote(1, strings.Repeat("骂", maxNote+1)); !errors.Is(err, ErrNote) {
			t.Error(err)
		}
		list, _, err := r.Abusers(st.Read(t.Context()), testkit.Monday)
		if err != nil || len(list) != 1 || len(list[0].Evidence) != 1 || !list[0].Evidence[0].Noted || !list[0].Evidence[0].Warned {
			t.Fatalf("%+v %v", list, err)
		}
		notes, err := r.notes(st.Read(t.Context()), list[0].Peer)
		if err != nil || notes[list[0].Evidence[0].ID] != "说要烧了大厅" {
			t.Errorf("%v %v", notes, err)
		}
		var raw []byte
		if err := st.Read(t.Context()).QueryRow(`SELECT note FROM switchboard_abuse`).Scan(&raw); err != nil || strings.Contains(string(raw), "大厅") {
			t.Errorf("the note lies open: %q %v", raw, err)
		}
		r.decide(nil, func(tx *store.Tx) error { return r.OpenAbuser(tx, ben, list[0].Peer) })
		r.decide(ErrNoEvidence, func(tx *store.Tx) error { return r.OpenAbuser(tx, ben, 999) })
		r.world.Settle(t)
		recs, err := r.world.Ledger.Next(st.Read(t.Context()), 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		opened := 0
		for _, rec := range recs {
			if strings.Contains(string(rec.Payload), "大厅") || strings.Contains(string(rec.Payload), "1380000") {
				t.Errorf("%s tells too much: %s", rec.Kind, rec.Payload)
			}
			if rec.Kind == EventAbuseOpened && rec.Actor == ben.ID {
				opened++
			}
		}
		if opened != 1 {
			t.Errorf("%d openings stand in the ledger", opened)
		}
	}, Migrations)
}

// TestEvidence_KeepsItsRecording: a recording is not erased while the evidence lives, and is when it is dropped or its
// time is over.
func TestEvidence_KeepsItsRecording(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		call, a := r.abused("13800000001", "insult")
		other, b := r.abused("13800000002", "prank")
		plain := r.spokenWith("13800000003")
		old := OldRecordings{Service: r.Service, Held: func(store.Queryer) ([]ids.ID, error) { return nil, nil }}
		erasable := func() (list []ids.ID) {
			t.Helper()
			found, err := old.erasable(st.Read(t.Context()), r.clock.Now().Add(time.Hour), 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range found {
				list = append(list, c.id)
			}
			return list
		}
		if got := erasable(); len(got) != 1 || got[0] != plain {
			t.Errorf("%v", got)
		}
		r.decide(nil, func(tx *store.Tx) error { _, err := r.DropAbuse(tx, ben, b.ID, "并非恶意"); return err })
		if got := erasable(); len(got) != 2 || got[0] != other {
			t.Errorf("%v", got)
		}
		r.clock.Advance(days(ShippedGuard().KeepDays) + time.Hour)
		if got := erasable(); len(got) != 3 || got[0] != call {
			t.Errorf("%v", got)
		}
		if _, err := r.abuse(st.Read(t.Context()), a.ID); !errors.Is(err, ErrNoEvidence) {
			t.Error(err)
		}
	}, Migrations)
}
