package main

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"onedoor/internal/platform/ids"
)

// listed is what a list of orders answered.
type listed struct {
	Items []struct {
		ID     ids.ID `json:"id"`
		Number string `json:"number"`
		Title  string `json:"title"`
	} `json:"items"`
	Next string `json:"next_cursor"`
}

// names are the matters' names, sorted; an order that is none of them stands with its number.
func (x *town) names(l listed) []string {
	names := []string{}
	for _, item := range l.Items {
		name := item.Number
		for _, m := range x.matters {
			if m.order == item.ID {
				name = m.name
			}
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// inSight are the names of the matters with one of the marks in a person's row.
func (x *town) inSight(t *testing.T, sight table, who, marks string) []string {
	names := []string{}
	for _, m := range x.matters {
		if strings.Contains(marks, sight.cell(t, who, m.name)) {
			names = append(names, m.name)
		}
	}
	slices.Sort(names)
	return names
}

// knewOf are the orders that a unit had, was asked to help with, or passed down: its inbox tells of them.
var knewOf = map[string][]string{"a": {"gone", "b-help", "b-let-go"}, "d": {"d1"}}

// forbidden is what an answer to somebody must not hold: of an order out of sight its words, and for those who work in
// units or see no orders its names, too; of a sealed one its words. Auditor and administrator come across ids.
func (x *town) forbidden(t *testing.T, sight table, who townsperson, path string) []string {
	var list []string
	for _, m := range x.matters {
		cell := sight.cell(t, who.name, m.name)
		// The inbox of a unit is everybody's who works there, and tells of an order while the unit has it.
		inbox := strings.HasSuffix(path, "/notices") && (m.unit == who.unit || m.was() == who.unit || slices.Contains(knewOf[who.unit], m.name))
		switch {
		case cell == "s", cell == "n" && (inbox || slices.Contains([]string{"admin", "auditor"}, who.name)):
			list = append(list, m.sign)
		case cell == "n":
			list = append(list, m.secret()...)
		}
	}
	return list
}

// lists reads every list of the API as everybody and looks for what must not be in it.
func (x *town) lists(sight table, routes []route) func(t *testing.T) {
	return func(t *testing.T) {
		for _, who := range townsfolk {
			for _, r := range routes {
				if r.method != http.MethodGet || strings.Contains(r.path, "{") || slices.Contains([]string{"page", "machine", "stream"}, r.reach) {
					continue
				}
				path := r.path
				if x.takes(path, "limit") {
					path += "?limit=200"
				}
				got := x.say(t, who.name, http.MethodGet, path, "")
				if may := r.may(who.roles...); may == (got.status == http.StatusForbidden) || got.status >= 500 {
					t.Errorf("GET %s as %s: %d %s; may call it: %v", path, who.name, got.status, got.code, may)
				}
				if found := got.finds(t, x.forbidden(t, sight, who, r.path)); found != "" {
					t.Errorf("GET %s as %s holds %q", path, who.name, found)
				}
			}
			if own := routeOf(t, routes, "GET", "/api/v1/orders"); own.may(who.roles...) {
				got, want := x.names(x.list(t, who.name, "limit=200")), x.inSight(t, sight, who.name, "ys")
				if !slices.Equal(got, want) {
					t.Errorf("%s lists %v, want %v", who.name, got, want)
				}
				if who.bound() {
					got = append(x.names(x.list(t, who.name, "view=co&limit=200")), x.names(x.list(t, who.name, "view=passed"))...)
					if want = x.inSight(t, sight, who.name, "c"); !slices.Equal(got, want) {
						t.Errorf("%s takes part in %v, want %v", who.name, got, want)
					}
				}
			}
		}
	}
}

func (x *town) list(t *testing.T, who, query string) (l listed) {
	t.Helper()
	got := x.say(t, who, http.MethodGet, "/api/v1/orders?"+query, "")
	if got.status != http.StatusOK {
		t.Fatalf("orders?%s as %s: %d %s", query, who, got.status, got.body)
	}
	got.decode(t, &l)
	return l
}

// search looks for each order by its words and by its number, as everybody who may search.
func (x *town) search(sight table) func(t *testing.T) {
	return func(t *testing.T) {
		for _, who := range sight.column("who") {
			if slices.Contains([]string{"nobody", "editor", "editor-of-a", "knowledge_reviewer", "admin", "auditor"}, who) {
				continue // may not list orders
			}
			for _, m := range x.matters {
				cell := sight.cell(t, who, m.name)
				for _, q := range []struct{ text, marks string }{{m.sign + "桥", "yc"}, {m.sign + "桥的路灯", "yc"}, {m.number, "ysc"}, {strings.ToLower(m.number), "ysc"}} {
					want := []string{}
					if strings.Contains(q.marks, cell) {
						want = []string{m.name}
					}
					for _, more := range []string{"", "&sort=due_at", "&view=all&limit=1"} {
						if got := x.names(x.list(t, who, "q="+url.QueryEscape(q.text)+more)); !slices.Equal(got, want) {
							t.Errorf("%s finds %v by %q%s, want %v", who, got, q.text, more, want)
						}
					}
				}
			}
			prefix := x.matters[0].number[:10]
			if got, want := x.names(x.list(t, who, "limit=200&q="+prefix)), x.inSight(t, sight, who, "ysc"); !slices.Equal(got, want) {
				t.Errorf("%s finds %v by the beginning of numbers, want %v", who, got, want)
			}
		}
	}
}

// reachingOut uses the filters and cursors of lists to get at orders out of sight.
func (x *town) reachingOut(sight table, routes []route) func(t *testing.T) {
	return func(t *testing.T) {
		cursors := x.cursors(t)
		for _, who := range townsfolk {
			if !who.bound() {
				continue
			}
			own := x.inSight(t, sight, who.name, "ysc")
			asked := map[string]bool{} // what names no order is asked once
			for _, m := range x.matters {
				if sight.cell(t, who.name, m.name) != "n" {
					continue
				}
				for _, query := range append(hostile(m, x.units[m.unit].ID.String()), cursors...) {
					if asked[query] {
						continue
					}
					asked[query] = true
					for _, r := range routes {
						name, _, _ := strings.Cut(query, "=")
						if r.method != http.MethodGet || r.reach != "list" || !r.may(who.roles...) || !x.takes(r.path, name) {
							continue
						}
						got := x.say(t, who.name, http.MethodGet, r.path+"?"+query, "")
						if found := got.finds(t, x.forbidden(t, sight, who, r.path)); found != "" || got.status >= 500 {
							t.Errorf("GET %s?%s as %s: %d, holds %q", r.path, query, who.name, got.status, found)
						}
						if r.path == "/api/v1/orders" && got.status == http.StatusOK {
							x.staysHome(t, got, query, own, m, who.name == "number_seat")
						}
					}
				}
			}
		}
	}
}

// staysHome holds that a page shows one's own orders only, none when another unit's are asked for (but to who answers a
// number: its orders are with any unit), and that its cursor names none but them.
func (x *town) staysHome(t *testing.T, got said, query string, own []string, m *matter, byNumber bool) {
	t.Helper()
	var l listed
	got.decode(t, &l)
	for _, name := range x.names(l) {
		if !slices.Contains(own, name) || strings.HasPrefix(query, "unit_id=") && m.unit != "" && !byNumber {
			t.Errorf("orders?%s shows %s", query, name)
		}
	}
	plain, err := base64.RawURLEncoding.DecodeString(l.Next)
	if err != nil {
		t.Errorf("orders?%s: cursor %q: %v", query, l.Next, err)
	}
	for _, other := range x.matters {
		if !slices.Contains(own, other.name) && strings.Contains(string(plain), other.order.String()) {
			t.Errorf("orders?%s: the cursor names %s", query, other.name)
		}
	}
}

// hostile are filters that reach for an order of another unit.
func hostile(m *matter, unit string) []string {
	list := []string{"order_id=" + m.order.String(), "number=" + m.number, "q=" + m.number, "q=" + m.number[:12], "q=" + url.QueryEscape(m.sign+"桥"),
		"q=" + url.QueryEscape(m.sign+"桥 OR 灯"), "q=" + url.QueryEscape(`"`+m.sign+`桥"*`), "q=" + url.QueryEscape("%"), "q=路灯&limit=200", "category_id=" + m.order.String(),
		"kind=help&limit=200", "urgent=false&limit=200", "from=2020-01-01&limit=200", "sort=due_at&limit=200", "limit=1", "cursor=" + m.order.String(), "unread=true"}
	for _, view := range []string{"all", "to_dispatch", "to_sign", "in_hand", "returned", "replied", "to_review", "overdue", "mine", "co", "passed"} {
		list = append(list, "view="+view+"&limit=200")
	}
	for _, state := range []string{"registered", "dispatched", "returned", "handling", "replied", "completed", "archived", "registered,completed,handling"} {
		list = append(list, "state="+state+"&limit=200")
	}
	if unit == "" {
		return append(list, "unit_id=&limit=200", "unit_id=0")
	}
	return append(list, "unit_id="+unit, "unit_id="+unit+"&view=overdue", "unit_id="+unit+"&sort=due_at", "unit_id="+unit+"&q="+m.number,
		"unit_id="+unit+"&q="+url.QueryEscape(m.sign+"桥"), "unit_id="+unit+"&view=mine", "unit_id="+unit+"&state=handling")
}

// cursors are cursors that a person of the centre was given, and forged ones.
func (x *town) cursors(t *testing.T) (list []string) {
	for _, query := range []string{"", "sort=due_at&", "q=" + url.QueryEscape("路灯") + "&"} {
		for _, limit := range []string{"1", "5"} {
			if next := x.list(t, "leader", query+"limit="+limit).Next; next != "" {
				list = append(list, "cursor="+next+"&limit=200&"+strings.TrimSuffix(query, "&"))
			}
		}
	}
	for _, plain := range []string{"-created_at|9223372036854775807|9223372036854775807", "due_at|0|0", "-created_at|-1|-1", "text|9223372036854775807|1"} {
		list = append(list, "cursor="+base64.RawURLEncoding.EncodeToString([]byte(plain))+"&limit=200")
	}
	return list
}

// counts holds the numbers beside the views against numbers counted by hand.
func (x *town) counts(t *testing.T) {
	for _, c := range readTable(t, "counts").rows {
		got := x.say(t, c[0], http.MethodGet, "/api/v1/orders/counts", "")
		if want := `{"views":{` + c[1] + `}}`; !sameJSON(t, got.body, want) {
			t.Errorf("%s counts %s, want %s", c[0], got.body, want)
		}
	}
}
