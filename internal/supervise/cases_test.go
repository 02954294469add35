package supervise

import (
	"errors"
	"slices"
	"testing"

	"onedoor/internal/notice"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

func (k *kit) open(by auth.Principal, in OpenIn) (list []Case, err error) {
	err = k.write(func(tx *store.Tx) (err error) { list, err = k.s.Open(tx, by, in); return err })
	return list, err
}

func (k *kit) instruct(c Case, unit, order ids.ID, limit LimitIn) (t Task) {
	k.t.Helper()
	k.must(k.write(func(tx *store.Tx) (err error) {
		t, err = k.s.Instruct(tx, supervisor, c.ID, c.Version, InstructIn{Unit: unit, Order: order, Words: "请于期限内现场核实并反馈。", Limit: limit})
		return err
	}))
	return t
}

// TestCase goes the whole way: opened, instructed, answered, rejected, answered again, accepted, closed, reopened.
func TestCase(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		o, p := k.order(unitWaters), k.order(unitRoads)
		list, err := k.open(supervisor, OpenIn{Orders: []ids.ID{o.ID, p.ID, o.ID}, ReasonCode: "major", Words: "两处漏水须一并解决。"})
		if err != nil || len(list) != 1 {
			t.Fatalf("%d cases, %v", len(list), err)
		}
		c := list[0]
		if c.Number != "D20261116-001" || !c.DueAt.Equal(day(23, 17, 30)) {
			t.Errorf("%s due %s", c.Number, c.DueAt)
		}
		task := k.instruct(c, unitWaters, o.ID, LimitIn{})
		if !task.DueAt.Equal(day(19, 17, 30)) || k.mail.count(notice.TaskGiven) != 1 {
			t.Errorf("due %s, told %d", task.DueAt, k.mail.count(notice.TaskGiven))
		}
		do := func(by auth.Principal, fn func(tx *store.Tx) (Task, error)) error {
			return k.write(func(tx *store.Tx) (err error) {
				next, err := fn(tx)
				if err == nil {
					task = next
				}
				return err
			})
		}
		answer := func(by auth.Principal, version int64, words string) error {
			return do(by, func(tx *store.Tx) (Task, error) { return k.s.Answer(tx, by, task.ID, version, words) })
		}
		review := func(by auth.Principal, accept bool, note string) error {
			return do(by, func(tx *store.Tx) (Task, error) { return k.s.Review(tx, by, task.ID, task.Version, accept, note) })
		}
		closing := func() error {
			return k.write(func(tx *store.Tx) error {
				next, err := k.s.Close(tx, supervisor, c.ID, c.Version, "两处均已修复。")
				if err == nil {
					c = next
				}
				return err
			})
		}
		for _, step := range []struct {
			name string
			err  error
			want string
		}{
			{"OtherUnitSeesNothing", answer(roads, 1, "x"), "supervise.not_found"},
			{"CentreAnswersNot", answer(supervisor, 1, "x"), "supervise.not_yours"},
			{"StaleVersion", answer(waters, 9, "x"), "supervise.stale"},
			{"NoWords", answer(waters, 1, " \n"), "supervise.reason_missing"},
			{"AcceptNothing", review(supervisor, true, ""), "supervise.illegal_move"},
			{"CloseTooEarly", closing(), "supervise.tasks_open"},
			{"Answer", answer(waters, 1, "已更换阀门。"), "ok"},
			{"AnswerTwice", answer(waters, 2, "x"), "supervise.illegal_move"},
			{"UnitReviewsNot", review(waters, true, ""), "auth.forbidden"},
			{"RejectWithoutWords", review(supervisor, false, ""), "supervise.reason_missing"},
			{"Reject", review(supervisor, false, "请附照片说明。"), "ok"},
			{"AnswerAgain", answer(waters, 3, "已补充照片说明。"), "ok"},
			{"Accept", review(supervisor, true, "属实"), "ok"},
			{"Close", closing(), "ok"},
			{"CloseTwice", closing(), "supervise.illegal_move"},
		} {
			if got := code(step.err); got != step.want {
				t.Errorf("%s: %s, want %s", step.name, got, step.want)
			}
		}
		if task.State != StateAccepted || task.late(k.s.now()) || c.State != StateClosed {
			t.Errorf("task %s, case %s", task.State, c.State)
		}
		v, err := k.s.Case(k.q(), waters, c.ID)
		if err != nil || len(v.OrderList) != 1 || len(v.Tasks) != 1 || len(v.Tasks[0].Answers) != 2 || len(v.Units) != 1 {
			t.Errorf("the unit's own part only: %+v, %v", v, err)
		}
		if w := k.watch(o.ID); w.Case != 0 {
			t.Error("a closed case holds the order no longer")
		}
		k.must(k.write(func(tx *store.Tx) (err error) {
			c, err = k.s.Reopen(tx, supervisor, c.ID, c.Version, "又漏了", LimitIn{Unit: "working_day", N: 1})
			return err
		}))
		if c.State != StateOpen || !c.DueAt.Equal(day(17, 17, 30)) || k.watch(o.ID).Case != c.ID {
			t.Errorf("reopened: %+v", c)
		}
	})
}

func TestOpen(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		o := k.order(unitWaters)
		done := k.order(unitWaters)
		k.sign(done.ID)
		k.reply(done.ID)
		k.review(done.ID, true)
		sealed := k.order(unitWaters)
		k.must(k.verb(sealed.ID, func(tx *store.Tx, o workorder.Order) error {
			_, err := k.orders.Seal(tx, auth.System, o.ID, o.Version, workorder.ReasonIn{Reason: "要求保密"})
			return err
		}))
		good := OpenIn{Orders: []ids.ID{o.ID}, ReasonCode: "leader", Words: "领导批示"}
		with := func(change func(in *OpenIn)) OpenIn { in := good; change(&in); return in }
		blind := person(16, 0, nil, RightRead, RightManage, workorder.RightRead)
		for _, c := range []struct {
			name string
			by   auth.Principal
			in   OpenIn
			want string
		}{
			{"Unit", waters, good, "auth.forbidden"},
			{"UnitWithTheRight", person(41, unitWaters, []ids.ID{unitWaters}, allRights...), good, "supervise.not_yours"},
			{"NoOrders", supervisor, with(func(in *OpenIn) { in.Orders = nil }), "supervise.invalid"},
			{"UnknownOrder", supervisor, with(func(in *OpenIn) { in.Orders = []ids.ID{7} }), "workorder.not_found"},
			{"Sealed", blind, with(func(in *OpenIn) { in.Orders = []ids.ID{sealed.ID} }), "workorder.sealed"},
			{"Completed", supervisor, with(func(in *OpenIn) { in.Orders = []ids.ID{o.ID, done.ID} }), "supervise.order_done"},
			{"NoReason", supervisor, with(func(in *OpenIn) { in.ReasonCode = "because" }), "supervise.reason_code"},
			{"NoWords", supervisor, with(func(in *OpenIn) { in.Words = "\u202e" }), "supervise.reason_missing"},
			{"BadText", supervisor, with(func(in *OpenIn) { in.Words = "\xff" }), "supervise.invalid"},
			{"BadLimit", supervisor, with(func(in *OpenIn) { in.Limit = LimitIn{Unit: "working_day", N: 61} }), "supervise.invalid_limit"},
			{"OddUnit", supervisor, with(func(in *OpenIn) { in.Limit = LimitIn{Unit: "century", N: 1} }), "supervise.invalid_limit"},
			{"Good", supervisor, good, "ok"},
			{"Twice", supervisor, good, "supervise.already_supervised"},
		} {
			if _, err := k.open(c.by, c.in); code(err) != c.want {
				t.Errorf("%s: %s, want %s", c.name, code(err), c.want)
			}
		}
		a, b := k.order(unitWaters), k.order(unitRoads)
		list, err := k.open(supervisor, OpenIn{Orders: []ids.ID{a.ID, b.ID}, ReasonCode: "other", Words: "逐件督办", EachOwn: true})
		if err != nil || len(list) != 2 || list[0].Number == list[1].Number {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

// TestTaskClock tells the unit once that a task is due soon, once that it is overdue, and measures the answer that counts.
func TestTaskClock(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		list, err := k.open(supervisor, OpenIn{Orders: []ids.ID{k.order(unitWaters).ID}, ReasonCode: "leader", Words: "请核实"})
		k.must(err)
		task := k.instruct(list[0], unitWaters, 0, LimitIn{Unit: "working_day", N: 3})
		k.at(day(18, 17, 29))
		if k.mail.count(notice.TaskDueSoon) != 0 {
			t.Error("warned too early")
		}
		for range 2 {
			k.restart()
			k.at(day(18, 17, 30))
		}
		k.at(day(19, 17, 30)) // the due instant itself is in time
		if k.mail.count(notice.TaskDueSoon) != 1 || k.mail.count(notice.TaskOverdue) != 0 {
			t.Errorf("%d warnings, %d overdue", k.mail.count(notice.TaskDueSoon), k.mail.count(notice.TaskOverdue))
		}
		for range 2 {
			k.restart()
			k.at(day(20, 9, 0))
		}
		if k.mail.count(notice.TaskOverdue) != 1 || k.mail.count(notice.TaskLateStaff) != 1 {
			t.Errorf("overdue told %d and %d times", k.mail.count(notice.TaskOverdue), k.mail.count(notice.TaskLateStaff))
		}
		k.must(k.write(func(tx *store.Tx) error {
			_, err := k.s.Answer(tx, waters, task.ID, task.Version, "已核实")
			return err
		}))
		rows, _, err := k.s.Tasks(k.q(), waters, TaskFilter{State: StateAnswered})
		if err != nil || len(rows) != 1 || !rows[0].Late || rows[0].Why == nil {
			t.Errorf("%+v, %v", rows, err)
		}
		k.at(day(24, 9, 0)) // the case's own clock: Monday 23rd at close
		if got := k.mail.count(notice.CaseLate); got != 2 {
			t.Errorf("%d supervisors told of the case, want 2", got)
		}
	})
}

// TestSuggestions are the rules that suggest a case, each once.
func TestSuggestions(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		rules := func() (list []string) {
			rows, _, err := k.s.Suggestions(k.q(), supervisor, SuggestionFilter{})
			k.must(err)
			for _, r := range rows {
				list = append(list, r.Rule)
			}
			slices.Sort(list)
			return list
		}
		urge := func(id ids.ID) {
			k.must(k.verb(id, func(tx *store.Tx, o workorder.Order) error {
				_, err := k.orders.Urge(tx, auth.System, o.ID, 0, workorder.UrgeIn{Note: "请尽快"})
				return err
			}))
			k.Settle(t)
		}
		o := k.order(unitWaters)
		urge(o.ID)
		urge(o.ID)
		if got := rules(); len(got) != 0 {
			t.Errorf("after two urgings: %v", got)
		}
		urge(o.ID)
		urge(o.ID)
		if got := rules(); !slices.Equal(got, []string{"urged"}) {
			t.Errorf("after four urgings: %v", got)
		}
		rows, _, err := k.s.Suggestions(k.q(), supervisor, SuggestionFilter{})
		k.must(err)
		dismiss := func(by auth.Principal) error {
			return k.write(func(tx *store.Tx) error { return k.s.Dismiss(tx, by, rows[0].ID) })
		}
		if got := code(dismiss(waters)); got != "auth.forbidden" {
			t.Error(got)
		}
		k.must(dismiss(supervisor))
		if err := dismiss(supervisor); !errors.Is(err, ErrSettled) {
			t.Errorf("dismissed twice: %v", err)
		}
		k.at(day(24, 9, 0))
		if got := rules(); !slices.Equal(got, []string{"red_card"}) {
			t.Errorf("overdue: %v", got)
		}
		if _, err := k.open(supervisor, OpenIn{Orders: []ids.ID{o.ID}, ReasonCode: "red_card", Words: "逾期"}); err != nil {
			t.Fatal(err)
		}
		urge(o.ID)
		urge(o.ID)
		if got := rules(); len(got) != 0 {
			t.Errorf("supervised already, yet suggested: %v", got)
		}
		if seen, _, _ := k.s.Suggestions(k.q(), waters, SuggestionFilter{}); len(seen) != 0 {
			t.Error("a unit sees suggestions")
		}
	})
}
