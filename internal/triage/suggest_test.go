package triage

import (
	"strings"
	"testing"

	"onedoor/internal/catalogue"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

func TestSuggest(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		ask := func(o workorder.Order) Suggestion {
			t.Helper()
			b.Settle(t)
			got, err := b.s.SuggestFor(b.q(), leader, o.ID)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		first := func(s Suggestion) UnitCandidate {
			t.Helper()
			if len(s.Candidates) == 0 {
				t.Fatalf("no candidate: %+v", s)
			}
			return s.Candidates[0]
		}
		t.Run("ByRule", func(t *testing.T) {
			got := ask(b.order(0, b.leaks, nil))
			c := first(got)
			if c.UnitID != waters || c.Confidence != sureRule || c.Basis != "供水条例" || got.Version != 2 || got.FirstReceiver || len(c.Reasons) != 1 || !strings.Contains(c.Reasons[0].Text, "派单目录第2版") {
				t.Errorf("%+v", got)
			}
		})
		t.Run("ByAnExactRuleWithHelpers", func(t *testing.T) {
			c := first(ask(b.order(0, b.lamps, nil)))
			if c.UnitID != roads || c.Confidence != sureExact || len(c.CoUnits) != 1 || c.CoUnits[0].Name != "园林局" {
				t.Errorf("%+v", c)
			}
		})
		t.Run("ByTerritory", func(t *testing.T) {
			got := ask(b.order(0, b.tree, nil))
			if c := first(got); c.UnitID != east || c.Confidence != sureTerritory || !got.FirstReceiver {
				t.Errorf("%+v", got)
			}
		})
		t.Run("ReturnedBefore", func(t *testing.T) {
			o := b.decide(b.returned(b.order(waters, b.leaks, nil), parks), true, 0)
			got := ask(o)
			if len(got.Excluded) != 1 || got.Excluded[0].UnitID != waters || got.Excluded[0].Why == "" {
				t.Errorf("%+v", got)
			}
			for _, c := range got.Candidates {
				if c.UnitID == waters {
					t.Error("a unit whose return was upheld is proposed again")
				}
			}
		})
		t.Run("PrecedentsLiftAndLower", func(t *testing.T) {
			before := first(ask(b.order(0, b.leaks, nil)))
			for range 3 {
				b.decide(b.returned(b.order(waters, b.leaks, nil), roads), true, roads)
			}
			got := ask(b.order(0, b.leaks, nil))
			if c := first(got); c.UnitID != roads || before.UnitID != waters || len(got.Precedents) == 0 || c.Reasons[0].Code != "precedent" {
				t.Errorf("%+v", got)
			}
			var against bool
			for _, c := range got.Candidates {
				for _, r := range c.Reasons {
					against = against || c.UnitID == waters && r.Code == "against"
				}
			}
			if !against {
				t.Errorf("nothing speaks against the unit that returned it: %+v", got.Candidates)
			}
			// The same from the desk, before there is an order.
			desk, err := b.s.Suggest(b.q(), seat, About{Text: "水管漏水\n小区门口的水管漏了三天", Matter: catalogue.Matter{Category: b.leaks, Division: "440402001", Kind: "complaint", Accused: "某物业"}})
			if err != nil || first(desk).UnitID != roads {
				t.Errorf("%+v %v", desk, err)
			}
		})
		t.Run("ClosedUnitIsNotProposed", func(t *testing.T) {
			for range 3 {
				b.write(func(tx *store.Tx) error {
					return insertPrecedent(tx, &Precedent{ID: ids.New(), Return: ids.New(), Order: ids.New(), Category: b.tree, Division: "440402001", From: parks, To: closed, Verdict: Upheld})
				})
			}
			for _, c := range ask(b.order(0, b.tree, nil)).Candidates {
				if c.UnitID == closed {
					t.Errorf("%+v", c)
				}
			}
		})
		t.Run("Refusals", func(t *testing.T) {
			o := b.order(roads, b.leaks, nil)
			if _, err := b.s.SuggestFor(b.q(), officer, o.ID); code(err) != "auth.forbidden" {
				t.Errorf("no right: %v", err)
			}
			unit := as(waters).WithRights(RightSuggest, workorder.RightRead)
			if _, err := b.s.SuggestFor(b.q(), unit, o.ID); code(err) != "workorder.not_found" {
				t.Errorf("another unit's order: %v", err)
			}
			if _, err := b.s.Suggest(b.q(), leader, About{Matter: catalogue.Matter{Category: ids.New()}}); code(err) != "catalogue.category_not_found" {
				t.Errorf("%v", err)
			}
			if _, err := b.s.Suggest(b.q(), auth.Principal{}, About{}); code(err) != "auth.forbidden" {
				t.Errorf("%v", err)
			}
		})
	})
}

func TestConfidence(t *testing.T) {
	for _, c := range []struct{ base, moved, want int }{{sureExact, 0, 75}, {sureRule, -100, 20}, {surePrecedent, 100, 55}, {sureExact, 100, 95}, {0, -100, 5}} {
		if got := (&evidence{base: c.base, moved: c.moved}).confidence(); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
	if surePrecedent+mostPrecedents >= sureRule {
		t.Error("precedents alone would go before a rule")
	}
}
