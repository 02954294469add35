package intake

import (
	"testing"

	"onedoor/internal/directory"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/vault"
	"onedoor/internal/workorder"
)

// accusables lets orders of the bench be about its units; one duty phone is that of the roads.
type accusables struct {
	*directory.Service
	vault *vault.Service
	roads ids.ID
}

const roadsPhone = "13912345678"

func (a accusables) NamedIn(store.Queryer, string) ([]workorder.NamedParty, error) { return nil, nil }

func (a accusables) PhoneKey(phone string) (key []byte, masked string) {
	return a.vault.LookupKey(phone), "139****5678"
}

func (a accusables) UnitsWithPhone(_ store.Queryer, key []byte) ([]ids.ID, error) {
	if string(key) == string(a.vault.LookupKey(roadsPhone)) {
		return []ids.ID{a.roads}, nil
	}
	return nil, nil
}

func (a accusables) AccusableUnit(q store.Queryer, unit ids.ID) (name string, centre bool) {
	return a.UnitName(q, unit), false
}

func (a accusables) AccusableStaff(store.Queryer, ids.ID) (name string, unit ids.ID) {
	return "职员", a.roads
}

func (b *bench) accusable() {
	b.orders.Accusables = accusables{b.s.Places.(*directory.Service), b.vault, b.roads}
}

// refuseAbout takes a call on that accuses the waters, somebody of staff and a number, and refuses it.
func (b *bench) refuseAbout(staff ids.ID) Receipt {
	b.t.Helper()
	in := b.call()
	r := &in.Requests[0]
	r.Accused = "抄表员，电话 " + roadsPhone
	r.AccusedParties = []workorder.AccusedIn{{Unit: b.waters}, {Staff: staff}, {Unit: b.closed, Rejected: true}}
	r.Then = &Then{Verb: ThenRefuse, Text: "事发地在外省", RefuseIn: RefuseIn{Code: "outside-city"}}
	return b.takeOn(seat, in)[0]
}

// TestRefuse_Accused: whom a refused request is about neither sees the refusal nor decides the appeal, and the order that a
// granted appeal makes is kept from them, as if it had been made at once.
func TestRefuse_Accused(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		b.accusable()
		mine := b.refuse("outside-city", "")
		r := b.refuseAbout(41)
		f := b.refusal(r)
		of := func(id, unit ids.ID) auth.Principal {
			p := reviewer.WithRights(append(reviewer.Rights(), RightTakeOn, RightHistory)...)
			p.ID, p.Unit = id, unit
			return p
		}
		barred := map[string]auth.Principal{"Unit": of(31, b.waters), "Person": of(41, 0), "DutyPhone": of(32, b.roads)}
		free := map[string]auth.Principal{"Reviewer": reviewer, "Asked": of(33, b.closed)}
		if err := b.use(VerbAppeal, r); err != nil {
			t.Fatal(err)
		}
		// sees tells how many of the two refusals somebody finds, on every way.
		sees := func(t *testing.T, p auth.Principal) int {
			t.Helper()
			rows, _, err := b.s.Refusals(b.q(), p, RefusalFilter{})
			counts, err2 := b.s.RefusalCounts(b.q(), p, RefusalFilter{})
			sheet, err3 := b.s.RefusalSheet(b.q(), p, RefusalFilter{})
			if err != nil || err2 != nil || err3 != nil {
				t.Fatal(err, err2, err3)
			}
			lines := 0
			for row, err := sheet.Next(); row != nil; row, err = sheet.Next() {
				if err != nil {
					t.Fatal(err)
				}
				lines++
			}
			if n := counts[0].Refused; n != len(rows) || lines != n {
				t.Errorf("counted %d, listed %d, exported %d", n, len(rows), lines)
			}
			return len(rows)
		}
		for name, p := range barred {
			t.Run(name, func(t *testing.T) {
				if n := sees(t, p); n != 1 {
					t.Errorf("sees %d refusals", n)
				}
				if _, err := b.s.RefusalByID(b.q(), p, f.ID); code(err) != "intake.no_refusal" {
					t.Errorf("reads it: %v", err)
				}
				if _, err := b.s.RequestByNumber(b.q(), p, r.Number); code(err) != "intake.no_such_request" {
					t.Errorf("finds the request: %v", err)
				}
				if _, err := b.s.Contact(b.q(), p, r.Contact); code(err) != "intake.no_contact" {
					t.Errorf("finds the contact: %v", err)
				}
				if h, err := b.s.History(b.q(), p, "15400001234"); err != nil || len(h.Requests) != 1 || h.Requests[0].Number != mine.Number {
					t.Errorf("history: %+v %v", h.Requests, err)
				}
				advice, err := b.s.Advise(b.q(), p, AdviceIn{Title: b.form().Title, Content: b.form().Content, Phone: "15400001234"})
				if err != nil || len(advice.Earlier) != 1 || advice.Earlier[0].Number != mine.Number {
					t.Errorf("advised of earlier: %+v %v", advice.Earlier, err)
				}
				if _, err := b.s.Appeal(t.Context(), p, f.ID, AppealIn{Words: "再", Door: DoorPhone}); code(err) != "intake.no_refusal" {
					t.Errorf("appeals: %v", err)
				}
				for _, grant := range []bool{true, false} {
					err := b.Store.Write(t.Context(), func(tx *store.Tx) error {
						_, err := b.s.ReviewAppeal(tx, p, f.ID, ReviewAppealIn{Version: b.refusal(r).Version, Grant: grant, Words: "经核实。"})
						return err
					})
					if code(err) != "intake.no_refusal" {
						t.Errorf("decides: %v", err)
					}
				}
			})
		}
		for name, p := range free {
			t.Run(name, func(t *testing.T) {
				if n := sees(t, p); n != 2 {
					t.Errorf("sees %d refusals", n)
				}
			})
		}
		if err := b.use(VerbGrant, r); err != nil {
			t.Fatal(err)
		}
		o := b.order(b.refusal(r).Order)
		if o.Hotline != "12345" || o.AccusedCount != 5 || b.count(`SELECT COUNT(*) FROM workorder_accused WHERE order_id = ?`, o.ID) != 5 {
			t.Errorf("the order came on %q and is about %d", o.Hotline, o.AccusedCount)
		}
		for name, p := range barred {
			if err := b.orders.Visible(b.q(), p, o.ID); code(err) != "workorder.not_found" {
				t.Errorf("%s reads the order: %v", name, err)
			}
			if n := sees(t, p); n != 1 {
				t.Errorf("%s sees %d refusals", name, n)
			}
		}
		for unit, want := range map[ids.ID]string{b.waters: "workorder.accused_unit", b.roads: "workorder.accused_suspected"} {
			err := b.Store.Write(t.Context(), func(tx *store.Tx) error {
				_, err := b.orders.Dispatch(tx, leader.WithRights(workorder.RightRead, workorder.RightDispatch), o.ID, o.Version, workorder.DispatchIn{Unit: unit})
				return err
			})
			if code(err) != want {
				t.Errorf("dispatched to %d: %v", unit, err)
			}
		}
	})
}

// TestRefuse_AccusedOrder: an order that was registered first and then refused is kept from whom it is about, and spoils
// nobody's list.
func TestRefuse_AccusedOrder(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		b.accusable()
		in := b.call()
		in.Requests[0].AccusedParties = []workorder.AccusedIn{{Unit: b.waters}}
		r := b.takeOn(seat, in)[0]
		b.write(func(tx *store.Tx) error {
			_, err := b.s.RefuseOrder(tx, seat, r.Order, RefuseOrderIn{Version: b.order(r.Order).Version, RefuseIn: RefuseIn{Code: "outside-city"}})
			return err
		})
		p := reviewer
		p.ID, p.Unit = 31, b.waters
		if rows, _, err := b.s.Refusals(b.q(), p, RefusalFilter{}); err != nil || len(rows) != 0 {
			t.Errorf("%+v %v", rows, err)
		}
		if err := b.use(VerbAppeal, r); err != nil {
			t.Fatal(err)
		}
		err := b.Store.Write(t.Context(), func(tx *store.Tx) error {
			_, err := b.s.ReviewAppeal(tx, p, b.refusal(r).ID, ReviewAppealIn{Version: b.refusal(r).Version, Words: "维持。"})
			return err
		})
		if code(err) != "intake.no_refusal" {
			t.Errorf("decides: %v", err)
		}
	})
}
