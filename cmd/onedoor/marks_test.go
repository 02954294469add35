package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"onedoor/internal/platform/sheet"
)

// markedElsewhere are files that the demo city cannot hand out, and the test that holds their mark.
var markedElsewhere = map[string]string{
	"/api/v1/dispatch-catalogue/replays/{id}/file": "a replay runs as a job: TestCatalogueReplay of triage",
	"/api/v1/campaigns/{id}/people.xlsx":           "this city has no campaigns: TestPeopleXLSX of outreach",
}

// filesOf names a thing for the route of a file: the list where one is found, and who reads that list.
var filesOf = map[string]string{
	"/api/v1/dispatch-catalogue/versions/{id}": "/dispatch-catalogue/versions",
	"/api/v1/grade-periods/{id}":               "/grade-periods",
	"/api/v1/meetings/{id}":                    "/meetings?past=true",
	"/api/v1/orders/{id}":                      "/orders?limit=1",
	"/api/v1/storms/{id}":                      "/storms",
}

// TestExports_Marked downloads every file of the API that is put together for its reader: each tells whose copy it is.
func TestExports_Marked(t *testing.T) {
	x := newIsolationCity(t)
	people, seen := map[string]*client{}, 0
	for _, r := range x.routes {
		if r.method != http.MethodGet || !isFile(r.path) || markedElsewhere[r.path] != "" {
			continue
		}
		login := accounts[r.who[0]]
		if login == "" {
			login = accounts["leader"] // everybody
		}
		if people[login] == nil {
			people[login] = x.as(t, login)
		}
		as, path := people[login], r.path
		if base, _, ok := strings.Cut(path, "/{id}"); ok {
			path = strings.Replace(path, "{id}", firstListed(t, as, filesOf[base+"/{id}"]), 1)
		}
		got := ask(t, as, http.MethodGet, path, "")
		if got.status != http.StatusOK {
			t.Errorf("%s as %s: %d %s", path, login, got.status, got.body)
			continue
		}
		if whose := markOf(t, path, []byte(got.body)); !strings.Contains(whose, " "+login+" 20") {
			t.Errorf("%s as %s is a copy of %q", path, login, whose)
		}
		seen++
	}
	if seen < 40 {
		t.Errorf("%d files were seen", seen)
	}
}

func isFile(path string) bool {
	if !strings.HasPrefix(path, "/api/v1/") {
		return false
	}
	for _, end := range []string{".xlsx", "/export", "/file", "{id}/history"} {
		if strings.HasSuffix(path, end) {
			return true
		}
	}
	return false
}

func firstListed(t *testing.T, as *client, list string) string {
	t.Helper()
	var page struct {
		Items []struct {
			ID json.RawMessage `json:"id"`
		} `json:"items"`
	}
	got := ask(t, as, http.MethodGet, "/api/v1"+list, "")
	if err := json.Unmarshal([]byte(got.body), &page); err != nil || len(page.Items) == 0 {
		t.Fatalf("%s: %d %s", list, got.status, got.body)
	}
	return strings.Trim(string(page.Items[0].ID), `"`)
}

// markOf is whose copy a workbook, a text or a history is.
func markOf(t *testing.T, path string, file []byte) string {
	t.Helper()
	if !bytes.HasPrefix(file, []byte("PK")) {
		var h struct {
			Whose string `json:"whose"`
		}
		if err := json.Unmarshal(file, &h); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		return h.Whose
	}
	parts, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Errorf("%s: %v", path, err)
		return ""
	}
	if text, err := parts.Open("word/header1.xml"); err == nil {
		defer func() { _ = text.Close() }()
		words, err := io.ReadAll(text)
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		return string(words)
	}
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Errorf("%s: %v", path, err)
		return ""
	}
	defer func() { _ = book.Close() }()
	whose, err := book.GetCellValue(sheet.MarkSheet, "A2")
	if err != nil {
		return fmt.Sprint(err)
	}
	for _, name := range book.GetSheetList() {
		if foot, err := book.GetHeaderFooter(name); name != sheet.MarkSheet && (err != nil || foot == nil || foot.OddFooter != "&C"+whose) {
			t.Errorf("%s: the foot of %s is %+v: %v", path, name, foot, err)
		}
	}
	return whose
}
