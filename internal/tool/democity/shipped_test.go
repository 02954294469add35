package democity

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestShipped(t *testing.T) {
	c := mustLoad(t)
	divisions := map[string]int{}
	for _, d := range c.Divisions {
		if d.Kind == "zone" {
			divisions["zone"]++
			continue
		}
		divisions[d.Level]++
	}
	units, modes := map[string]int{}, map[string]int{}
	handling := 0
	for _, u := range c.Units {
		units[u.Kind]++
		if u.Handles() {
			handling++
		}
	}
	for _, h := range c.Hotlines {
		modes[h.Mode]++
	}
	levels := map[int]int{}
	for _, k := range c.Categories {
		levels[k.Level]++
	}
	entries := map[string]int{}
	for _, e := range c.Entries {
		entries[e.Kind]++
	}
	requests, busy := 0, map[string]bool{}
	for _, s := range c.Scenarios {
		requests += len(s.Places)
		for _, place := range s.Places {
			busy[c.Target(s, place)] = true
		}
	}
	for _, u := range c.Units {
		if u.Handles() && !busy[u.Code] {
			t.Errorf("no request is for %s: its people would see empty screens", u.ShortName)
		}
	}
	for _, n := range []struct {
		what             string
		got, least, most int
	}{
		{"districts", divisions["area"], 3, 3},
		{"towns and streets", divisions["street"], 31, 31},
		{"communities", divisions["village"], 345, 345},
		{"zones", divisions["zone"], 3, 10},
		{"units", handling, 79, 79},
		{"centres", units["centre"], 1, 1},
		{"sub-centres", units["subcentre"], 3, 3},
		{"companies", units["company"], 5, 20},
		{"zones' units", units["zone"], divisions["zone"], divisions["zone"]},
		{"hotlines", len(c.Hotlines), 46, 46},
		{"merged", modes["full_merge"], 10, 40},
		{"parallel", modes["dual_number"], 10, 40},
		{"with sub-centre", modes["sub_centre"], 3, 10},
		{"not brought in", modes["none"], 1, 10},
		{"level 1", levels[1], 18, 24},
		{"level 2", levels[2], 80, 120},
		{"level 3", levels[3], 230, 320},
		{"staff", len(c.Staff), 60, 200},
		{"people", len(c.People), 100, 500},
		{"articles", entries[Article], 100, 500},
		{"announcements", entries[Announcement], 10, 50},
		{"wordings", entries[Wording], 15, 50},
		{"scenarios", len(c.Scenarios), 115, 200},
		{"requests", requests, 390, 500},
	} {
		if n.got < n.least || n.got > n.most {
			t.Errorf("%d %s, want %d to %d", n.got, n.what, n.least, n.most)
		}
	}
}

// TestShipped_categories holds that the scenarios show the whole city: its fields, its kinds of request, its units.
func TestShipped_variety(t *testing.T) {
	c := mustLoad(t)
	fields, kinds, targets := map[string]bool{}, map[string]bool{}, map[string]bool{}
	direct, sealed, business, wrong, languages := 0, 0, 0, 0, map[string]bool{}
	for _, s := range c.Scenarios {
		fields[s.Category[:2]] = true
		kinds[s.Kind] = true
		languages[s.Language] = true
		for _, p := range s.Places {
			targets[c.Target(s, p)] = true
		}
		for _, flag := range []struct {
			is bool
			n  *int
		}{{s.Direct != nil, &direct}, {s.Sealed, &sealed}, {s.Enterprise, &business}, {s.WrongUnit != "", &wrong}} {
			if flag.is {
				*flag.n++
			}
		}
	}
	if len(fields) < 20 || len(kinds) != 7 || len(targets) < 60 || direct < 10 || sealed < 5 || business < 5 || wrong < 10 || len(languages) < 3 {
		t.Errorf("%d fields, %d kinds, %d units, %d direct, %d sealed, %d business, %d mistaken, %d languages",
			len(fields), len(kinds), len(targets), direct, sealed, business, wrong, len(languages))
	}
	if c.Default("010101", "440402100011") != "tangjia" || c.Default("110101", "440402100011") != "gaoxin" {
		t.Error("a functional zone's town does not go to the zone")
	}
}

// TestShipped_texts looks for what must not be in texts that everybody can read.
func TestShipped_texts(t *testing.T) {
	c := mustLoad(t)
	number := regexp.MustCompile(`[0-9]{7,}`)
	law := regexp.MustCompile(`第[一二三四五六七八九十百0-9]+条|〔[0-9]+〕`)
	seen := map[string]string{}
	check := func(where, text string) {
		if number.MatchString(text) || law.MatchString(text) {
			t.Errorf("%s: a long number or an article of a law: %s", where, text)
		}
		if strings.Contains(text, placeMark) || strings.Contains(text, startMark) || strings.Contains(text, endMark) {
			t.Errorf("%s: an empty place is left: %s", where, text)
		}
	}
	for _, e := range c.Entries {
		body := e.Body(monday)
		check(e.Code, e.Title+e.Summary+body)
		if other := seen[body]; other != "" {
			t.Errorf("%s says the same as %s", e.Code, other)
		}
		seen[body] = e.Code
	}
	for _, s := range c.Scenarios {
		for _, p := range s.Places {
			check(s.Code, s.Title(p)+s.Content(p))
		}
		check(s.Code, s.Reply.Text+s.Reply.Basis+s.Reply.Note+s.Urge+s.Supplement)
	}
}

func TestEntry_Body(t *testing.T) {
	c := mustLoad(t)
	e, ok := c.Entry("gg-01")
	if !ok {
		t.Fatal("no gg-01")
	}
	if body := e.Body(monday); !strings.Contains(body, "11月15日23时00分至11月17日06时00分") {
		t.Error(body)
	}
	for _, e := range c.Entries {
		if at := e.Expires.At(monday); !at.After(monday) {
			t.Errorf("%s has expired when it is installed", e.Code)
		}
		if e.Kind == Announcement && e.Ends.At(monday).Before(monday.Add(-24*time.Hour)) {
			t.Errorf("%s is over when it is installed", e.Code)
		}
	}
}

func TestAccounts(t *testing.T) {
	c := mustLoad(t)
	list := c.Accounts()
	for _, role := range roles {
		if !slices.ContainsFunc(list, func(a Account) bool { return a.Role == role }) {
			t.Errorf("no account of role %s", role)
		}
	}
	logins := map[string]bool{}
	for _, a := range list {
		if a.Name == "" || a.Unit == "" || logins[a.Login] {
			t.Errorf("%+v", a)
		}
		logins[a.Login] = true
	}
	if len(list) < len(roles)+3 {
		t.Errorf("%d accounts", len(list))
	}
}
