package switchboard

import (
	"errors"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// TestHandover: what a seat leaves with its open work is taken by another, once; of the group only a leader writes.
func TestHandover(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		r.Drafts = func(_ store.Queryer, staff ids.ID) (int, error) { return int(staff), nil }
		r.call("13800000001", "1", 20*time.Second, 0)
		owed := r.owed()
		r.claim(nil, anna, owed[0].Peer)
		lead := auth.Principal{ID: leader, Scope: auth.Scope{All: true}}.WithRights(RightLead)
		write := func(want error, p auth.Principal, kind, words string) (h Handover) {
			t.Helper()
			err := r.world.Store.Write(t.Context(), func(tx *store.Tx) (err error) {
				h, err = r.WriteHandover(tx, p, kind, words)
				return err
			})
			if !errors.Is(err, want) {
				t.Errorf("%v, want %v", err, want)
			}
			return h
		}
		take := func(want error, p auth.Principal, id ids.ID, answer string) {
			t.Helper()
			err := r.world.Store.Write(t.Context(), func(tx *store.Tx) error { return r.TakeHandover(tx, p, id, answer) })
			if !errors.Is(err, want) {
				t.Errorf("%v, want %v", err, want)
			}
		}
		write(fault.Forbidden, anna, "group", "夜班缺一人")
		write(ErrHandoverWords, anna, "seat", " \n")
		write(ErrHandoverWords, anna, "seat", strings.Repeat("长", maxHandover+1))
		write(ErrHandoverWords, anna, "city", "夜班")
		h := write(nil, anna, "seat", "请回电 13912345678 说明进度")
		write(nil, lead, "group", "夜班缺一人")
		if h.Drafts != 31 || len(h.Owed) != 1 || strings.Contains(h.Words, "13912345678") {
			t.Errorf("%+v", h)
		}
		take(ErrNoHandover, ben, 5, "")
		take(ErrOwnHandover, anna, h.ID, "")
		narrow := auth.Principal{ID: 33, Scope: auth.Scope{Numbers: []string{"12319"}}}
		take(ErrNoHandover, narrow, h.ID, "")
		take(ErrHandoverWords, ben, h.ID, strings.Repeat("长", maxWords+1))
		take(nil, ben, h.ID, "已接")
		take(ErrHandoverTaken, lead, h.ID, "")
		q := r.world.Store.Read(t.Context())
		for state, want := range map[string]int{"open": 1, "taken": 1, "all": 2} {
			list, next, err := r.handoverViews(q, ben, HandoverFilter{State: state})
			if err != nil || len(list) != want || next != "" {
				t.Errorf("%s: %+v, %v", state, list, err)
			}
			if state == "taken" && (list[0].MayTake || list[0].Answer != "已接" || list[0].Owed[0].State != "open" || list[0].Owed[0].Phone != "138****0001") {
				t.Errorf("%+v", list[0])
			}
		}
		if list, _, err := r.handoverViews(q, narrow, HandoverFilter{State: "all"}); err != nil || len(list) != 0 {
			t.Errorf("the own seats of a number see %+v, %v", list, err)
		}
		r.clock.Advance(time.Minute)
		r.call("13800000001", "1", time.Second, time.Minute) // the citizen calls again, and is spoken with
		r.settle()
		if list, _, err := r.handoverViews(q, ben, HandoverFilter{State: "taken"}); err != nil || list[0].Owed[0].State != "paid" {
			t.Errorf("%+v, %v", list, err)
		}
		if _, _, err := r.Handovers(q, HandoverFilter{Sort: "words"}); err == nil {
			t.Error("an order that there is not")
		}
	}, Migrations)
}
