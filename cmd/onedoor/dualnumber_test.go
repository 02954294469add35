package main

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"onedoor/internal/directory"
	"onedoor/internal/followup"
	"onedoor/internal/intake"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// dualNumber is a platform with a dual number, one of its own seats, and another unit's full-merge number.
type dualNumber struct {
	*platformHouse
	line, other directory.Hotline
	own         auth.Principal
}

func newDualNumber(t *testing.T, clock wall.Clock) *dualNumber {
	t.Helper()
	x := &dualNumber{platformHouse: newPlatform(t, "甲市", "JA", clock)}
	newcomer, err := x.directory.Prepare(directory.StaffIn{Login: "own-seat", Name: "双号", UnitID: x.unit, Roles: []string{directory.RoleNumberSeat}, Password: testPassword})
	if err != nil {
		t.Fatal(err)
	}
	var st directory.Staff
	x.write(func(tx *store.Tx) (err error) {
		if x.line, err = x.directory.AddHotline(tx, auth.System, directory.HotlineIn{Number: "96100", Name: "供水热线", UnitID: x.unit, Mode: directory.DualNumber}); err != nil {
			return err
		}
		if x.other, err = x.directory.AddHotline(tx, auth.System, directory.HotlineIn{Number: "96200", Name: "供热热线", UnitID: x.standing, Mode: directory.FullMerge}); err != nil {
			return err
		}
		st, err = x.directory.AddStaff(tx, auth.System, newcomer)
		return err
	})
	if x.own, err = x.directory.Principal(t.Context(), st.ID); err != nil {
		t.Fatal(err)
	}
	return x
}

// on is a request on a number as the seat wants it.
func on(number string, then *intake.Then) func(*intake.TakeOnIn) {
	return func(in *intake.TakeOnIn) { in.HotlineNumber, in.Requests[0].Then = number, then }
}

// TestDualNumber_OwnSeat holds what the own seats of a dual number take on, answer and see counted: their number and
// nothing else, and all of it no more once the number is fully merged.
func TestDualNumber_OwnSeat(t *testing.T) {
	clock := wall.NewManual(partnerDay)
	x := newDualNumber(t, clock)
	form := func(number string, then *intake.Then) intake.TakeOnIn {
		return intake.TakeOnIn{Door: intake.DoorPhone, HotlineNumber: number, Caller: intake.Caller{ContactPhone: "13900001001"},
			Requests: []intake.RequestForm{{Kind: "help", CategoryID: x.category, Title: "停水", Content: "小区停水", Then: then}}}
	}
	answer := &intake.Then{Verb: intake.ThenAnswer, Text: "今晚恢复供水"}
	for name, c := range map[string]struct {
		in   intake.TakeOnIn
		want string
	}{
		"Own":        {form("96100", nil), ""},
		"Unsaid":     {form("", nil), ""}, // there is one number that it can be
		"Answers":    {form("96100", answer), ""},
		"Others":     {form("96200", nil), "intake.invalid_form"},
		"Dispatches": {form("96100", &intake.Then{Verb: intake.ThenDispatch, UnitID: x.unit}), "auth.forbidden"},
	} {
		list, err := x.intake.TakeOn(t.Context(), x.own, c.in)
		if got := codeOf(err); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		} else if err == nil && x.order(list[0].Order).Hotline != "96100" {
			t.Errorf("%s: on %q", name, x.order(list[0].Order).Hotline)
		}
	}
	theirs := x.request(1, on("96200", &intake.Then{Verb: intake.ThenDispatch, UnitID: x.unit}))
	late := x.request(2, on("96100", &intake.Then{Verb: intake.ThenDispatch, UnitID: x.standing}))
	x.handle(x.request(3, on("96100", nil)).ID, "已修好")
	settle(t, x.platformHouse)
	q := x.store.Read(t.Context())
	if x.orders.Visible(q, x.own, theirs.ID) == nil || x.orders.Visible(q, x.own, late.ID) != nil {
		t.Error("sight goes by the unit, not by the number")
	}
	rows, _, err := x.orders.List(q, x.own, workorder.Filter{View: workorder.ViewAll, Limit: 50})
	if err != nil || len(rows) != 5 || slices.ContainsFunc(rows, func(r workorder.Row) bool { return x.order(r.ID).Hotline != "96100" }) {
		t.Errorf("lists %d orders, %v", len(rows), err)
	}
	board, err := x.insight.Wallboard(t.Context(), x.own)
	if err != nil {
		t.Fatal(err)
	}
	if board.Today["requests"] != 5 || board.Today["completed"] != 2 || board.Open.ByState["registered"] != 2 || board.Open.ByState["dispatched"] != 1 ||
		len(board.ByNumber) != 1 || board.ByNumber[0].Requests != 5 || board.ByNumber[0].Open != 3 || len(board.ByUnit)+len(board.Latest) != 0 {
		t.Errorf("the own seat's wallboard: %+v", board)
	}
	if all, err := x.insight.Wallboard(t.Context(), auth.System); err != nil || len(all.ByNumber) != 2 || all.Today["requests"] != 6 {
		t.Errorf("the city's wallboard: %+v %v", all, err)
	}
	day := func(p auth.Principal) intake.HotlineTable {
		table, err := x.intake.HotlineFigures(q, p, clock.Now().Add(-time.Hour), clock.Now().Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		return table
	}
	if own := day(x.own); len(own.Items) != 1 || own.Total.Contacts != 5 || len(own.ByMode) != 1 || own.ByMode[0].Mode != directory.DualNumber {
		t.Errorf("the own seat's figures: %+v", own)
	}
	officer := auth.Principal{ID: ids.New(), Unit: x.standing, Scope: auth.Scope{Units: []ids.ID{x.standing}}}.WithRights(intake.RightFigures)
	if merged := day(officer); len(merged.Items) != 0 {
		t.Errorf("a full merge is the centre's to count: %+v", merged)
	}
	mode := directory.FullMerge
	x.write(func(tx *store.Tx) error {
		_, err := x.directory.ChangeHotline(tx, auth.System, x.line.ID, directory.HotlinePatch{Version: 1, Mode: &mode})
		return err
	})
	now, err := x.directory.Principal(t.Context(), x.own.ID)
	if err != nil || x.orders.Visible(q, now, late.ID) == nil {
		t.Errorf("seen after the merge: %+v %v", now.Scope, err)
	}
	if _, err := x.intake.TakeOn(t.Context(), now, form("96100", nil)); codeOf(err) != "intake.invalid_form" {
		t.Errorf("taken on after the merge: %v", err)
	}
}

// TestDualNumber_OldOrders holds that orders of before numbers were kept get the number of their first request from the
// contact, once, with an event that those who count by number follow; and that rates are split by number and by mode.
func TestDualNumber_OldOrders(t *testing.T) {
	clock := wall.NewManual(partnerDay)
	x := newDualNumber(t, clock)
	done, open, none := x.request(1, on("96100", nil)), x.request(2, on("96200", nil)), x.request(3, on("", nil))
	x.handle(done.ID, "已修好")
	settle(t, x.platformHouse)
	x.write(func(tx *store.Tx) error { // as an upgrade finds it
		for _, statement := range []string{`UPDATE workorder_order SET hotline = ''`, `UPDATE followup_plan SET hotline = ''`, `DELETE FROM insight_numbered`,
			`INSERT INTO intake_number_fill (done_to, last) SELECT 0, MAX(id) FROM intake_contact`} {
			if _, err := tx.Exec(statement); err != nil {
				return err
			}
		}
		return nil
	})
	for range 2 { // the second time there is nothing left
		clock.Advance(time.Hour)
		settle(t, x.platformHouse)
	}
	q := x.store.Read(t.Context())
	for order, want := range map[ids.ID]string{done.ID: "96100", open.ID: "96200", none.ID: ""} {
		if got := x.order(order).Hotline; got != want {
			t.Errorf("%q, want %q", got, want)
		}
		recs, err := x.ledger.History(q, order)
		if err != nil {
			t.Fatal(err)
		}
		told := 0
		for _, r := range recs {
			if r.Kind == workorder.EventNumbered {
				told++
			}
		}
		if (told == 1) != (want != "") || told > 1 {
			t.Errorf("%q is told %d times", want, told)
		}
	}
	board, err := x.insight.Wallboard(context.WithoutCancel(t.Context()), auth.System)
	if err != nil || len(board.ByNumber) != 2 || board.ByNumber[1].Open != 1 {
		t.Errorf("%+v %v", board.ByNumber, err)
	}
	for by, want := range map[string][]string{"hotline": {"96100 供水热线"}, "mode": {"双号并行"}} {
		table, err := x.followup.Rates(q, auth.System, followup.RatesIn{By: by})
		if err != nil || len(table.Items) != len(want) || table.Items[0].Name != want[0] || table.Items[0].Waiting != 1 {
			t.Errorf("by %s: %+v %v", by, table.Items, err)
		}
	}
	if table, err := x.followup.Rates(q, auth.System, followup.RatesIn{Hotline: "96200"}); err != nil || len(table.Items) != 0 {
		t.Errorf("the other number's rates: %+v %v", table.Items, err)
	}
}

// codeOf is a fault's code; empty for none.
func codeOf(err error) string {
	var f *fault.Fault
	if errors.As(err, &f) {
		return f.Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}
