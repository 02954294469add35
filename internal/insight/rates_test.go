package insight

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"onedoor/internal/clock"
	"onedoor/internal/followup"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/workorder"
)

// city answers what the rooms of the rates ask; category 9 is a law-enforcement matter.
type city struct{ plainNames }

func (city) StaffName(store.Queryer, ids.ID) string               { return "" }
func (city) Enforcement(_ store.Queryer, id ids.ID) (bool, error) { return id == 9, nil }
func (city) Receives(store.Queryer, ids.ID) error                 { return nil }
func (city) Calendar(store.Queryer) (clock.Calendar, error)       { return clock.Weekdays{}, nil }
func (city) Limit(store.Queryer, workorder.LimitFor) (workorder.Limit, error) {
	return workorder.Limit{}, nil
}

// TestRates_SameAsTheTable holds that the wallboard shows the rates of the table of rates, on orders of which some stand
// for others, some are asked about apart, and some are in no denominator.
func TestRates_SameAsTheTable(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		w := testkit.NewWorld(st)
		orders := workorder.New(workorder.Deps{Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Units: city{}, Names: city{}, Limits: city{}}, workorder.Options{})
		asks := followup.New(followup.Deps{Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Orders: orders, Names: city{}, Matters: city{}},
			followup.Options{GiveUpAfter: 60 * 24 * time.Hour, LinkWait: time.Hour})
		s := New(Deps{Store: st, Ledger: w.Ledger, Clock: w.Clock, Names: city{}, Orders: orders, Rates: asks})
		orders.Register()
		asks.Register()
		s.Register()
		server := httpx.New(httpx.Options{Version: "test"})
		asks.Routes(server.API)
		s.Routes(server.API)

		write := func(fn func(tx *store.Tx) error) {
			t.Helper()
			if err := st.Write(t.Context(), fn); err != nil {
				t.Fatal(err)
			}
		}
		serial := 0
		completed := func(unit, category ids.ID, kind workorder.Kind) ids.ID {
			t.Helper()
			serial++
			var id ids.ID
			write(func(tx *store.Tx) error {
				o, err := orders.CreateDispatched(tx, auth.System, workorder.NewOrder{Number: fmt.Sprintf("ZH20261116%06d", serial), Kind: kind,
					Category: category, Division: "440402", Door: "phone", Title: "水管漏水", Content: "漏了三天。"}, workorder.DispatchIn{Unit: unit})
				if err != nil {
					return err
				}
				id = o.ID
				officer := auth.Principal{ID: 20, Unit: unit, Scope: auth.Scope{Units: []ids.ID{unit}}}.
					WithRights(workorder.RightRead, workorder.RightSign, workorder.RightReply)
				if o, err = orders.SignFor(tx, officer, o.ID, o.Version); err != nil {
					return err
				}
				if o, err = orders.Reply(tx, officer, o.ID, o.Version, workorder.ReplyIn{Outcome: workorder.OutcomeResolved, Basis: "修复", PublicText: "已修好。"}); err != nil {
					return err
				}
				_, err = orders.ReviewReply(tx, auth.System, o.ID, o.Version, workorder.ReviewIn{Approve: true, Note: "同意"})
				return err
			})
			w.Settle(t)
			return id
		}
		yes := true
		rate := func(order ids.ID, resolved string, glad int) {
			t.Helper()
			if err := asks.RateByCitizen(t.Context(), order, order, followup.Answer{Contacted: &yes, Resolved: resolved, Satisfaction: glad}); err != nil {
				t.Fatal(err)
			}
		}
		all := auth.Scope{All: true}
		caller := auth.Principal{ID: 11, Scope: all}.WithRights(RightWallboard, followup.RightRates, followup.RightSample, followup.RightRead, followup.RightAttempt,
			workorder.RightRead)
		ask := func(path string, to any) {
			t.Helper()
			req := httptest.NewRequest(http.MethodGet, "/api/v1"+path, nil)
			answer := httptest.NewRecorder()
			server.Handler().ServeHTTP(answer, req.WithContext(auth.With(req.Context(), caller)))
			if err := json.Unmarshal(answer.Body.Bytes(), to); answer.Code != http.StatusOK || err != nil {
				t.Fatalf("%s: %d %s %v", path, answer.Code, answer.Body, err)
			}
		}

		old := completed(50, 3, workorder.KindHelp) // out of the span
		rate(old, followup.ResolvedNo, 1)
		w.Clock.Advance(40 * 24 * time.Hour)
		write(func(tx *store.Tx) error {
			_, err := asks.PutSample(tx, caller, 0, followup.SampleIn{Name: "电话抽样", Purpose: "phone", Permille: 300, Seed: "seed-2026", Active: true})
			return err
		})
		for i := range 40 { // some of two units' citizens answer of their own accord, the others are called or not
			id := completed(ids.ID(50+i%2), 3, workorder.KindHelp)
			if i%4 == 0 {
				rate(id, followup.ResolvedNo, 2)
			}
		}
		rate(completed(50, 9, workorder.KindComplaint), followup.ResolvedNo, 1) // apart
		w.Clock.Advance(2 * time.Hour)
		if err := w.Jobs.RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		rows, _, err := asks.List(st.Read(t.Context()), caller, followup.Filter{Way: followup.WayPhone, Limit: 200})
		if err != nil || len(rows) < 4 {
			t.Fatalf("%d called, %v", len(rows), err)
		}
		waiting := 0
		for _, r := range rows {
			if r.Why != followup.WhyNoAnswer {
				continue
			}
			if waiting++; waiting == 1 { // one is left waiting
				continue
			}
			write(func(tx *store.Tx) error {
				_, err := asks.Attempt(tx, caller, r.ID, followup.AttemptIn{Reached: true, Answer: followup.Answer{Contacted: &yes, Resolved: followup.ResolvedYes, Satisfaction: 5}})
				return err
			})
		}
		w.Settle(t)

		var table followup.RateTable
		ask("/rates", &table)
		var board Wallboard
		ask("/wallboard", &board)
		total := table.Total
		if total.Unsampled == 0 || total.Called == 0 || total.Waiting == 0 || table.Enforcement.Total.Asked != 1 || total.Satisfaction == nil {
			t.Fatalf("the orders try nothing out: %+v", total)
		}
		if plain := float64(total.Satisfied) / float64(total.Asked); plain == *total.Satisfaction {
			t.Fatalf("the called ones stand for nobody: %v", plain)
		}
		r := board.Rates
		if *r.Satisfaction != *total.Satisfaction || *r.Resolution != *total.Resolution || *r.Response != *total.Response || r.Asked != total.Asked ||
			r.Answers != total.Answered || r.Waiting != total.Waiting || r.Enforcement != 1 || r.From != table.From || r.To != table.To || r.Small != total.Small {
			t.Errorf("the wallboard shows %+v, the table %+v", r, total)
		}
		t.Run("OneUnit", func(t *testing.T) {
			own := auth.Scope{Units: []ids.ID{51}}
			table, err := asks.Rates(st.Read(t.Context()), auth.Principal{Scope: own}.WithRights(followup.RightRates), followup.RatesIn{})
			if err != nil {
				t.Fatal(err)
			}
			if r := ratesOf(t, s, own); *r.Satisfaction != *table.Total.Satisfaction || r.Asked != table.Total.Asked || r.Asked >= total.Asked || r.Enforcement != 0 {
				t.Errorf("%+v, the table %+v", r, table.Total)
			}
		})
		t.Run("NobodyAsked", func(t *testing.T) {
			if r := ratesOf(t, s, auth.Scope{Units: []ids.ID{77}}); r.Satisfaction != nil || r.Answered != nil || r.Asked != 0 || !r.Small {
				t.Errorf("%+v", r)
			}
		})
	}, Migrations, followup.Migrations, httpx.Migrations, workorder.Migrations)
}

func ratesOf(t *testing.T, s *Service, scope auth.Scope) BoardRates {
	t.Helper()
	return board(t, s, scope).Rates
}
