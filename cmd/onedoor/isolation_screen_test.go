package main

import (
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var screenRoute = regexp.MustCompile(`<Route path="(/[^"]+)"`)

// screens holds the screens of the staff application against isolation.screens.txt, and reads for each what it reads, as
// every role that it is for: nobody is refused on their own screen.
func (x *town) screens(routes []route) func(t *testing.T) {
	return func(t *testing.T) {
		source, err := os.ReadFile("../../web/src/app/Screens.tsx")
		if err != nil {
			t.Fatal(err)
		}
		table := readTable(t, "screens")
		listed := table.column("screen")
		var real []string
		for _, m := range screenRoute.FindAllStringSubmatch(string(source), -1) {
			real = append(real, m[1])
		}
		for _, screen := range real {
			if !slices.Contains(listed, screen) {
				t.Errorf("the screen %s is not in isolation.screens.txt", screen)
			}
		}
		for _, screen := range listed {
			if !slices.Contains(real, screen) {
				t.Errorf("%s is listed but no such screen exists", screen)
			}
		}
		for _, cells := range table.rows {
			for role := range strings.SplitSeq(cells[1], ",") {
				for _, read := range strings.Fields(cells[2]) {
					x.opens(t, routes, cells[0], role, read)
				}
			}
		}
	}
}

// opens reads one thing of a screen as somebody of a role; everybody and nobody stand for themselves.
func (x *town) opens(t *testing.T, routes []route, screen, role, read string) {
	t.Helper()
	roles := []string{role}
	if role == "everybody" {
		roles = readTable(t, "verbs").columns[2:]
	}
	for _, who := range roles {
		m := x.matter("a")
		switch who {
		case "subcentre":
			m = x.matter("s1")
		case "number_seat":
			m = x.matter("line")
		}
		only, path, limited := strings.Cut(read, "|")
		if !limited {
			path = read
		} else if !slices.Contains(strings.Split(only, ","), who) {
			continue
		}
		p, ok := x.fill([]string{"GET", path, "", "", "-"}, m, m.files[0], m.version)
		if !ok { // the list of follow-ups opens a completed order
			p, _ = x.fill([]string{"GET", path, "", "", "-"}, x.matter("a-done"), 0, 0)
		}
		routeOf(t, routes, "GET", "/api/v1"+path)
		if got := x.say(t, who, http.MethodGet, "/api/v1"+p.path, ""); got.status != http.StatusOK {
			t.Errorf("%s as %s: GET %s: %d %s", screen, who, p.path, got.status, got.body)
		}
	}
}

// post sends JSON as somebody; pairs of names and values change the first request of a form.
func (x *town) post(t *testing.T, who, path string, in map[string]any, change ...string) said {
	t.Helper()
	if len(change) == 2 {
		in["requests"].([]any)[0].(map[string]any)[change[0]] = change[1]
	}
	text, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	return x.say(t, who, http.MethodPost, path, string(text))
}
