package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"onedoor/internal/platform/ids"
)

// TestIsolation holds a small city against the tables of testdata/isolation.*.txt: who may see, list, search, count,
// export, hear of, change or guess whose orders.
func TestIsolation(t *testing.T) {
	eachTown(t, func(t *testing.T, x *town) {
		sight, routes := readTable(t, "sight"), readRoutes(t)
		t.Run("ProbesListed", x.probesListed(routes))
		t.Run("Probes", x.probes(sight, routes))
		t.Run("Pair", x.pair)
		t.Run("Lists", x.lists(sight, routes))
		t.Run("Search", x.search(sight))
		t.Run("ReachingOut", x.reachingOut(sight, routes))
		t.Run("Counts", x.counts)
		t.Run("Screens", x.screens(routes))
		t.Run("MixedIDs", x.mixedIDs)
		t.Run("Uploads", x.uploads)
		t.Run("Repetition", x.repetition)
		t.Run("Own", x.own)
		t.Run("Pages", x.pages)
		t.Run("Live", x.hearing(sight))
		t.Run("Merged", x.afterMerging)
		t.Run("Supervision", x.supervision) // it makes orders of its own
		t.Run("Verbs", x.verbs)             // so does this
		t.Run("Log", x.searchLog)
	})
}

// reaches are what makes a route one thing of an order.
var reaches = []string{"order", "attachment", "request", "contact", "identity", "followup"}

// probesListed holds that every route to one thing of an order is probed.
func (x *town) probesListed(routes []route) func(t *testing.T) {
	return func(t *testing.T) {
		probed := map[string]bool{}
		p := readTable(t, "probes")
		paths := p.column("path")
		for i, method := range p.column("method") {
			if method != http.MethodHead {
				r := routeOf(t, routes, method, paths[i])
				probed[r.method+" "+r.path] = true
			}
		}
		for _, r := range routes {
			if slices.Contains(reaches, r.reach) && !probed[r.method+" "+r.path] {
				t.Errorf("%s %s reaches a thing of an order and stands not in isolation.probes.txt", r.method, r.path)
			}
		}
		for _, op := range x.namesThings() {
			if !probed[op] && !slices.Contains(takeUploads, op) {
				t.Errorf("%s takes the id of a thing of an order and stands not in isolation.probes.txt", op)
			}
		}
	}
}

// probe is a line of the table with the order's things filled in.
type probe struct {
	method, path, body string
}

// fill puts the matter's things into a probe; ok is false when the matter has no such thing.
func (x *town) fill(cells []string, m *matter, file ids.ID, version int64) (p probe, ok bool) {
	values := []string{"{order}", m.order.String(), "{number}", m.number, "{request}", m.request.String(), "{contact}", m.contact.String(),
		"{identity}", m.identity.String(), "{file}", file.String(), "{followup}", m.followup.String(), "{version}", fmt.Sprint(version),
		"{unit}", x.units["s"].ID.String(), "{article}", x.article.String(), "{category}", x.category.String(), "{n}", "1"}
	for i := 0; i < len(values); i += 2 {
		if values[i+1] == "" && strings.Contains(cells[1]+cells[4], values[i]) {
			return p, false
		}
	}
	put := strings.NewReplacer(values...)
	p = probe{cells[0], put.Replace(cells[1]), put.Replace(cells[4])}
	if cells[4] == "-" {
		p.body = ""
	}
	return p, true
}

// nothing is a matter that does not exist, with names of the right form.
func (x *town) nothing() *matter {
	return &matter{order: ids.New(), request: ids.New(), contact: ids.New(), identity: ids.New(), followup: ids.New(),
		files: []ids.ID{ids.New()}, number: x.unusedNumber()}
}

func (x *town) probes(sight table, routes []route) func(t *testing.T) {
	return func(t *testing.T) {
		none := x.nothing()
		for _, cells := range readTable(t, "probes").rows {
			asked := cells[0]
			if asked == http.MethodHead {
				asked = http.MethodGet
			}
			r := routeOf(t, routes, asked, cells[1])
			for _, who := range append(slices.Clone(townsfolk), townsperson{name: "nobody"}) {
				for _, m := range x.matters {
					files := m.files
					if !strings.Contains(cells[1], "{file}") {
						files = []ids.ID{0}
					}
					for _, file := range files {
						x.ask(t, cells, r, who, m, file, none, sight)
					}
				}
			}
		}
	}
}

// ask sends one probe for one matter as one person and holds the answer against the tables.
func (x *town) ask(t *testing.T, cells []string, r route, who townsperson, m *matter, file ids.ID, none *matter, sight table) {
	t.Helper()
	cell := sight.cell(t, who.name, m.name)
	p, ok := x.fill(cells, m, file, m.version)
	if !ok {
		return
	}
	read, sealed := cells[2], cells[3]
	what := fmt.Sprintf("%s %s as %s for %s", cells[0], cells[1], who.name, m.name)
	if !r.may(who.roles...) {
		if got := x.say(t, who.name, p.method, p.path, p.body); got.status != http.StatusForbidden && got.status != http.StatusUnauthorized ||
			got.finds(t, m.secret()) != "" {
			t.Errorf("%s: %d %s; the role may not call this", what, got.status, got.body)
		}
		return
	}
	switch {
	case read == "any":
	case (cell == "y" || cell == "c") && read == "yes":
		got, want := x.say(t, who.name, p.method, p.path, p.body), http.StatusOK
		opens := r.reach == "identity" || r.reach == "request"
		if m.sealed && opens && !slices.Contains(who.roles, "leader") && !slices.Contains(who.roles, "reviewer") {
			want = http.StatusForbidden // the person asked for confidentiality: few may open who it is
		}
		if cell == "c" && opens {
			want = http.StatusForbidden // whoever only helps never learns who it is
		}
		if got.status != want {
			t.Errorf("%s: %d %s; want %d", what, got.status, got.code, want)
		}
		if want != http.StatusOK && got.finds(t, []string{m.sign}) != "" {
			t.Errorf("%s holds words: %s", what, got.body)
		}
		if found := got.finds(t, x.forbidden(t, sight, who, p.path)); found != "" {
			t.Errorf("%s holds %q of another order: %s", what, found, got.body)
		}
	case cell == "s" && sealed != "nothing" && sealed != "-":
		got := x.say(t, who.name, p.method, p.path, p.body)
		ok := got.code == sealed || sealed == "masked" && got.status == http.StatusOK || sealed == "refused" && got.status == http.StatusForbidden
		if !ok || got.finds(t, []string{m.sign}) != "" {
			t.Errorf("%s: %d %s; want %s and no words", what, got.status, got.body, sealed)
		}
	case cell == "n" || cell == "s" && sealed == "nothing":
		for _, version := range []int64{m.version, 1, 99} {
			p, _ := x.fill(cells, m, file, version)
			q, _ := x.fill(cells, none, none.files[0], version)
			theirs, nothing := x.say(t, who.name, p.method, p.path, p.body), x.say(t, who.name, q.method, q.path, q.body)
			if !theirs.like(nothing) || theirs.status < 400 {
				t.Errorf("%s (version %d):\n  it exists:     %d %s\n  it does not:   %d %s", what, version, theirs.status, theirs.body, nothing.status, nothing.body)
			}
			if p.path == q.path || !strings.Contains(cells[4], "{version}") {
				break
			}
		}
	}
}
