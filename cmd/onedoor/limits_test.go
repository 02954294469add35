package main

import (
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/supervise"
)

// TestLimits_OfCategories goes from what an administrator chooses to an order's due time, all of it through the API: under
// the preset of Beijing utilities have 24 hours, complex matters 15 days, danger 2 hours and the rest 7 days.
func TestLimits_OfCategories(t *testing.T) {
	x := newPeacefulTown(t, store.SQLite)
	x.must(t, "admin", "PUT", "/preset-uses", map[string]any{"kind": "", "preset": "beijing"}, nil)
	add := func(in map[string]any) ids.ID {
		t.Helper()
		var out struct {
			ID   ids.ID `json:"id"`
			Case string `json:"limit_case"`
		}
		x.must(t, "admin", "POST", "/categories", in, &out)
		if want, _ := in["limit_case"].(string); out.Case != want {
			t.Errorf("case %q, want %q", out.Case, want)
		}
		return out.ID
	}
	gas := add(map[string]any{"code": "B", "name": "燃气", "limit_case": "utility"})
	leak := add(map[string]any{"name": "漏气", "parent_id": gas})
	plot := add(map[string]any{"code": "C", "name": "规划争议"})
	x.must(t, "admin", "PATCH", "/categories/"+plot.String(), map[string]any{"limit_case": "complex"}, nil)

	days := func(from time.Time, n int) time.Time { // the end of the n-th day after
		y, m, d := from.In(wall.Shanghai).Date()
		return time.Date(y, m, d+n+1, 0, 0, 0, 0, wall.Shanghai)
	}
	for name, c := range map[string]struct {
		category ids.ID
		urgent   bool
		due      func(from time.Time) time.Time
	}{
		"Utility":  {gas, false, func(from time.Time) time.Time { return from.Add(24 * time.Hour) }},
		"Below":    {leak, false, func(from time.Time) time.Time { return from.Add(24 * time.Hour) }},
		"Danger":   {leak, true, func(from time.Time) time.Time { return from.Add(2 * time.Hour) }},
		"Complex":  {plot, false, func(from time.Time) time.Time { return days(from, 15) }},
		"Ordinary": {x.category, false, func(from time.Time) time.Time { return days(from, 7) }},
	} {
		t.Run(name, func(t *testing.T) {
			m := &matter{name: name, unit: "a", sign: "鹎"}
			form := x.form(m)
			form["category_id"], form["urgent"] = c.category, c.urgent
			x.receive(t, map[string]any{"door": "phone", "caller_name": "王小明", "contact_phone": "13800000001", "requests": []any{form}}, m)
			x.clock.Advance(37 * time.Minute)
			from := x.clock.Now()
			x.do(t, "dispatcher", m, "dispatch", map[string]any{"unit_id": x.units["a"].ID})
			var order struct {
				DueAt time.Time `json:"due_at"`
			}
			x.must(t, "officer", "GET", "/orders/"+m.order.String(), nil, &order)
			if want := c.due(from); order.DueAt.Sub(want).Abs() > time.Microsecond {
				t.Errorf("due %v, want %v", order.DueAt, want)
			}
		})
	}
}

// TestLimits_OfSupervision holds that the cards of a special case come by its own limits, too.
func TestLimits_OfSupervision(t *testing.T) {
	x := newPeacefulTown(t, store.SQLite)
	x.must(t, "admin", "PUT", "/presets/own", map[string]any{"title": "本市", "source": "本市办法", "periods": []string{"08:30-12:00", "14:30-17:30"}, "limits": []any{
		map[string]any{"name": "yellow", "title": "黄牌", "stage": "yellow", "anchor": "before_due", "unit": "working_day", "n": 1},
		map[string]any{"name": "yellow-gas", "title": "燃气黄牌", "stage": "yellow", "case": "gas", "anchor": "before_due", "unit": "natural_hour", "n": 6},
	}}, nil)
	x.must(t, "admin", "PUT", "/preset-uses", map[string]any{"kind": "", "preset": "own"}, nil)
	var gas struct {
		ID ids.ID `json:"id"`
	}
	x.must(t, "admin", "POST", "/categories", map[string]any{"code": "B", "name": "燃气", "limit_case": "gas"}, &gas)
	for name, c := range map[string]struct {
		category ids.ID
		unit     string
		n        int
	}{"Special": {gas.ID, "natural_hour", 6}, "Ordinary": {x.category, "working_day", 1}, "None": {0, "working_day", 1}} {
		l, err := stageLimits{x.catalogue}.StageLimit(x.store.Read(t.Context()), supervise.LimitFor{Stage: "yellow", Kind: "help", Category: c.category})
		if err != nil || l.Preset != "own" || l.Anchor != "before_due" || l.Fields.Unit != c.unit || l.Fields.N != c.n {
			t.Errorf("%s: %+v, %v", name, l, err)
		}
	}
}
