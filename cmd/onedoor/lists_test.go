package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// keyedList is a list of the API that pages by key, with the names of its orders, and where its rows are found in its file.
type keyedList struct {
	login, path string
	sorts       string
	field       string // of a row; what the column of the file holds
	column      int
}

var keyedLists = []keyedList{
	{"leader1", "/followups?state=done", "next_at completed_at closed_at attempts number id", "order_number", 0},
	{"leader1", "/followups", "next_at completed_at number", "order_number", 0},
	{"leader1", "/rechecks?state=done", "next_at completed_at at attempts number id", "order_number", 0},
	{"leader1", "/refusals", "refused_at appeal_until appealed_at code number", "number", 0},
	{"leader1", "/precedents", "decided_at reason verdict", "number", 0},
	{"supervisor1", "/orders/shelved", "progress_due_at shelved_at planned_at number", "number", 0},
	{"supervisor1", "/supervise/watch?view=urged", "due_at next_at number card repeats urges redos returns", "number", 0},
	{"supervisor1", "/supervise/cards", "at due_at level number lifted_at", "number", 1},
	{"supervisor1", "/supervise/cases", "due_at opened_at closed_at reason number", "number", 0},
	{"supervisor1", "/supervise/tasks?state=open", "due_at given_at answered_at number", "number", 0},
	{"supervisor1", "/supervise/docket", "at reason number decided_at", "number", 0},
	{"supervisor1", "/supervise/suggestions", "at rule number", "number", 0},
	{"supervisor1", "/meetings?past=true", "at number title state", "number", 0},
	{"inspector1", "/doubts", "score completed_at judged_at number", "order_number", 1},
	{"auditor1", "/openings", "at actor", "actor_name", 1},
	{"auditor1", "/retention/erasures", "asked_at decided_at number", "number", 0},
	{"auditor1", "/retention/holds", "set_at lifted_at number", "number", 0},
	{"admin1", "/partner-messages", "at kind state attempts", "id", 10},
	{"admin1", "/partner-messages?direction=in", "at kind state", "id", 10},
	{"admin1", "/jobs?state=waiting", "run_at", "id", 0},
	{"editor1", "/articles", "updated_at expires_at title", "id", 0},
}

// TestLists reads each list of the demo city in each of its orders, both ways: page by page as at once, no row twice, and its
// file in the same order.
func TestLists(t *testing.T) {
	x := newIsolationCity(t)
	people := map[string]*client{}
	rows := 0
	for _, l := range keyedLists {
		if people[l.login] == nil {
			people[l.login] = x.as(t, l.login)
		}
		r := listReader{keyedList: l, as: people[l.login]}
		for name := range strings.FieldsSeq(l.sorts) {
			for _, sort := range []string{name, "-" + name} {
				whole := r.read(t, sort, 200, 1)
				r.same(t, sort, whole, r.read(t, sort, max(1, len(whole)/3), 2))
				rows += len(whole)
			}
			up, down := r.read(t, name, 200, 1), r.read(t, "-"+name, 200, 1)
			slices.Reverse(down)
			if len(up) < 200 {
				r.same(t, name+" turned round", up, down)
			}
		}
		r.file(t, "-"+strings.Fields(l.sorts)[0])
		for _, query := range []string{"sort=salary", "cursor=x", "cursor=" + url.QueryEscape("eyJzIjoieCJ9")} {
			got := ask(t, r.as, http.MethodGet, "/api/v1"+r.with(query), "")
			if got.status != http.StatusBadRequest || !strings.Contains(got.code, ".bad_") {
				t.Errorf("%s with %s: %d %s", l.path, query, got.status, got.code)
			}
		}
	}
	if rows < 500 {
		t.Errorf("%d rows were read in all: the demo city shows too little", rows)
	}
}

// same holds that two readings begin with the same rows.
func (r listReader) same(t *testing.T, sort string, one, other []string) {
	t.Helper()
	for i := range min(len(one), len(other)) {
		if one[i] != other[i] {
			t.Errorf("%s by %s: row %d is %s and %s", r.path, sort, i+1, one[i], other[i])
			return
		}
	}
}

type listReader struct {
	keyedList
	as *client
}

func (r listReader) with(query string) string {
	mark := "?"
	if strings.Contains(r.path, "?") {
		mark = "&"
	}
	return r.path + mark + query
}

// read is the list's rows by what names them.
func (r listReader) read(t *testing.T, sort string, limit, pages int) (names []string) {
	t.Helper()
	cursor := ""
	for range pages {
		var page struct {
			Items []map[string]any `json:"items"`
			Next  string           `json:"next_cursor"`
		}
		got := ask(t, r.as, http.MethodGet, "/api/v1"+r.with(fmt.Sprintf("sort=%s&limit=%d&cursor=%s", sort, limit, cursor)), "")
		if err := json.Unmarshal([]byte(got.body), &page); err != nil || got.status != http.StatusOK {
			t.Fatalf("%s by %s: %d %s", r.path, sort, got.status, got.body)
		}
		for _, row := range page.Items {
			id := row["id"]
			if id == nil {
				id = row["order_id"]
			}
			names = append(names, fmt.Sprint(id))
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	if seen := slices.Compact(slices.Sorted(slices.Values(names))); len(seen) != len(names) {
		t.Errorf("%s by %s: a row twice: %v", r.path, sort, names)
	}
	return names
}

// file holds the workbook against the list: as many rows, in the same order.
func (r listReader) file(t *testing.T, sort string) {
	t.Helper()
	path, query, _ := strings.Cut(r.with("sort="+sort), "?")
	got := ask(t, r.as, http.MethodGet, "/api/v1"+path+".xlsx?"+query, "")
	if got.status != http.StatusOK {
		t.Errorf("%s.xlsx: %d %s", path, got.status, got.body)
		return
	}
	book, err := excelize.OpenReader(bytes.NewReader([]byte(got.body)))
	if err != nil {
		t.Errorf("%s.xlsx: %v", path, err)
		return
	}
	defer func() { _ = book.Close() }()
	rows, err := book.GetRows(book.GetSheetName(0))
	if err != nil {
		t.Errorf("%s.xlsx: %v", path, err)
		return
	}
	var page struct {
		Items []map[string]any `json:"items"`
	}
	answer := ask(t, r.as, http.MethodGet, "/api/v1"+r.with("limit=200&sort="+sort), "")
	if err := json.Unmarshal([]byte(answer.body), &page); err != nil {
		t.Fatal(err)
	}
	for i, row := range page.Items {
		want := fmt.Sprint(row[r.field])
		if row[r.field] == nil {
			want = ""
		}
		told := ""
		if i+1 < len(rows) && r.column < len(rows[i+1]) {
			told = rows[i+1][r.column]
		}
		if told != want {
			t.Errorf("%s.xlsx, row %d: %q, and the list says %q", path, i+1, told, want)
			return
		}
	}
}
