package workorder

import (
	"testing"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// unclear is a catalogue by which every matter of category 7 is unclear.
type unclear struct{}

func (unclear) Unclear(_ store.Queryer, o Order) (bool, error) { return o.Category == 7, nil }

func TestFirstReceiver(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.s.Duties = unclear{}
		give := func(o Order, in ReturnIn) (Order, error) {
			return b.try(func(tx *store.Tx) (Order, error) { return b.s.Return(tx, waters, o.ID, o.Version, in) })
		}
		t.Run("NeedsBasisAndUnitForAnyReason", func(t *testing.T) {
			o := b.in(StateHandling)
			if !o.FirstReceiver || !b.load(o.ID).FirstReceiver {
				t.Fatal("the first unit of an unclear matter is not marked")
			}
			in := ReturnIn{ReasonCode: "facts_unclear", Reason: "地点不明"}
			if _, err := give(o, in); code(err) != "workorder.basis_missing" {
				t.Errorf("without a basis: %s", code(err))
			}
			in.DutyBasis = "三定方案"
			if _, err := give(o, in); code(err) != "workorder.proposal_missing" {
				t.Errorf("without a unit: %s", code(err))
			}
			in.ProposedUnit = unitRoads
			after, err := give(o, in)
			if err != nil || !after.FirstReceiver {
				t.Errorf("with both: %v %+v", err, after.FirstReceiver)
			}
			// Rejected, it still answers; upheld, the next unit is no first receiver.
			if o = b.do(after, VerbReviewReturn, CaseRejectSigned); !o.FirstReceiver {
				t.Error("a rejected return took the mark away")
			}
			if after, err = give(b.in(StateHandling), in); err != nil { // another: returned once more it would have to be designated
				t.Fatal(err)
			}
			if o = b.do(after, VerbReviewReturn, CasePassOn); o.FirstReceiver || o.Unit != unitRoads {
				t.Errorf("the second unit: %+v", o.FirstReceiver)
			}
		})
		t.Run("OneStrokeAndTwoAreAlike", func(t *testing.T) {
			if o := b.do(b.create(), VerbDispatch, CaseOnly); !o.FirstReceiver {
				t.Error("dispatched")
			}
			if o := b.dispatched(unitWaters); !o.FirstReceiver {
				t.Error("created and dispatched")
			}
		})
		t.Run("RedoKeepsItForTheSameUnit", func(t *testing.T) {
			if o := b.do(b.in(StateCompleted), VerbRedo, CaseOnly); !o.FirstReceiver {
				t.Error("lost by a redo")
			}
		})
		t.Run("Reassigned", func(t *testing.T) {
			if o := b.do(b.in(StateHandling), VerbReassign, CaseOnly); o.FirstReceiver {
				t.Error("the unit that got it second is marked")
			}
			// Within a sub-centre it stays with whoever has it: the sub-centre answers for what it got first.
			if o, err := b.as(works, b.in(StateHandling), VerbReassign, CaseOnly); err != nil || !o.FirstReceiver {
				t.Errorf("shed within the sub-centre: %+v, %v", o.FirstReceiver, err)
			}
		})
		t.Run("Designated", func(t *testing.T) {
			if o := b.designate(b.create(), unitWaters); o.FirstReceiver || !o.Designated {
				t.Errorf("%+v", o)
			}
		})
		t.Run("ClearMatter", func(t *testing.T) {
			n := b.form()
			n.Category = 8
			o := b.must(func(tx *store.Tx) (Order, error) {
				return b.s.CreateDispatched(tx, centre, n, DispatchIn{Unit: unitWaters})
			})
			if _, err := give(o, ReturnIn{ReasonCode: "facts_unclear", Reason: "地点不明"}); err != nil || o.FirstReceiver {
				t.Errorf("%v %+v", err, o.FirstReceiver)
			}
		})
	})
}

// TestDesignate_NamesTheReturn: who follows the ledger learns which objection was decided.
func TestDesignate_NamesTheReturn(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for _, unit := range []ids.ID{unitWaters, unitRoads} {
			o := b.in(StateReturned)
			want := b.returns(o.ID)[0].ID
			b.designate(o, unit)
			history, err := b.Ledger.History(b.Store.Read(t.Context()), o.ID)
			if err != nil {
				t.Fatal(err)
			}
			p, err := ReadPayload(history[len(history)-1].Payload)
			if err != nil || p.Return != want {
				t.Errorf("designated %d: return %d, want %d (%v)", unit, p.Return, want, err)
			}
		}
	})
}
