package assessment

import (
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// A return is decided by a review, or by saying whose the order is: who returned what it must keep was wrong to.
func TestReturns(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for _, c := range []struct {
			name   string
			unit   ids.ID
			decide func(tx *store.Tx, o workorder.Order) error
			want   counter
		}{
			{"Upheld", 201, b.review(workorder.ReviewReturnIn{Uphold: true}), counter{1, 0}},
			{"PassedOn", 202, b.review(workorder.ReviewReturnIn{Uphold: true, Unit: roads}), counter{1, 0}},
			{"Rejected", 203, b.review(workorder.ReviewReturnIn{Note: "属于你单位职责"}), counter{1, 1}},
			{"DesignatedToAnother", 204, b.designate(roads), counter{1, 0}},
			{"DesignatedToTheSame", 205, b.designate(205), counter{1, 1}},
			{"WithdrawnMeanwhile", 206, func(tx *store.Tx, o workorder.Order) error {
				_, err := b.orders.Withdraw(tx, auth.System, o.ID, o.Version, workorder.ReasonIn{Reason: "不用了"})
				return err
			}, counter{}},
			{"DesignatedBeforeAnybodyHadIt", 207, nil, counter{}},
		} {
			t.Run(c.name, func(t *testing.T) {
				b.must(func(tx *store.Tx) error {
					if c.decide == nil {
						o, err := b.orders.Create(tx, auth.System, workorder.NewOrder{Number: "ZH20261116900207", Kind: workorder.KindHelp, Category: 8, Door: "phone", Title: "路灯不亮", Content: "请修。"})
						if err == nil {
							err = b.designate(c.unit)(tx, o)
						}
						return err
					}
					o, err := b.orders.CreateDispatched(tx, auth.System, workorder.NewOrder{Number: "ZH20261116900" + c.unit.String(), Kind: workorder.KindHelp, Category: 8, Door: "phone",
						Title: "路灯不亮", Content: "请修。"}, workorder.DispatchIn{Unit: c.unit})
					if err == nil {
						o, err = b.orders.Return(tx, officerOf(c.unit).WithRights(workorder.RightReturn, workorder.RightRead), o.ID, o.Version,
							workorder.ReturnIn{ReasonCode: "not_our_duty", Reason: "不归本单位", DutyBasis: "三定方案", ProposedUnit: parks})
					}
					if err == nil {
						err = c.decide(tx, o)
					}
					return err
				})
				b.Settle(t)
				if got := b.counters(c.unit)[countReturns]; got != c.want {
					t.Errorf("%+v, want %+v", got, c.want)
				}
			})
		}
	})
}

func (b *bench) review(in workorder.ReviewReturnIn) func(tx *store.Tx, o workorder.Order) error {
	return func(tx *store.Tx, o workorder.Order) error {
		_, err := b.orders.ReviewReturn(tx, auth.System, o.ID, o.Version, in)
		return err
	}
}

func (b *bench) designate(unit ids.ID) func(tx *store.Tx, o workorder.Order) error {
	return func(tx *store.Tx, o workorder.Order) error {
		_, err := b.orders.Designate(tx, auth.System, o.ID, o.Version, workorder.DesignateIn{Unit: unit, Reason: "经研究确定"})
		return err
	}
}
