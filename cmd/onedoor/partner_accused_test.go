package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"onedoor/internal/door/partner"
	"onedoor/internal/intake"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// move sends what is for the other platform to another address.
func (p *platformHouse) move(url string) {
	p.t.Helper()
	p.write(func(tx *store.Tx) (err error) {
		p.other, err = p.partner.Change(tx, auth.System, p.other.ID, partner.PartnerPatch{Version: p.other.Version, URL: &url})
		return err
	})
}

func (p *platformHouse) accuse(o workorder.Order) workorder.Order {
	p.t.Helper()
	return p.do(o.ID, func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
		return p.orders.Accuse(tx, auth.System, o.ID, o.Version, workorder.AccuseIn{AccusedIn: workorder.AccusedIn{Unit: p.standing}, Reason: "来电人指明"})
	})
}

func (p *platformHouse) add(o workorder.Order, words string) {
	p.t.Helper()
	p.do(o.ID, func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
		return p.orders.Supplement(tx, auth.System, o.ID, o.Version, workorder.SupplementIn{Content: words})
	})
}

// TestPartner_Accused: an order that turns out to be about the partner before it could be sent arrives without one word of it,
// and is taken back; cleared, it is handed over as if for the first time.
func TestPartner_Accused(t *testing.T) {
	eachPlatform(t, func(t *testing.T) {
		for name, tried := range map[string]bool{"NotTried": false, "TriedInVain": true} {
			t.Run(name, func(t *testing.T) {
				a, b, clock := platforms(t, nil)
				a.move("http://127.0.0.1:9")
				given := a.request(1, func(in *intake.TakeOnIn) { in.Requests[0].Accused = "收费员" })
				a.add(given, "他还骂人")
				if tried {
					settle(t, a)
				}
				if o := a.accuse(given); o.State != workorder.StateRegistered {
					t.Fatalf("the order is %s", o.State)
				}
				clock.Advance(time.Hour)
				a.move(b.server.URL)
				settle(t, a, b)
				twin := a.twin(b, given.ID)
				o := b.order(twin)
				if told := o.Title + o.Content + o.Accused + b.said(twin); strings.Contains(told, "停水") || strings.Contains(told, "收费员") || strings.Contains(told, "骂人") {
					t.Errorf("the accused reads %q", told)
				}
				if o.State != workorder.StateWithdrawn || a.stateAt(given.ID) != partner.StateWithdrawn {
					t.Errorf("there it is %s, the exchange %s", o.State, a.stateAt(given.ID))
				}
				a.clean(b)

				a.do(given.ID, func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
					var id ids.ID
					if err := tx.QueryRow(`SELECT id FROM workorder_accused WHERE order_id = ? AND unit_id <> 0`, o.ID).Scan(&id); err != nil {
						return o, err
					}
					o, err := a.orders.Judge(tx, auth.System, o.ID, o.Version, workorder.JudgeIn{Accused: id, Reason: "查明是外包人员"})
					if err != nil {
						return o, err
					}
					return a.orders.Dispatch(tx, auth.System, o.ID, o.Version, workorder.DispatchIn{Unit: a.standing})
				})
				settle(t, a, b)
				again := a.twin(b, given.ID)
				if o := b.order(again); again == twin || o.Content != given.Content || o.State != workorder.StateRegistered {
					t.Errorf("cleared, it arrives as %q, %s", o.Content, o.State)
				}
				a.clean(b)
			})
		}
	})
}

// TestPartner_AccusedAfterTaken: what the partner took, and only its acknowledgement was lost, is not sent otherwise for ever,
// and the order is taken back.
func TestPartner_AccusedAfterTaken(t *testing.T) {
	a, b, clock := platforms(t, nil)
	deaf := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		on, err := http.NewRequestWithContext(r.Context(), r.Method, b.server.URL+r.URL.RequestURI(), r.Body)
		if err != nil {
			t.Error(err)
			return
		}
		on.Header = r.Header.Clone()
		if res, err := http.DefaultClient.Do(on); err != nil {
			t.Error(err)
		} else {
			_, _ = io.Copy(io.Discard, res.Body)
			_ = res.Body.Close()
		}
		w.WriteHeader(http.StatusBadGateway)
	}))
	defer deaf.Close()
	a.move(deaf.URL)
	given := a.request(1, nil)
	settle(t, a)
	a.accuse(given)
	clock.Advance(time.Hour)
	a.move(b.server.URL)
	settle(t, a, b)
	if twin := a.twin(b, given.ID); twin == 0 || b.order(twin).State != workorder.StateWithdrawn {
		t.Errorf("there it is %s", b.order(twin).State)
	}
	a.clean(b)
}
