package workorder

import (
	"testing"
	"time"

	"onedoor/internal/platform/store"
)

func TestClassify(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		st := b.Store
		classify := func(o Order, in ClassifyIn) (Order, error) {
			var got Order
			err := st.Write(t.Context(), func(tx *store.Tx) (err error) {
				got, err = b.s.Classify(tx, centre, o.ID, o.Version, in)
				return err
			})
			return got, err
		}
		same := func(o Order) ClassifyIn {
			return ClassifyIn{Kind: o.Kind, Category: o.Category, Division: o.Division, Urgent: o.Urgent, Business: o.Business}
		}
		refused := func(name string, o Order, in ClassifyIn, want string) {
			t.Run(name, func(t *testing.T) {
				if _, err := classify(o, in); code(err) != want {
					t.Errorf("%v, want %s", err, want)
				}
			})
		}
		o := b.create()
		refused("Same", o, same(o), "workorder.same_class")
		in := same(o)
		in.Kind = KindHelp
		refused("KindWithoutReason", o, in, "workorder.reason_missing")
		in.Kind = "nonsense"
		refused("NoSuchKind", o, in, "workorder.invalid")
		in = same(o)
		in.Category = unknownCategory
		refused("NoSuchCategory", o, in, "workorder.invalid")
		in = same(o)
		in.Division = unknownDivision
		refused("NoSuchDivision", o, in, "workorder.invalid")

		t.Run("Rows", func(t *testing.T) {
			in := ClassifyIn{Kind: KindSuggestion, Category: o.Category + 1, Division: "440403", Urgent: !o.Urgent, Business: true, Reason: "通话中确认是建议"}
			if _, err := classify(o, in); err != nil {
				t.Fatal(err)
			}
			got := b.load(o.ID)
			if got.Kind != in.Kind || got.Category != in.Category || got.Division != in.Division || got.Urgent != in.Urgent || !got.Business ||
				got.Content != o.Content || got.Version != o.Version+1 || got.State != o.State {
				t.Errorf("%+v", got)
			}
			items, err := b.s.Timeline(st.Read(t.Context()), centre, o.ID)
			if last := items[len(items)-1]; err != nil || last.Kind != EventClassified || last.Text != in.Reason {
				t.Errorf("the last step is %+v, %v", last, err)
			}
			p, err := ReadPayload(items[len(items)-1].Payload)
			if err != nil || p.Kind != in.Kind || p.WasKind != o.Kind || p.WasAbout != o.Category {
				t.Errorf("payload %+v, %v", p, err)
			}
		})
		t.Run("ClockNeverLater", func(t *testing.T) {
			for _, kind := range []Kind{KindConsult, KindHelp, KindComplaint, KindReport, KindSuggestion, KindPraise, KindInvalid} {
				o := b.create()
				b.Clock.Advance(time.Hour)
				in := same(o)
				in.Kind, in.Urgent, in.Reason = kind, !o.Urgent, "核实"
				got, err := classify(o, in)
				if err != nil {
					t.Fatal(err)
				}
				if got.TotalDueAt.After(o.TotalDueAt) || got.DueAt.After(o.DueAt) || (kind == KindConsult) != got.TotalDueAt.Before(o.TotalDueAt) {
					t.Errorf("%s: due %s, was %s", kind, got.TotalDueAt, o.TotalDueAt)
				}
				if c, err := b.s.Explain(st.Read(t.Context()), got); err != nil || !c.TotalDue.Equal(got.TotalDueAt) || len(c.Warnings) > 1 { // one: the test calendar knows no year
					t.Errorf("%s: explained with %v, %v", kind, c.Warnings, err)
				}
			}
		})
		t.Run("UnitsClockUntouched", func(t *testing.T) {
			o := b.create()
			o = b.do(o, VerbDispatch, CaseOnly)
			in := same(o)
			in.Kind, in.Urgent, in.Reason = KindConsult, !o.Urgent, "核实"
			got, err := classify(o, in)
			if err != nil || !got.DueAt.Equal(o.DueAt) || !got.SignDueAt.Equal(o.SignDueAt) {
				t.Errorf("due %s, was %s, %v", got.DueAt, o.DueAt, err)
			}
		})
	})
}
