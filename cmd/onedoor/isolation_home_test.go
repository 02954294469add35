package main

import (
	"bufio"
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// bodies that a verb needs to get past its form, so that the refusal comes from the scope.
var verbBodies = map[string]string{
	"dispatch": `{"version":%v,"unit_id":"1"}`, "sign": `{"version":%v}`, "return": `{"version":%v,"reason_code":"not_duty","reason":"不属于本单位职责"}`,
	"review-return": `{"version":%v,"uphold":true,"note":"同意"}`, "reply": `{"version":%v,"outcome":"resolved","basis":"核查","reached":false,"public_text":"已办理"}`,
	"review": `{"version":%v,"approve":true,"note":"好"}`, "answer": `{"version":%v,"text":"答复"}`, "archive": `{"version":%v}`, "redo": `{"version":%v,"reason":"重办"}`,
	"urge": `{"version":%v,"note":"催"}`, "supplement": `{"version":%v,"content":"补充"}`, "note": `{"version":%v,"text":"备注"}`,
	"reassign": `{"version":%v,"unit_id":"1","reason":"改派"}`, "attachments": `{"attachment_ids":["1"]}`, "repeat": `{"door":"phone","content":"再次来电"}`,
	"apply": `{"version":%v,"kind":"extension","amount":1,"reason":"延期"}`, "resume": `{"version":%v,"reason":"恢复"}`, "progress": `{"version":%v,"content":"进展"}`,
	"invite": `{"version":%v,"unit_id":"1","ask":"协助"}`, "contribute": `{"version":%v,"text":"已查"}`, "insist": `{"version":%v,"reason":"坚持"}`,
	"return-invite": `{"version":%v,"reason_code":"other","reason":"退回"}`, "release": `{"version":%v,"reason":"撤销"}`,
	"ask-contact": `{"version":%v,"ask":"请问是哪一栋"}`,
	"transfer":    `{"version":%v,"unit_id":"1"}`, "recall": `{"version":%v,"reason":"收回"}`,
	"contact": `{"version":%v,"contacted_at":"2026-11-20T09:00:00+08:00","reached":true}`,
	"reveal":  `{"purpose":"callback","reason":"回拨核实"}`, "originals": `{"purpose":"handle","reason":"核对内容"}`, "attempts": `{"reached":false,"note":""}`,
}

// TestOtherUnit asks, as a unit's officer and as a sub-centre's lead, for one thing of another unit's order by every
// route: each answers exactly as for a thing that does not exist.
func TestOtherUnit(t *testing.T) {
	x := newIsolationCity(t)
	q := x.store.Read(t.Context())
	requests, err := x.intake.RequestsOf(q, auth.System, x.other.ID, 0)
	if err != nil || len(requests) == 0 {
		t.Fatalf("no request behind the order: %v", err)
	}
	things := map[string]ids.ID{"order": x.other.ID, "request": requests[0].ID, "contact": requests[0].Contact}
	if requests[0].Identity != nil {
		things["identity"] = requests[0].Identity.ID
	}
	for _, role := range []string{"officer", "subcentre"} {
		c := x.as(t, accounts[role])
		for _, r := range x.routes {
			thing, ok := things[r.reach]
			if !ok || !strings.Contains(r.path, "{id}") || !slices.Contains(r.who, role) {
				continue
			}
			last := r.path[strings.LastIndex(r.path, "/")+1:]
			for _, version := range []int64{x.other.Version, 1, 99} {
				body := ""
				if r.method != http.MethodGet {
					if body = strings.ReplaceAll(verbBodies[last], "%v", itoa(version)); body == "" {
						t.Fatalf("%s has no body in verbBodies", r.path)
					}
				}
				theirs := ask(t, c, r.method, filled(r.path, thing.String()), body)
				nothing := ask(t, c, r.method, filled(r.path, "987654321"), body)
				if theirs.status != nothing.status || theirs.code != nothing.code || theirs.status < 400 {
					t.Errorf("%s %s as %s: %d %s for another unit's, %d %s for nothing: they must not differ, nor succeed",
						r.method, r.path, role, theirs.status, theirs.code, nothing.status, nothing.code)
				}
			}
		}
	}
}

// TestListsStayHome reads every list as a unit's officer, with filters that reach out, and looks for anything of
// other units' orders in what comes back.
func TestListsStayHome(t *testing.T) {
	x := newIsolationCity(t)
	c := x.as(t, accounts["officer"])
	secrets := x.others(t)
	unit := x.other.Unit.String()
	filters := []string{"", "?limit=200", "?unit_id=" + unit, "?view=all&unit_id=" + unit + "&limit=200", "?q=" + x.other.Number, "?q=" + x.other.Number[:6],
		"?state=replied&limit=200", "?order_id=" + x.other.ID.String(), "?sort=due_at&limit=200", "?view=to_dispatch", "?view=returned&limit=200", "?view=mine",
		"?view=overdue&limit=200", "?cursor=" + x.centreCursor(t)}
	for _, r := range x.routes {
		if r.reach != "list" || r.method != http.MethodGet {
			continue
		}
		for _, filter := range filters {
			got := ask(t, c, r.method, r.path+filter, "")
			body := got.body
			if strings.HasSuffix(r.path, ".xlsx") && got.status == http.StatusOK {
				body = unzipped(t, []byte(body))
			}
			for _, secret := range secrets {
				if strings.Contains(body, secret) {
					t.Errorf("GET %s%s as an officer holds %q of another unit", r.path, filter, secret)
					break
				}
			}
		}
	}
	t.Run("CountsAreOwn", func(t *testing.T) {
		var counts struct {
			Views map[string]int `json:"views"`
		}
		if err := c.call(t.Context(), "GET", "/orders/counts", "", nil, &counts); err != nil {
			t.Fatal(err)
		}
		var open int
		if err := x.store.Read(t.Context()).QueryRow(`SELECT COUNT(*) FROM workorder_order WHERE unit_id = ? AND state = 'handling'`, x.mine.ID).Scan(&open); err != nil {
			t.Fatal(err)
		}
		if counts.Views["in_hand"] != open || open == 0 {
			t.Errorf("in hand %d, the unit has %d", counts.Views["in_hand"], open)
		}
	})
}

// others collects ids, numbers and titles of orders that are not the officer's unit's, and in which it never took part.
func (x *isolationCity) others(t *testing.T) (list []string) {
	t.Helper()
	rows, err := x.store.Read(t.Context()).Query(`SELECT id, number, title FROM workorder_order WHERE unit_id <> ?
		AND id NOT IN (SELECT order_id FROM workorder_party WHERE unit_id = ?)`, x.mine.ID, x.mine.ID)
	type row struct {
		id            ids.ID
		number, title string
	}
	all, err := store.Collect(rows, err, func(r store.Row) (o row, err error) { return o, r.Scan(&o.id, &o.number, &o.title) })
	if err != nil || len(all) < 100 {
		t.Fatalf("%d orders of others, err = %v", len(all), err)
	}
	own := map[string]bool{}
	mine, err := x.store.Read(t.Context()).Query(`SELECT title FROM workorder_order WHERE unit_id = ?
		OR id IN (SELECT order_id FROM workorder_party WHERE unit_id = ?)`, x.mine.ID, x.mine.ID)
	titles, err := store.Collect(mine, err, func(r store.Row) (s string, err error) { return s, r.Scan(&s) })
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range titles {
		own[s] = true
	}
	for _, o := range all {
		list = append(list, o.id.String(), o.number)
		if !own[o.title] {
			list = append(list, o.title)
		}
	}
	return list
}

// centreCursor is a cursor that somebody of the centre was given.
func (x *isolationCity) centreCursor(t *testing.T) string {
	t.Helper()
	var page struct {
		Next string `json:"next_cursor"`
	}
	if err := x.as(t, "leader1").call(t.Context(), "GET", "/orders?limit=5", "", nil, &page); err != nil {
		t.Fatal(err)
	}
	return page.Next
}

// TestStreamStaysHome listens as a unit's officer from the very first event on: nothing of others comes.
func TestStreamStaysHome(t *testing.T) {
	x := newIsolationCity(t)
	c := x.as(t, accounts["officer"])
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, x.server.URL+"/api/v1/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Last-Event-ID", "0")
	c.http.Timeout = 0
	res, err := c.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	lines := bufio.NewScanner(res.Body)
	for lines.Scan() && lines.Text() != "data: {}" { // hello
	}
	note := func(order ids.ID, unit ids.ID) {
		t.Helper()
		err := x.store.Write(t.Context(), func(tx *store.Tx) error {
			_, err := x.orders.Note(tx, auth.System, order, 0, workorder.NoteIn{Text: "测试备注"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	var mine ids.ID
	if err := x.store.Read(t.Context()).QueryRow(`SELECT id FROM workorder_order WHERE unit_id = ? AND state = 'handling' LIMIT 1`, x.mine.ID).Scan(&mine); err != nil {
		t.Fatal(err)
	}
	note(x.other.ID, x.other.Unit)
	note(mine, x.mine.ID)
	for lines.Scan() {
		text := lines.Text()
		if strings.Contains(text, x.other.ID.String()) {
			t.Fatalf("the officer heard of another unit's order: %s", text)
		}
		if strings.Contains(text, mine.String()) && strings.Contains(text, "workorder.noted") {
			return // the later event came, the earlier did not
		}
	}
	t.Fatalf("the officer's own event did not come: %v", lines.Err())
}
