package followup

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/stats"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// closedFor makes n follow-ups of a unit that ended content, by link.
func (b *bench) closedFor(unit ids.ID, n int) {
	b.t.Helper()
	for range n {
		b.rate(b.completed(unit).ID, 1, happy)
	}
}

func TestDraw(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		b.closedFor(waters, 15)
		b.closedFor(roads, 4)
		b.completed(waters) // waits
		share := b.putSample(SampleIn{Name: "按比例", Purpose: "recheck", Permille: 200, Seed: "seed-1", Active: true})
		number := b.putSample(SampleIn{Name: "按数量", Purpose: "recheck", Number: 2, Seed: "seed-2", Active: true})
		phone := b.putSample(SampleIn{Name: "电话", Purpose: "phone", Permille: 1000, Seed: "seed-3", Active: true})
		if _, err := b.draw(share.ID, "2026-11-16", "2026-11-16"); code(err) != "followup.invalid_filter" {
			t.Errorf("drawn today: %v", err)
		}
		b.Clock.Advance(24 * time.Hour)
		for name, c := range map[string]struct {
			sample   ids.ID
			from, to string
			want     string
		}{
			"NoSample": {4711, "2026-11-16", "2026-11-16", "followup.sample_not_found"},
			"Phone":    {phone.ID, "2026-11-16", "2026-11-16", "followup.invalid_sample"},
			"NoDays":   {share.ID, "", "", "followup.invalid_filter"},
			"BadDays":  {share.ID, "2026-11-16", "morgen", "followup.invalid_filter"},
			"Nobody":   {share.ID, "2026-11-01", "2026-11-02", "followup.nobody_to_draw"},
		} {
			if _, err := b.draw(c.sample, c.from, c.to); code(err) != c.want {
				t.Errorf("%s: %v", name, err)
			}
		}
		d, err := b.draw(share.ID, "2026-11-10", "2026-11-16")
		if err != nil || d.Population != 19 || d.Drawn != 3+1 { // a fifth of 15, and of 4, rounded up
			t.Fatalf("%+v %v", d, err)
		}
		if _, err := b.draw(share.ID, "2026-11-16", "2026-11-16"); code(err) != "followup.already_drawn" {
			t.Errorf("twice: %v", err)
		}
		again, err := b.draw(number.ID, "2026-11-16", "2026-11-16")
		if err != nil || again.Population != 15 || again.Drawn != 4 { // who is drawn already is not asked a third time
			t.Fatalf("%+v %v", again, err)
		}
		t.Run("CanBeDrawnAgain", func(t *testing.T) {
			b.closedFor(waters, 3) // later ones change nothing
			b.Clock.Advance(24 * time.Hour)
			for _, id := range []ids.ID{d.ID, again.ID} {
				got, err := b.s.CheckDraw(b.q(), second, id)
				if err != nil || !got.SamePopulation || !got.SameDrawn {
					t.Errorf("%+v %v", got, err)
				}
			}
			b.write(func(tx *store.Tx) error { // somebody takes an unwelcome one out
				_, err := tx.Exec(`DELETE FROM followup_recheck WHERE id = (SELECT MIN(id) FROM followup_recheck)`)
				return err
			})
			if got, err := b.s.CheckDraw(b.q(), second, d.ID); err != nil || got.SameDrawn {
				t.Errorf("not noticed: %+v %v", got, err)
			}
			if _, err := b.s.CheckDraw(b.q(), second, 4711); code(err) != "followup.draw_not_found" {
				t.Errorf("%v", err)
			}
		})
		list, err := b.s.Draws(b.q(), second)
		if err != nil || len(list) != 2 || list[0].ID != again.ID || list[0].ByName != "职员12" || list[0].From != "2026-11-16" {
			t.Errorf("%+v %v", list, err)
		}
		records, err := b.Ledger.History(b.q(), share.ID)
		if err != nil || len(records) != 2 || records[1].Kind != EventDrawn {
			t.Errorf("%+v %v", records, err)
		}
	})
}

// The same follow-ups and the same seed draw the same, in whatever order they lie in the store.
func TestDraw_Deterministic(t *testing.T) {
	d := Draw{rule: Sample{Permille: 300, Seed: "fixed"}}
	list := func(turn bool) []candidate {
		var all []candidate
		for i := range 100 {
			number := "ZH" + ids.ID(i).String()
			all = append(all, candidate{plan: Plan{ID: ids.ID(i), Number: number, Round: 1}, stratum: []string{"a", "b", "c"}[i%3], chance: chance("fixed", number, 1)})
		}
		if turn {
			slices.Reverse(all)
		}
		return all
	}
	numbers := func(picked []candidate) (s string) {
		for _, c := range picked {
			s += c.plan.Number + " "
			if c.drawn != (c.size*3+9)/10 {
				t.Errorf("stratum of %d: %d drawn", c.size, c.drawn)
			}
		}
		return s
	}
	first := numbers(d.pick(list(false)))
	if again := numbers(d.pick(list(true))); again != first || len(strings.Fields(first)) != 11+10+10 {
		t.Errorf("%s\n%s", first, again)
	}
}

func TestMonthlyDraw(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		b.closedFor(waters, 3)
		b.putSample(SampleIn{Name: "每月", Purpose: "recheck", Number: 1, Seed: "seed-1", Active: true})
		b.putSample(SampleIn{Name: "停用", Purpose: "recheck", Number: 1, Seed: "seed-1"})
		b.Clock.Set(time.Date(2026, 12, 4, 23, 0, 0, 0, time.FixedZone("", 8*3600)))
		b.Settle(t)
		if n := len(b.rechecks(StateWaiting)); n != 0 {
			t.Errorf("%d drawn too early", n)
		}
		for range 2 {
			b.Clock.Advance(7 * time.Hour)
			b.Settle(t)
			if n := len(b.rechecks(StateWaiting)); n != 1 {
				t.Errorf("%d drawn", n)
			}
		}
	})
}

func TestRecheck(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		b.closedFor(waters, 2) // the unit says that it reached nobody; the citizens say it did
		asked := b.completed(waters)
		if err := b.attempt(caller, b.plan(asked.ID).ID, AttemptIn{Reached: true, Answer: answer(false, ResolvedYes, 5)}); err != nil {
			t.Fatal(err)
		}
		lost := b.completed(roads)
		for range 3 {
			if err := b.attempt(caller, b.plan(lost.ID).ID, AttemptIn{}); err != nil {
				t.Fatal(err)
			}
		}
		x := b.putSample(SampleIn{Name: "全部", Purpose: "recheck", Permille: 1000, Seed: "seed", Active: true})
		b.Clock.Advance(24 * time.Hour)
		if d, err := b.draw(x.ID, "2026-11-16", "2026-11-16"); err != nil || d.Drawn != 4 {
			t.Fatalf("%+v %v", d, err)
		}
		of := func(order ids.ID) RecheckRow {
			for _, state := range []State{StateWaiting, StateDone, StateUnreachable} {
				for _, r := range b.rechecks(state) {
					if r.OrderID == order {
						return r
					}
				}
			}
			t.Fatalf("no recheck of %d", order)
			return RecheckRow{}
		}
		t.Run("Independent", func(t *testing.T) {
			waiting := of(asked.ID)
			if !waiting.Mine || waiting.First != nil || waiting.UnitReached != nil {
				t.Errorf("%+v", waiting)
			}
			weak := func(p auth.Principal) auth.Principal {
				return p.WithRights(RightRead, RightRecheck, workorder.RightRead)
			}
			for name, c := range map[string]struct {
				p    auth.Principal
				want string
			}{
				"WhoAskedFirst":  {weak(caller), "followup.not_independent"},
				"TheUnitItself":  {weak(officer), "followup.not_independent"},
				"WhoReplied":     {weak(auth.Principal{ID: officer.ID, Scope: auth.Scope{All: true}}), "followup.not_independent"},
				"AnothersUnit":   {weak(officerOf(roads)), "followup.recheck_not_found"},
				"WithoutRight":   {caller, "auth.forbidden"},
				"NothingInScope": {weak(auth.Principal{ID: 77}), "followup.recheck_not_found"},
			} {
				if _, err := b.recheck(c.p, waiting.ID, RecheckIn{Reached: true, Answer: happy}); code(err) != c.want {
					t.Errorf("%s: %v", name, err)
				}
			}
			if rows, _, err := b.s.Rechecks(b.q(), weak(caller), RecheckFilter{}); err != nil || len(rows) != 4 {
				t.Errorf("%d rows, %v", len(rows), err)
			} else if i := slices.IndexFunc(rows, func(r RecheckRow) bool { return r.ID == waiting.ID }); rows[i].Mine {
				t.Error("offered to who asked first")
			}
		})
		t.Run("Confirmed", func(t *testing.T) { // the unit said nobody was reached, and so says the citizen, twice
			r, err := b.recheck(second, of(asked.ID).ID, RecheckIn{Reached: true, Answer: answer(false, ResolvedYes, 4)})
			if err != nil || r.State != "done" || r.UnitAgrees != 1 || r.FirstAgrees != 1 || r.First.Satisfaction != 5 || *r.UnitReached {
				t.Errorf("%+v %v", r, err)
			}
			if _, err := b.recheck(second, r.ID, RecheckIn{}); code(err) != "followup.settled" {
				t.Errorf("twice: %v", err)
			}
			if kinds := b.kinds(asked.ID); !strings.HasSuffix(kinds, "rechecked") {
				t.Errorf("%s", kinds)
			}
			if p := b.plan(asked.ID); p.Satisfaction != 5 || p.State != StateDone {
				t.Errorf("the first answer was touched: %+v", p)
			}
		})
		t.Run("NotReached", func(t *testing.T) {
			id := of(lost.ID).ID
			for i := range 3 {
				r, err := b.recheck(second, id, RecheckIn{})
				if err != nil || r.Attempts != i+1 || i < 2 && !r.NextAt.Equal(b.s.now().Add(4*time.Hour)) {
					t.Errorf("%+v %v", r, err)
				}
			}
			if r := of(lost.ID); r.State != "unreachable" || r.UnitAgrees != -1 {
				t.Errorf("%+v", r)
			}
		})
		t.Run("Contradicted", func(t *testing.T) {
			rows := b.rechecks(StateWaiting)
			if len(rows) != 2 {
				t.Fatalf("%+v", rows)
			}
			a := answer(true, ResolvedNo, 1)
			a.Note = "打我电话 13900001111"
			r, err := b.recheck(second, rows[0].ID, RecheckIn{Reached: true, Answer: a})
			if err != nil || r.UnitAgrees != 0 || r.FirstAgrees != 0 || strings.Contains(r.Note, "13900001111") {
				t.Errorf("%+v %v", r, err)
			}
			if _, err := b.recheck(second, rows[1].ID, RecheckIn{Reached: true}); code(err) != "followup.invalid_answer" {
				t.Errorf("%v", err)
			}
			list, _, err := b.s.Rechecks(b.q(), second, RecheckFilter{State: StateDone, Disagree: true})
			if err != nil || len(list) != 1 || list[0].ID != r.ID {
				t.Errorf("%+v %v", list, err)
			}
		})
		t.Run("Agreement", func(t *testing.T) {
			got, err := b.s.Agreements(b.q(), second, "2026-11-01", "2026-11-30")
			if err != nil || len(got.Items) != 2 || got.Items[0].Name != "公路局" {
				t.Fatalf("%+v %v", got, err)
			}
			w := got.Items[1]
			if w.Drawn != 3 || w.Reached != 2 || w.Waiting != 1 || w.Unit.Compared != 2 || w.Unit.Agree != 1 || !near(w.Unit.Rate, 0.5) ||
				w.Unit.Interval != stats.Wilson(1, 2) || !w.Unit.Small || w.First.Agree != 1 {
				t.Errorf("%+v", w)
			}
			if got.Items[0].Unit.Rate != nil || got.Items[0].Unreachable != 1 {
				t.Errorf("%+v", got.Items[0])
			}
			own, err := b.s.Agreements(b.q(), officerOf(roads), "2026-11-01", "2026-11-30")
			if err != nil || len(own.Items) != 1 || own.Total.Drawn != 1 {
				t.Errorf("%+v %v", own, err)
			}
		})
		t.Run("HTTP", func(t *testing.T) {
			for path, want := range map[string]int{"/rechecks": 200, "/rechecks?state=done&disagree=true": 200, "/rechecks?state=%00": 422, "/rechecks?cursor=x": 400, "/rechecks?sort=title": 400,
				"/rechecks/4711": 404, "/rechecks/x": 422, "/samples": 200, "/draws": 200, "/agreement?from=x": 422, "/agreement": 200} {
				if status, body, _ := b.http(second, http.MethodGet, path, ""); status != want {
					t.Errorf("%s: %d %v", path, status, body)
				}
			}
			in := `{"name":"接口","purpose":"recheck","number":1,"seed":"seed-9","active":true}`
			for range 2 {
				if status, body, _ := b.http(second, http.MethodPost, "/samples", in, "Idempotency-Key", "sample-01"); status != 200 || body["number"] != 1.0 {
					t.Errorf("%d %v", status, body)
				}
			}
			if status, body, _ := b.http(second, http.MethodPost, "/samples/"+x.ID.String()+"/draws", `{"from":"2026-11-16","to":"2026-11-16"}`); status != 409 {
				t.Errorf("%d %v", status, body)
			}
			for _, c := range []struct{ method, path, body string }{{"POST", "/samples", in}, {"PUT", "/samples/1", in}, {"POST", "/samples/1/draws", `{"from":"2026-11-16","to":"2026-11-16"}`},
				{"POST", "/rechecks/1/attempts", `{"reached":false}`}, {"GET", "/rechecks", ""}, {"GET", "/agreement", ""}, {"GET", "/draws/1/check", ""}} {
				if status, _, _ := b.http(auth.Principal{ID: 5, Scope: auth.Scope{All: true}}, c.method, c.path, c.body); status != http.StatusForbidden {
					t.Errorf("%s %s without the right: %d", c.method, c.path, status)
				}
			}
		})
	})
}
