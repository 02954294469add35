package supervise

import (
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// What became of the order of a decided item. Whoever has it after the first three may not return it. The next two are owed:
// the decision is carried out when the order comes back (owed.go). After the others it stands in the minutes and the tasks, and
// the order is as it was.
const (
	BoundDesignated  = "designated"   // 指定承办: no unit had it, or its return waited for review
	BoundReassigned  = "reassigned"   // 改派, with a clock of its own
	BoundKept        = "kept"         // 原单位继续承办
	BoundReplied     = "replied"      // another unit's reply waits for review
	BoundMerged      = "merged"       // another order answers it
	BoundDone        = "done"         // nothing is left to handle
	BoundUnable      = "unable"       // owed, and the lead unit could not be given the order any more
	BoundSuperseded  = "superseded"   // owed, and a later meeting decided about the order
	BoundNotPossible = "not_possible" // decisions of before the last three were told apart
)

// boundLabels are for print; the screens have the same.
var boundLabels = map[string]string{
	BoundDesignated: "已指定承办，不得退单", BoundReassigned: "已改派，不得退单", BoundKept: "原单位继续承办，不得退单",
	BoundReplied: "原单位的答复待审核，退回后改由主办单位办理", BoundMerged: "已并入其他工单，拆出后由主办单位办理", BoundDone: "工单已办结，承办单位未变更",
	BoundUnable: "主办单位现不能承办，承办单位未变更", BoundSuperseded: "以之后的会议决定为准",
	BoundNotPossible: "工单状态不允许变更承办单位",
}

// bind makes the order the lead unit's as far as its state allows, and lets that unit give it back no more. A reply that waits
// for review is left to its review: if it is the lead unit's the order is bound all the same, another unit's is owed.
func (s *Service) bind(tx *store.Tx, by auth.Principal, d *Item, lead ids.ID, decision string) (string, error) {
	o, err := s.Orders.Get(tx, by, d.Order)
	if err != nil {
		return "", err
	}
	why := "联席会议决定：" + decision
	if r := []rune(why); len(r) > maxWords {
		why = string(r[:maxWords])
	}
	switch o.State {
	case workorder.StateRegistered, workorder.StateReturned:
		_, err := s.Orders.Designate(tx, by, o.ID, o.Version, workorder.DesignateIn{Unit: lead, Reason: why})
		return BoundDesignated, err
	case workorder.StateMerged:
		return BoundMerged, nil
	case workorder.StateCompleted, workorder.StateArchived, workorder.StateWithdrawn:
		return BoundDone, nil
	}
	bound := BoundKept
	if o.Unit != lead {
		if o.State == workorder.StateReplied {
			return BoundReplied, nil
		}
		bound = BoundReassigned
		if o, err = s.moveTo(tx, by, o, lead, why); err != nil {
			return "", err
		}
	}
	_, err = s.Orders.Bind(tx, by, o.ID, o.Version, workorder.ReasonIn{Reason: why})
	return bound, err
}

// moveTo gives an order that another unit has in hand to the lead unit; one whose clock stands goes on first.
func (s *Service) moveTo(tx *store.Tx, by auth.Principal, o workorder.Order, lead ids.ID, why string) (workorder.Order, error) {
	if o.State.Stopped() {
		var err error
		if o, err = s.Orders.Resume(tx, by, o.ID, o.Version, workorder.ReasonIn{Reason: why}); err != nil {
			return o, err
		}
	}
	return s.Orders.Reassign(tx, by, o.ID, o.Version, workorder.ReassignIn{Unit: lead, Reason: why})
}
