package followup

import (
	"math"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/stats"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

func (b *bench) putSample(in SampleIn) Sample {
	b.t.Helper()
	var x Sample
	b.write(func(tx *store.Tx) (err error) {
		x, err = b.s.PutSample(tx, second, 0, in)
		return err
	})
	return x
}

func (b *bench) draw(sample ids.ID, from, to string) (d Draw, err error) {
	b.t.Helper()
	err = b.Store.Write(b.t.Context(), func(tx *store.Tx) (err error) {
		d, err = b.s.Draw(tx, second, sample, DrawIn{from, to})
		return err
	})
	return d, err
}

func (b *bench) recheck(p auth.Principal, id ids.ID, in RecheckIn) (r RecheckRow, err error) {
	b.t.Helper()
	err = b.Store.Write(b.t.Context(), func(tx *store.Tx) (err error) {
		r, err = b.s.AttemptRecheck(tx, p, id, in)
		return err
	})
	return r, err
}

// rechecks are all rechecks in a state.
func (b *bench) rechecks(state State) []RecheckRow {
	b.t.Helper()
	rows, _, err := b.s.Rechecks(b.q(), second, RecheckFilter{State: state, Limit: 200})
	if err != nil {
		b.t.Fatal(err)
	}
	return rows
}

func near(got *float64, want float64) bool { return got != nil && math.Abs(*got-want) < 1e-9 }

func row(t *testing.T, items []RateRow, name string) Rates {
	t.Helper()
	for _, x := range items {
		if x.Name == name {
			return x.Rates
		}
	}
	t.Fatalf("no row %s in %+v", name, items)
	return Rates{}
}

func exclusion(t RateTable, code string) int {
	for _, x := range t.Excluded {
		if x.Code == code {
			return x.N
		}
	}
	return -1
}

func TestRates_Exclusions(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		b.rate(b.completed(waters).ID, 1, happy)
		fined := b.order(waters, func(n *workorder.NewOrder) { n.Category = 9 })
		b.complete(fined)
		b.rate(fined.ID, 1, answer(true, ResolvedYes, 2))
		b.order(0, func(n *workorder.NewOrder) { n.Kind = workorder.KindInvalid })
		gone := b.order(waters, nil)
		b.write(func(tx *store.Tx) error {
			_, err := b.orders.Withdraw(tx, auth.System, gone.ID, gone.Version, workorder.ReasonIn{Reason: "撤回"})
			return err
		})
		b.complete(b.order(waters, func(n *workorder.NewOrder) { n.Door = workorder.DoorPartner }))
		redone := b.completed(waters)
		b.write(func(tx *store.Tx) error {
			o, err := b.orders.Get(tx, auth.System, redone.ID)
			if err == nil {
				_, err = b.orders.Redo(tx, auth.System, o.ID, o.Version, workorder.RedoIn{Reason: "复核不合格"})
			}
			return err
		})
		b.Settle(t)
		b.completed(waters)
		got, err := b.s.Rates(b.q(), caller, RatesIn{})
		if err != nil {
			t.Fatal(err)
		}
		if r := got.Total; r.Asked != 1 || r.Waiting != 1 || !near(r.Satisfaction, 1) || r.ResponseInterval != stats.Wilson(1, 1) || !r.Small {
			t.Errorf("%+v", r)
		}
		if r := row(t, got.Enforcement.Items, "水务局"); r.Asked != 1 || r.Satisfied != 0 || !near(r.Resolution, 1) {
			t.Errorf("%+v", r)
		}
		for code, want := range map[string]int{"waiting": 1, "superseded": 1, "enforcement": 1, "invalid": 1, "withdrawn": 1, "partner": 1, "unknown": 0} {
			if n := exclusion(got, code); n != want {
				t.Errorf("%s: %d, want %d", code, n, want)
			}
		}
		byMode, err := b.s.Rates(b.q(), caller, RatesIn{By: "mode"}) // several groups in one line
		if err != nil || exclusion(byMode, "partner") != 1 || exclusion(byMode, "withdrawn") != 1 {
			t.Errorf("by mode: %+v %v", byMode.Excluded, err)
		}
		own, err := b.s.Rates(b.q(), officerOf(roads), RatesIn{})
		if err != nil || own.Total.Asked != 0 || exclusion(own, "enforcement") != 0 || exclusion(own, "withdrawn") != 0 {
			t.Errorf("another unit sees %+v %v", own, err)
		}
	})
}

// Twelve answer by link, nine of them content. Of forty that do not answer a quarter is called: those called stand for
// the others. Compared with the figures computed by hand from the counts.
func TestRates_PhoneSample(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		b.putSample(SampleIn{Name: "电话抽样", Purpose: "phone", Permille: 250, Seed: "seed-2026", Active: true})
		for i := range 12 {
			a := happy
			if i >= 9 {
				a = answer(true, ResolvedPartly, 3)
			}
			b.rate(b.completed(waters).ID, 1, a)
		}
		var silent []ids.ID
		for range 40 {
			silent = append(silent, b.completed(waters).ID)
		}
		b.Clock.Advance(25 * time.Hour)
		b.Settle(t)
		var called, not int
		for _, id := range silent {
			p := b.plan(id)
			want := Drawn
			if chance("seed-2026", p.Number, p.Round) >= 0.25 {
				want = NotDrawn
			}
			if p.Sampling != want {
				t.Errorf("%s: sampling %d, want %d", p.Number, p.Sampling, want)
			}
			if p.Sampling == NotDrawn {
				not++
				b.is(id, StateUnsampled, WayLink, workorder.StateArchived)
				if got := b.rate(id, 1, happy); got != "followup.closed" {
					t.Errorf("rated after it was over: %s", got)
				}
				continue
			}
			b.is(id, StateWaiting, WayPhone, workorder.StateCompleted)
			called++
			a := answer(false, ResolvedPartly, 3)
			if called%2 == 0 {
				a = happy
			}
			if err := b.attempt(caller, p.ID, AttemptIn{Reached: true, Answer: a}); err != nil {
				t.Fatal(err)
			}
		}
		if called < 4 || not < 20 {
			t.Fatalf("%d called, %d not: the seed of this test draws badly", called, not)
		}
		got, err := b.s.Rates(b.q(), caller, RatesIn{})
		if err != nil {
			t.Fatal(err)
		}
		r := row(t, got.Items, "水务局")
		w := float64(called+not) / float64(called)
		response := (12 + w*float64(called/2)) / 52
		resolution := (9 + w*float64(called/2)) / 52
		effective := 52 * 52 / (12 + w*w*float64(called))
		if r.Asked != 12+called || r.Called != called || r.Unsampled != not || r.Unknown != 0 || !near(r.Response, response) ||
			!near(r.Resolution, resolution) || math.Abs(r.Effective-effective) > 1e-9 || !near(r.Satisfaction, 1) {
			t.Errorf("%+v; want %.4f %.4f, effective %.2f", r, response, resolution, effective)
		}
		want := stats.Wilson(response*effective, effective)
		if math.Abs(r.ResponseInterval.Low-want.Low) > 1e-9 || math.Abs(r.ResponseInterval.High-want.High) > 1e-9 {
			t.Errorf("%+v, want %+v", r.ResponseInterval, want)
		}
		// By another key nobody may have been called: those not drawn are then nobody's, and said so.
		if got.Total.Asked+got.Total.Unsampled != 52 || got.Total.Unknown != 0 {
			t.Errorf("%+v", got.Total)
		}
	})
}

func TestSample(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		good := SampleIn{Name: "复核", Purpose: "recheck", Permille: 100, Seed: "abcd", Active: true}
		x := b.putSample(good)
		try := func(p auth.Principal, id ids.ID, change func(*SampleIn)) string {
			in := good
			in.Name = "另一个"
			change(&in)
			return code(b.Store.Write(t.Context(), func(tx *store.Tx) error {
				_, err := b.s.PutSample(tx, p, id, in)
				return err
			}))
		}
		for name, c := range map[string]struct {
			p      auth.Principal
			id     ids.ID
			change func(*SampleIn)
			want   string
		}{
			"WithoutRight":  {caller, 0, func(*SampleIn) {}, "auth.forbidden"},
			"NameTaken":     {second, 0, func(in *SampleIn) { in.Name = "复核" }, "followup.sample_name_taken"},
			"NoName":        {second, 0, func(in *SampleIn) { in.Name = " " }, "followup.invalid_sample"},
			"HostileName":   {second, 0, func(in *SampleIn) { in.Name = "坏\x00" }, "followup.invalid_sample"},
			"Purpose":       {second, 0, func(in *SampleIn) { in.Purpose = "fun" }, "followup.invalid_sample"},
			"Kind":          {second, 0, func(in *SampleIn) { in.Kind = "invalid" }, "followup.invalid_sample"},
			"Seed":          {second, 0, func(in *SampleIn) { in.Seed = "a b" }, "followup.invalid_sample"},
			"Both":          {second, 0, func(in *SampleIn) { in.Number = 5 }, "followup.invalid_sample"},
			"Neither":       {second, 0, func(in *SampleIn) { in.Permille = 0 }, "followup.invalid_sample"},
			"TooMuch":       {second, 0, func(in *SampleIn) { in.Permille = 1001 }, "followup.invalid_sample"},
			"PhoneByNumber": {second, 0, func(in *SampleIn) { in.Purpose, in.Permille, in.Number = "phone", 0, 9 }, "followup.invalid_sample"},
			"NoSuchPlan":    {second, 4711, func(*SampleIn) {}, "followup.sample_not_found"},
			"Stale":         {second, x.ID, func(in *SampleIn) { in.Version = 7 }, "followup.stale"},
		} {
			if got := try(c.p, c.id, c.change); got != c.want {
				t.Errorf("%s: %s", name, got)
			}
		}
		if got := try(second, x.ID, func(in *SampleIn) { in.Version, in.Active = 1, false }); got != "ok" {
			t.Errorf("changed: %s", got)
		}
		list, err := b.s.Samples(b.q(), second)
		if err != nil || len(list) != 1 || list[0].Version != 2 || list[0].Active || list[0].Name != "另一个" {
			t.Errorf("%+v %v", list, err)
		}
		t.Run("TheNarrowestDecides", func(t *testing.T) {
			b.putSample(SampleIn{Name: "全部", Purpose: "phone", Permille: 1000, Seed: "abcd", Active: true})
			b.putSample(SampleIn{Name: "公路局投诉", Purpose: "phone", UnitID: roads, Kind: "complaint", Permille: 1, Seed: "abcd", Active: true})
			p := Plan{Unit: waters, Kind: "complaint", Door: "phone", Number: "ZH1", Round: 1}
			if got, err := b.s.phoneDraw(b.q(), &p); got != Drawn || err != nil {
				t.Errorf("%d %v", got, err)
			}
			p.Unit = roads
			if got, err := b.s.phoneDraw(b.q(), &p); got != NotDrawn || err != nil {
				t.Errorf("%d %v", got, err)
			}
		})
	})
}

// chance spreads evenly and depends on nothing but its arguments.
func TestChance(t *testing.T) {
	var below, sum float64
	const n = 20000
	for i := range n {
		x := chance("seed", ids.ID(i).String(), 1)
		if x < 0 || x >= 1 || x != chance("seed", ids.ID(i).String(), 1) {
			t.Fatalf("%v", x)
		}
		if x < 0.1 {
			below++
		}
		sum += x
	}
	if math.Abs(below/n-0.1) > 0.01 || math.Abs(sum/n-0.5) > 0.01 {
		t.Errorf("%.3f below a tenth, mean %.3f", below/n, sum/n)
	}
	if chance("seed", "ZH1", 1) == chance("seed", "ZH1", 2) || chance("seed", "ZH1", 1) == chance("other", "ZH1", 1) {
		t.Error("round or seed does not matter")
	}
}
