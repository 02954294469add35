package followup

import (
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/switchboard"
)

// TestCallInVain: a call in vain that was dialled from the worklist is its attempt; one that the seat gave up at once, that
// reached somebody, or that somebody has written down already, is none.
func TestCallInVain(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		ended := func(p switchboard.Payload) {
			t.Helper()
			p.Call, p.Seat, p.At = ids.New(), caller.ID, b.s.now().UnixMicro()
			b.write(func(tx *store.Tx) error {
				_, err := b.Ledger.Append(tx, ledger.Event{Kind: switchboard.EventEnded, Subject: p.Call, Payload: p})
				return err
			})
			b.Settle(t)
		}
		o := b.completed(waters)
		is := func(attempts int) {
			t.Helper()
			if p := b.plan(o.ID); p.Attempts != attempts {
				t.Errorf("%d attempts, want %d", p.Attempts, attempts)
			}
		}
		vain := switchboard.Payload{Code: string(switchboard.Unreached), Errand: switchboard.ErrandFollowUp, About: o.ID, Cause: switchboard.CauseNoAnswer}
		gaveUp, reached, other := vain, vain, vain
		gaveUp.Cause, reached.Code, other.Errand = switchboard.CauseGivenUp, string(switchboard.Served), switchboard.ErrandOrder
		for _, p := range []switchboard.Payload{gaveUp, reached, other} {
			ended(p)
		}
		is(0)
		ended(vain)
		is(1)
		d, err := b.s.Get(b.q(), caller, b.plan(o.ID).ID)
		if err != nil || len(d.Calls) != 1 || d.Calls[0].Reached || d.Calls[0].Note != "点击拨号未接通：无人接听" {
			t.Errorf("%+v %v", d.Calls, err)
		}
		b.Clock.Advance(time.Minute)
		late := vain
		late.Call, late.Seat, late.At = ids.New(), caller.ID, b.s.now().UnixMicro()
		if err := b.attempt(caller, b.plan(o.ID).ID, AttemptIn{}); err != nil {
			t.Fatal(err)
		}
		b.write(func(tx *store.Tx) error {
			_, err := b.Ledger.Append(tx, ledger.Event{Kind: switchboard.EventEnded, Subject: late.Call, Payload: late})
			return err
		})
		b.Settle(t)
		is(2)
	})
}
