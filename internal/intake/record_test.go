package intake

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/ledger/anchor"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/workorder"
)

// TestPublicHistory gives two requesters of one order their files: each holds only what that one's page tells, both
// are the same chain, and both can be checked.
func TestPublicHistory(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		ring, err := seal.NewRing(seal.Intl, testkit.Monday)
		if err != nil {
			t.Fatal(err)
		}
		keeper := anchor.New(anchor.Deps{Store: b.Store, Ledger: b.Ledger, Clock: b.Clock, Ring: ring}, anchor.Options{Dir: filepath.Join(t.TempDir(), "anchors")})
		b.s.Histories = keeper
		first := b.takeOn(seat, b.call())[0]
		b.Clock.Advance(time.Minute)
		b.write(func(tx *store.Tx) error {
			o, err := b.orders.Get(tx, leader, first.Order)
			if err != nil {
				return err
			}
			if o, err = b.orders.Dispatch(tx, leader, o.ID, o.Version, workorder.DispatchIn{Unit: b.waters}); err != nil {
				return err
			}
			_, err = b.orders.Return(tx, officer(b.waters), o.ID, o.Version, workorder.ReturnIn{ReasonCode: "facts_unclear", Reason: "推诿的理由"})
			return err
		})
		b.Clock.Advance(time.Minute)
		second, err := b.s.Repeat(t.Context(), seat, first.Order, b.repeatCall("15400005555"))
		if err != nil {
			t.Fatal(err)
		}
		b.Clock.Advance(time.Minute)
		if err := b.s.SupplementByCitizen(t.Context(), first.Number, first.QueryCode, SupplementIn{Content: "只有我知道"}); err != nil {
			t.Fatal(err)
		}
		if _, err := keeper.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		heads := map[string]bool{}
		for who, x := range map[string]struct {
			Receipt
			told string
		}{"first": {first, "intake.taken_on workorder.dispatched workorder.urged intake.supplemented"}, "second": {second, "workorder.urged intake.repeated"}} {
			h, err := b.s.PublicHistory(t.Context(), x.Number, x.QueryCode)
			if err != nil {
				t.Fatal(err)
			}
			var told []string
			for _, e := range h.Events {
				if e.Whole != nil {
					t.Errorf("%s: event %d is whole", who, e.Pos)
				}
				if e.Told != nil {
					told = append(told, e.Kind)
				}
			}
			v := h.Check(keeper.Key(), keeper.Dir())
			if got := strings.Join(told, " "); got != x.told || !v.OK || v.Anchored != int64(v.Events) || h.Number != x.Number {
				t.Errorf("%s is told %s: %+v", who, got, v)
			}
			heads[v.Head] = true
			view, err := b.s.Track(t.Context(), x.Number, x.QueryCode)
			if err != nil || view.Chain == nil || view.Chain.Head != v.Head || view.Chain.Events != int64(v.Events) || view.Chain.Newer() != 0 || view.Chain.AnchoredAt == nil {
				t.Errorf("%s sees %+v: %v", who, view.Chain, err)
			}
		}
		if len(heads) != 1 {
			t.Errorf("heads %v", heads)
		}
		if _, err := b.s.PublicHistory(t.Context(), first.Number, second.QueryCode); err == nil {
			t.Error("another's code opens it")
		}
	})
}
