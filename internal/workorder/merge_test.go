package workorder

import (
	"strings"
	"testing"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

func (b *bench) merge(o Order, into ids.ID) (Order, error) {
	return b.try(func(tx *store.Tx) (Order, error) {
		return b.s.Merge(tx, centre, o.ID, o.Version, MergeIn{Into: into, Note: "同一处"})
	})
}

func (b *bench) merged(o Order, into ids.ID) Order {
	b.t.Helper()
	o, err := b.merge(o, into)
	if err != nil {
		b.t.Fatalf("merge: %v", err)
	}
	return o
}

// TestMerge_EachIsAnswered follows one event with many callers to its end.
func TestMerge_EachIsAnswered(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		main := b.in(StateHandling)
		var children []Order
		for _, o := range []Order{b.create(), b.dispatched(unitRoads), b.in(StateHandling)} {
			children = append(children, b.merged(o, main.ID))
		}
		main = b.load(main.ID)
		if main.MergedCount != 3 {
			t.Fatalf("the main order counts %d", main.MergedCount)
		}
		view, err := b.s.View(b.Store.Read(t.Context()), centre, main.ID)
		if err != nil || len(view.Merged) != 3 {
			t.Errorf("the centre sees %d merged orders, err = %v", len(view.Merged), err)
		}
		if view, err = b.s.View(b.Store.Read(t.Context()), waters, main.ID); err != nil || len(view.Merged) != 0 || view.MergedCount != 3 {
			t.Errorf("the unit sees %d merged orders of %d, err = %v", len(view.Merged), view.MergedCount, err)
		}
		b.do(b.do(main, VerbReply, CaseOnly), VerbReview, CaseApprove)
		b.Settle(t)
		for _, o := range children {
			o = b.load(o.ID)
			replies, err := b.s.Replies(b.Store.Read(t.Context()), o.ID)
			if err != nil || o.State != StateCompleted || o.Unit != unitWaters || o.MergedInto != 0 ||
				len(replies) != 1 || replies[0].PublicText != "水管已经修好。" || replies[0].State != ReviewApproved {
				t.Errorf("%s is %s with unit %d and replies %+v, err = %v", o.Number, o.State, o.Unit, replies, err)
			}
		}
		if n := b.load(main.ID).MergedCount; n != 0 {
			t.Errorf("%d still wait", n)
		}
		// One of them is not satisfied: only that one goes back to work.
		redone := b.do(b.load(children[0].ID), VerbRedo, CaseOnly)
		if redone.Unit != unitWaters || b.load(main.ID).State != StateCompleted {
			t.Errorf("redone at %d, main %s", redone.Unit, b.load(main.ID).State)
		}
	})
}

// TestMerge_Many completes more orders than one run of the job takes.
func TestMerge_Many(t *testing.T) {
	b := newBench(t, storeOf(t))
	main := b.in(StateHandling)
	const n = followMax + 7
	for range n {
		b.merged(b.create(), main.ID)
	}
	b.do(b.do(b.load(main.ID), VerbReply, CaseOnly), VerbReview, CaseApprove)
	for range 3 {
		b.Settle(t)
	}
	var done int
	err := b.Store.Read(t.Context()).QueryRow(`SELECT COUNT(*) FROM workorder_order WHERE state = 'completed'`).Scan(&done)
	if err != nil || done != n+1 {
		t.Errorf("%d of %d are completed, err = %v", done, n+1, err)
	}
}

func TestMerge_Refusals(t *testing.T) {
	b := newBench(t, storeOf(t))
	o, main := b.create(), b.in(StateHandling)
	child := b.merged(b.create(), main.ID)
	sealed := b.do(b.in(StateHandling), VerbSeal, CaseOnly)
	for name, c := range map[string]struct {
		into ids.ID
		code string
	}{
		"Itself":    {o.ID, "workorder.merge_self"},
		"Nothing":   {4711, "workorder.not_found"},
		"Zero":      {0, "workorder.not_found"},
		"Merged":    {child.ID, "workorder.merge_merged"},
		"Completed": {b.in(StateCompleted).ID, "workorder.merge_closed"},
		"Withdrawn": {b.in(StateWithdrawn).ID, "workorder.merge_closed"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := b.merge(o, c.into); code(err) != c.code {
				t.Errorf("code = %s, want %s", code(err), c.code)
			}
			if now := b.load(o.ID); now.State != StateRegistered || now.Version != o.Version {
				t.Errorf("a refused merge changed the order: %+v", now)
			}
		})
	}
	t.Run("SealedFromTheDispatcher", func(t *testing.T) {
		_, err := b.try(func(tx *store.Tx) (Order, error) {
			return b.s.Merge(tx, seat, o.ID, o.Version, MergeIn{Into: sealed.ID})
		})
		if code(err) != "workorder.sealed" {
			t.Errorf("code = %s", code(err))
		}
	})
}

// TestMerge_Chain moves the orders of an order that is merged itself along with it.
func TestMerge_Chain(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		first, second := b.dispatched(unitWaters), b.in(StateHandling)
		child := b.merged(b.create(), first.ID)
		b.merged(b.load(first.ID), second.ID)
		if child = b.load(child.ID); child.MergedInto != second.ID || child.State != StateMerged {
			t.Errorf("the order waits with %d, want %d", child.MergedInto, second.ID)
		}
		if n, m := b.load(second.ID).MergedCount, b.load(first.ID).MergedCount; n != 2 || m != 0 {
			t.Errorf("the orders count %d and %d", n, m)
		}
	})
}

// TestWithdraw_Main holds that nobody else's request is withdrawn with it.
func TestWithdraw_Main(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		main := b.in(StateHandling)
		child := b.merged(b.in(StateHandling), main.ID)
		other := b.merged(b.create(), main.ID)
		b.do(other, VerbWithdraw, CaseOnly)
		if n := b.load(main.ID).MergedCount; n != 1 {
			t.Errorf("the main order counts %d after one was withdrawn", n)
		}
		b.do(b.load(main.ID), VerbWithdraw, CaseOnly)
		child = b.load(child.ID)
		if child.State != StateRegistered || child.MergedInto != 0 || !child.DueAt.Equal(child.TotalDueAt) {
			t.Errorf("the other requester's order is %s, due %s", child.State, child.DueAt)
		}
		if got := b.listed(centre, Filter{View: ViewToDispatch}); len(got) != 1 || got[0] != child.ID {
			t.Errorf("to dispatch: %v, want %d", got, child.ID)
		}
	})
}

// TestMerged_HearsOn holds that what is said about a merged order reaches those who work on the matter.
func TestMerged_HearsOn(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		main := b.in(StateHandling)
		child := b.merged(b.create(), main.ID)
		secret := b.merged(b.do(b.create(), VerbSeal, CaseOnly), main.ID)
		b.do(child, VerbSupplement, CaseOnly)
		b.do(b.load(child.ID), VerbUrge, CaseOnly)
		b.do(secret, VerbSupplement, CaseOnly)
		said, err := loadSupplements(b.Store.Read(t.Context()), main.ID)
		if err != nil || len(said) != 2 || !strings.Contains(said[0].Content, child.Number) || !strings.Contains(said[0].Content, "又漏了一处") ||
			strings.Contains(said[1].Content, "又漏了一处") {
			t.Errorf("the main order heard %+v, err = %v", said, err)
		}
		after := b.load(main.ID)
		if after.UrgeCount != 1 || after.Version != main.Version+2 {
			t.Errorf("urged %d times, version %d after %d", after.UrgeCount, after.Version, main.Version)
		}
	})
}

func TestSplit(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		main := b.in(StateHandling)
		o := b.create()
		due := o.TotalDueAt
		o = b.do(b.merged(o, main.ID), VerbSplit, CaseOnly)
		if o.State != StateRegistered || o.MergedInto != 0 || !o.DueAt.Equal(due) || b.load(main.ID).MergedCount != 0 {
			t.Errorf("%s merged into %d, due %s, want %s", o.State, o.MergedInto, o.DueAt, due)
		}
	})
}
