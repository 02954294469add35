package workorder

import (
	"slices"
	"strings"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/store"
)

// TestSealed is a table of who reads a sealed order of Waters, and where its words show.
func TestSealed(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		form := b.form()
		form.Sealed, form.Title, form.Content = true, "举报某公司偷排", "夜间偷排污水"
		o := b.must(func(tx *store.Tx) (Order, error) {
			return b.s.CreateDispatched(tx, centre, form, DispatchIn{Unit: unitWaters})
		})
		for name, c := range map[string]struct {
			p      auth.Principal
			code   string
			listed bool
			words  bool
		}{
			"CentreWithTheRight":    {centre, "ok", true, true},
			"CentreWithoutTheRight": {seat, "workorder.sealed", true, false},
			"HandlingUnit":          {waters, "ok", true, true},
			"SubCentreAbove":        {works, "ok", true, true},
			"OtherUnit":             {roads, "workorder.not_found", false, false},
			"Nobody":                {stranger, "workorder.not_found", false, false},
		} {
			t.Run(name, func(t *testing.T) {
				q := b.Store.Read(t.Context())
				if err := b.s.Visible(q, c.p, o.ID); code(err) != c.code {
					t.Errorf("reading: %s, want %s", code(err), c.code)
				}
				if _, err := b.s.Timeline(q, c.p, o.ID); code(err) != c.code {
					t.Errorf("timeline: %s, want %s", code(err), c.code)
				}
				if verbs := b.s.Verbs(c.p, o); (len(verbs) > 0) != (c.code == "ok") {
					t.Errorf("verbs = %v", verbs)
				} else if slices.Contains(verbs, VerbSeal) {
					t.Error("a sealed order is offered to be sealed")
				}
				if c.p.ID == 0 {
					return
				}
				rows, _, err := b.s.List(q, c.p, Filter{})
				if err != nil || (len(rows) == 1) != c.listed {
					t.Fatalf("%d rows, err = %v", len(rows), err)
				}
				if c.listed && strings.Contains(rows[0].Title, "偷排") != c.words {
					t.Errorf("title in the list = %s", rows[0].Title)
				}
				found, _, err := b.s.List(q, c.p, Filter{Text: "偷排"})
				if err != nil || (len(found) == 1) != c.words {
					t.Errorf("found by its words: %d, err = %v", len(found), err)
				}
				if _, err := b.as(c.p, o, VerbNote, CaseOnly); code(err) != c.code {
					t.Errorf("a note: %s, want %s", code(err), c.code)
				}
			})
		}
		rows, _, err := b.s.List(b.Store.Read(t.Context()), seat, Filter{Text: o.Number})
		if err != nil || len(rows) != 1 || rows[0].Title != maskedTitle {
			t.Errorf("by its number: %+v, err = %v", rows, err)
		}
	})
}

// TestSeal_Offered: an open order is offered to be sealed, a sealed one to be opened, and neither the other.
func TestSeal_Offered(t *testing.T) {
	b := newBench(t, storeOf(t))
	open := b.in(StateHandling)
	sealed := b.do(open, VerbSeal, CaseOnly)
	for o, want := range map[*Order]Verb{&open: VerbSeal, &sealed: VerbUnseal} {
		for _, v := range []Verb{VerbSeal, VerbUnseal} {
			if offered := slices.Contains(b.s.Verbs(centre, *o), v); offered != (v == want) {
				t.Errorf("sealed %v: %s offered %v", o.Sealed, v, offered)
			}
		}
	}
}
