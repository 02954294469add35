package intake

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// asker is one who turned to the hotline: what they were given, and what they said.
type asker struct {
	receipt  Receipt
	words    string
	identity ids.ID
	taken    bool // back, by themselves
}

// TestRequesters_Walk uses random verbs of the centre, the units, the citizens and an event on orders that several people
// asked for. Whatever happens, each of them finds what they said under their own number, waits with an order that is worked
// on, and in the end has an answer or has taken it back.
func TestRequesters_Walk(t *testing.T) {
	used := map[string]int{}
	each(t, Options{}, func(t *testing.T, b *bench) {
		for seed := range uint64(2) {
			b.walkRequesters(rand.New(rand.NewPCG(seed, 29)), used)
		}
	})
	for _, name := range []string{"taken on", "repeat", "join", "leave", "taken back", "supplement", "dispatch", "return", "uphold", "designate", "sign",
		"reply", "approve", "reject", "merge", "split", "pause", "resume", "withdraw", "reopen", "redo", "seal", "reassign"} {
		if used[name] == 0 {
			t.Errorf("no walk used %s: it proves nothing about it (%v)", name, used)
		}
	}
}

func (b *bench) walkRequesters(r *rand.Rand, used map[string]int) {
	b.t.Helper()
	x := b.declare(b.stormIn())
	all := []*asker{}
	add := func(how string, receipt Receipt, words string) {
		used[how]++
		all = append(all, &asker{receipt: receipt, words: words, identity: b.requestRow(receipt.Request).Identity})
	}
	for step := range 220 {
		words := fmt.Sprintf("第 %d 件：停水了。", step)
		b.Clock.Advance(time.Duration(r.IntN(5)) * time.Hour)
		b.Settle(b.t)
		if len(all) < 4 || r.IntN(8) == 0 {
			own := r.IntN(3) > 0
			in := b.dry(fmt.Sprintf("154%08d", r.IntN(1e8)), func(f *RequestForm) { f.Content, f.OwnMatter = words, own })
			add("taken on", b.takeOn(Citizen, in)[0], words)
			continue
		}
		a, other := all[r.IntN(len(all))], all[r.IntN(len(all))]
		order, into := b.requestRow(a.receipt.Request).Order, b.requestRow(other.receipt.Request).Order
		var name string
		var err error
		switch r.IntN(7) {
		case 0:
			var again Receipt
			again, err = b.s.Repeat(b.t.Context(), seat, order, RepeatIn{Door: DoorPhone, Caller: Caller{CallerNumber: fmt.Sprintf("155%08d", r.IntN(1e8))}, Content: words})
			if err == nil {
				add("repeat", again, words)
			}
		case 1:
			if r.IntN(3) > 0 {
				name, err = "supplement", b.s.SupplementByCitizen(b.t.Context(), a.receipt.Number, a.receipt.QueryCode, SupplementIn{Content: "补充一点。"})
			} else if err = b.s.WithdrawByCitizen(b.t.Context(), a.receipt.Number, a.receipt.QueryCode, ""); err == nil {
				name, a.taken = "taken back", true
			}
		case 2:
			if r.IntN(2) == 0 {
				name, err = "join", b.try(func(tx *store.Tx) error { return b.s.JoinOrder(tx, chief, x.ID, order) })
			} else {
				name, err = "leave", b.try(func(tx *store.Tx) error { _, err := b.s.LeaveStorm(tx, chief, x.ID, a.receipt.Request); return err })
			}
		default:
			name, err = b.anyVerb(r, order, into)
		}
		if err == nil && name != "" {
			used[name]++
		} else if err != nil && fault.Of(err).Status >= 500 {
			b.t.Fatalf("%s: %v", name, err)
		}
		if step%20 == 19 {
			b.checkAskers(all)
		}
	}
	b.finish(all)
	b.checkAskers(all)
	for _, a := range all {
		v, err := b.s.Track(b.t.Context(), a.receipt.Number, a.receipt.QueryCode)
		if err != nil || len(v.Replies) == 0 && v.State != string(workorder.StateWithdrawn) && !a.taken {
			b.t.Errorf("%s has no answer in the end: %s, %v", a.receipt.Number, v.State, err)
		}
	}
}

// try writes, and hands a refusal back.
func (b *bench) try(fn func(tx *store.Tx) error) error { return b.Store.Write(b.t.Context(), fn) }

// orderVerbs are what staff do to an order; the verb's own rules say whether it may be.
var orderVerbs = []struct {
	name string
	do   func(b *bench, tx *store.Tx, o workorder.Order, into ids.ID) (workorder.Order, error)
}{
	{"dispatch", func(b *bench, tx *store.Tx, o workorder.Order, _ ids.ID) (workorder.Order, error) {
		return b.orders.Dispatch(tx, auth.System, o.ID, o.Version, workorder.DispatchIn{Unit: b.waters})
	}},
	{"designate", func(b *bench, tx *store.Tx, o workorder.Order, _ ids.ID) (workorder.Order, error) {
		return b.orders.Designate(tx, auth.System, o.ID, o.Version, workorder.DesignateIn{Unit: b.waters, Reason: "定了"})
	}},
	{"sign", func(b *bench, tx *store.Tx, o workorder.Order, _ ids.ID) (workorder.Order, error) {
		return b.orders.SignFor(tx, auth.System, o.ID, o.Version)
	}},
	{"return", func(b *bench, tx *store.Tx, o workorder.Order, _ ids.ID) (workorder.Order, error) {
		return b.orders.Return(tx, auth.System, o.ID, o.Version, workorder.ReturnIn{ReasonCode: "facts_unclear", Reason: "内容不清"})
	}},
	{"uphold", func(b *bench, tx *store.Tx, o workorder.Order, _ ids.ID) (workorder.Order, error) {
		return b.orders.ReviewReturn(tx, auth.System, o.ID, o.Version, workorder.ReviewReturnIn{Uphold: true})
	}},
	{"reassign", func(b *bench, tx *store.Tx, o workorder.Order, _ ids.ID) (workorder.Order, error) {
		return b.orders.Reassign(tx, auth.System, o.ID, o.Version, workorder.ReassignIn{Unit: b.roads, Reason: "改派"})
	}},
	{"reply", replied},
	{"reply", replied},
	{"approve", func(b *bench, tx *store.Tx, o workorder.Order, _ ids.ID) (workorder.Order, error) {
		return b.orders.ReviewReply(tx, auth.System, o.ID, o.Version, workorder.ReviewIn{Approve: true})
	}},
	{"reject", func(b *bench, tx *store.Tx, o workorder.Order, _ ids.ID) (workorder.Order, error) {
		return b.orders.ReviewReply(tx, auth.System, o.ID, o.Version, workorder.ReviewIn{Note: "不清楚"})
	}},
	{"merge", func(b *bench, tx *store.Tx, o workorder.Order, into ids.ID) (workorder.Order, error) {
		return b.orders.Merge(tx, auth.System, o.ID, o.Version, workorder.MergeIn{Into: into, Note: "同一处"})
	}},
	{"split", func(b *bench, tx *store.Tx, o workorder.Order, _ ids.ID) (workorder.Order, error) {
		return b.orders.Split(tx, auth.System, o.ID, o.Version, workorder.ReasonIn{Reason: "不是同一处"})
	}},
	{"pause", func(b *bench, tx *store.Tx, o workorder.Order, _ ids.ID) (workorder.Order, error) {
		return b.orders.Pause(tx, auth.System, o.ID, o.Version, workorder.PauseIn{Reason: "等配件", Until: b.Clock.Now().Add(40 * time.Hour)})
	}},
	{"resume", func(b *bench, tx *store.Tx, o workorder.Order, _ ids.ID) (workorder.Order, error) {
		return b.orders.Resume(tx, auth.System, o.ID, o.Version, workorder.ReasonIn{Reason: "到了"})
	}},
	{"withdraw", func(b *bench, tx *store.Tx, o workorder.Order, _ ids.ID) (workorder.Order, error) {
		return b.orders.Withdraw(tx, auth.System, o.ID, o.Version, workorder.ReasonIn{Reason: "来电说不用了"})
	}},
	{"reopen", func(b *bench, tx *store.Tx, o workorder.Order, _ ids.ID) (workorder.Order, error) {
		return b.orders.Reopen(tx, auth.System, o.ID, o.Version, workorder.ReasonIn{Reason: "又停了"})
	}},
	{"redo", func(b *bench, tx *store.Tx, o workorder.Order, _ ids.ID) (workorder.Order, error) {
		return b.orders.Redo(tx, auth.System, o.ID, o.Version, workorder.RedoIn{Reason: "没好", Unit: b.waters})
	}},
	{"seal", func(b *bench, tx *store.Tx, o workorder.Order, _ ids.ID) (workorder.Order, error) {
		return b.orders.Seal(tx, auth.System, o.ID, o.Version, workorder.ReasonIn{Reason: "市民要求"})
	}},
}

func replied(b *bench, tx *store.Tx, o workorder.Order, _ ids.ID) (workorder.Order, error) {
	return b.orders.Reply(tx, auth.System, o.ID, o.Version, workorder.ReplyIn{Outcome: workorder.OutcomeResolved, Basis: "修复", PublicText: "已恢复供水。"})
}

// anyVerb uses one that the order's state allows.
func (b *bench) anyVerb(r *rand.Rand, order, into ids.ID) (string, error) {
	may := map[workorder.Verb]bool{}
	for _, v := range b.orders.Verbs(auth.System, b.order(order)) {
		may[v] = true
	}
	var fit []int
	for i, v := range orderVerbs {
		verb := map[string]workorder.Verb{"uphold": workorder.VerbReviewReturn, "approve": workorder.VerbReview, "reject": workorder.VerbReview}[v.name]
		if verb == "" {
			verb = workorder.Verb(v.name)
		}
		if rare := verb == workorder.VerbWithdraw || verb == workorder.VerbSeal; may[verb] && (!rare || r.IntN(6) == 0) {
			fit = append(fit, i)
		}
	}
	if len(fit) == 0 {
		return "", nil
	}
	v := orderVerbs[fit[r.IntN(len(fit))]]
	return v.name, b.try(func(tx *store.Tx) error {
		o, err := b.orders.Get(tx, auth.System, order)
		if err == nil {
			_, err = v.do(b, tx, o, into)
		}
		return err
	})
}

// checkAskers holds that nobody is lost.
func (b *bench) checkAskers(all []*asker) {
	b.t.Helper()
	for _, a := range all {
		r := b.requestRow(a.receipt.Request)
		o := b.order(r.Order)
		if r.Number != a.receipt.Number || r.Content != a.words || r.Identity != a.identity || r.OrderNumber != o.Number {
			b.t.Errorf("%s became %+v on %s", a.receipt.Number, r, o.Number)
		}
		if v, err := b.s.Track(b.t.Context(), a.receipt.Number, a.receipt.QueryCode); err != nil || v.Content != a.words || v.StateText == "" {
			b.t.Errorf("%s reads %+v, %v", a.receipt.Number, v, err)
		}
		if o.State != workorder.StateMerged {
			continue
		}
		if main := b.order(o.MergedInto); !main.State.Open() || main.State == workorder.StateMerged || main.MergedCount == 0 {
			b.t.Errorf("%s waits with %s, which is %s and answers %d", o.Number, main.Number, main.State, main.MergedCount)
		}
	}
}

// finish answers everything that is open, the master order among it.
func (b *bench) finish(all []*asker) {
	b.t.Helper()
	next := map[workorder.State]string{workorder.StateRegistered: "designate", workorder.StateReturned: "designate", workorder.StateDispatched: "sign",
		workorder.StateHandling: "reply", workorder.StatePaused: "resume", workorder.StateReplied: "approve"}
	for _, a := range all {
		for range 8 {
			o := b.order(b.requestRow(a.receipt.Request).Order)
			if o.State == workorder.StateMerged {
				o = b.order(o.MergedInto)
			}
			for _, v := range orderVerbs {
				if v.name == next[o.State] {
					b.write(func(tx *store.Tx) error { _, err := v.do(b, tx, o, 0); return err })
					break
				}
			}
		}
		b.Settle(b.t)
	}
}
