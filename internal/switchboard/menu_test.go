package switchboard

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/testkit"
)

// twoLevels is a menu with a choice under a choice, an information, and a farewell.
func twoLevels() Menu {
	return Menu{Human: "general", Hours: Hours{"08:30", "17:30"},
		Entries: []Entry{{Step: "water", Hotlines: []string{"96116"}}, {Step: "night", When: WhenNight}, {Step: "welcome"}},
		Steps: []MenuStep{
			{ID: "welcome", Name: "欢迎", Say: "{城市}{热线}。{按键}", Sound: "welcome", Keys: map[string]string{"1": "queue:general", "2": "queue:business", "4": "step:living", "9": "step:bye"}},
			{ID: "living", Name: "生活服务", Say: "{按键}", Keys: map[string]string{"1": "step:card", "2": "queue:foreign", "*": "back"}, Then: "queue:business"},
			{ID: "card", Name: "社保卡", Say: "请到就近网点办理。", Then: "back"},
			{ID: "bye", Name: "办公时间", Say: "工作日八点半到十七点半。", Then: "end"},
			{ID: "night", Name: "夜间", Say: "现在是夜间。", Keys: map[string]string{"1": "queue:general"}},
			{ID: "water", Name: "供水", Say: "供水热线。", Then: "queue:business"},
		}}
}

// line is a special line for tests.
func line(code, key, hotline string, opens, closes time.Time) Special {
	return Special{ID: 77, Template: "flood", Queue: Queue{Code: code, Name: "防汛专线", Needs: []string{"flood"}, Ring: 20, Announce: 30, MaxWait: 600, WrapUp: 60, Target: 15},
		Key: key, Hotline: hotline, Say: "您正在接入防汛专线。", OpensAt: opens, ClosesAt: closes}
}

// TestMenuWalk is the table of step × key: a - is nothing pressed until all was said.
func TestMenuWalk(t *testing.T) {
	now := testkit.Monday // a working day, by day
	r := NewRouting(twoLevels(), ShippedQueues(), []Special{line("flood-1", "5", "96000", now, now.Add(time.Hour))})
	for _, c := range []struct{ hotline, when, keys, want string }{
		{"12345", "", "", "at welcome"},
		{"12345", "", "-", "general"},
		{"12345", "", "1", "general"},
		{"12345", "", "2", "business"},
		{"12345", "", "0", "general"},
		{"12345", "", "3", "at welcome"}, // wrong: said again
		{"12345", "", "33", "general"},   // and once more
		{"12345", "", "3-", "general"},
		{"12345", "", "32", "business"},
		{"12345", "", "4", "at living"},
		{"12345", "", "4-", "business"}, // of that step
		{"12345", "", "477", "business"},
		{"12345", "", "40", "general"},
		{"12345", "", "4*", "at welcome"},
		{"12345", "", "4*2", "business"},
		{"12345", "", "42", "foreign"},
		{"12345", "", "41", "at card"},
		{"12345", "", "417", "at card"}, // an information goes on
		{"12345", "", "41-", "at living"},
		{"12345", "", "410", "general"},
		{"12345", "", "41-2", "foreign"},
		{"12345", "", "9", "at bye"},
		{"12345", "", "90", "general"},
		{"12345", "", "9-", "end"},
		{"12345", "", "5", "at line:flood-1"},
		{"12345", "", "5-", "flood-1"},
		{"12345", "", "50", "flood-1"}, // its people
		{"96000", "", "", "at line:flood-1"},
		{"96000", "", "-", "flood-1"},
		{"96116", "", "", "at water"},
		{"96116", "", "0", "business"},
		{"12345", "night", "", "at night"},
		{"12345", "night", "5", "at line:flood-1"},
		{"12345", "night", "2", "at night"},
		{"12345", "holiday", "", "at welcome"},
	} {
		t.Run(strings.Join([]string{c.hotline, c.when, c.keys}, "/"), func(t *testing.T) {
			v := r.try(now, TryIn{Hotline: c.hotline, When: c.when, Keys: strings.Split(c.keys, "")})
			got := v.Queue
			switch {
			case v.Ended:
				got = "end"
			case got == "":
				got = "at " + v.At
			}
			if got != c.want {
				t.Errorf("%s, want %s; heard %+v", got, c.want, v.Said)
			}
		})
	}
}

func TestMenuWhen(t *testing.T) {
	r := NewRouting(twoLevels(), ShippedQueues(), nil)
	r.Working = func(_ int, _ time.Month, day int) bool { return day != testkit.Monday.Day()+1 }
	day := time.Date(testkit.Monday.Year(), testkit.Monday.Month(), testkit.Monday.Day(), 0, 0, 0, 0, testkit.Monday.Location())
	for minute, want := range map[int]string{8*60 + 29: WhenNight, 8*60 + 30: WhenWorking, 17*60 + 29: WhenWorking, 17*60 + 30: WhenNight} {
		at := day.Add(time.Duration(minute) * time.Minute)
		if got := r.when(at); got != want {
			t.Errorf("%s is %s, want %s", at, got, want)
		}
		if got := r.when(at.AddDate(0, 0, 1)); got != WhenHoliday {
			t.Errorf("a day off is %s", got)
		}
	}
}

// TestFirstMenu: what ships is what was there before the menu was data, is right, and follows an installation's own queues.
func TestFirstMenu(t *testing.T) {
	m, err := ParseMenu(shippedMenu)
	if err != nil || !reflect.DeepEqual(m, FirstMenu(ShippedQueues())) {
		t.Errorf("%+v, %v", m, err)
	}
	own := []Queue{{Code: "one", Name: "甲", Key: "7"}, {Code: "two", Name: "乙"}, {Code: "zero", Name: "丙", Key: "0"}}
	m = FirstMenu(own)
	if list := m.Check(own, nil); len(list) > 0 {
		t.Error(list)
	}
	if !reflect.DeepEqual(m.Steps[0].Keys, map[string]string{"7": "queue:one"}) || m.Human != "one" {
		t.Errorf("%+v", m)
	}
	r := NewRouting(FirstMenu(ShippedQueues()), ShippedQueues(), nil)
	r.Fill = map[string]string{"城市": "清江市", "热线": "12345"}
	if text := r.text(&r.Menu.Steps[0]); !strings.Contains(text, "清江市12345") || !strings.HasSuffix(text, "政务服务，请按1。企业服务，请按2。外语服务，请按3。粤语服务，请按4。老年人专席，请按星号键。人工服务，请按0。") {
		t.Error(text)
	}
}

func TestMenuCheck(t *testing.T) {
	m := twoLevels()
	if list := m.Check(ShippedQueues(), nil); len(list) > 0 {
		t.Fatal(list)
	}
	deep := MenuStep{ID: "deep", Name: "第三级", Say: "一", Keys: map[string]string{"1": "queue:general"}}
	for name, c := range map[string]struct {
		change      func(m *Menu)
		field, step string
	}{
		"Empty":         {func(m *Menu) { m.Steps = nil }, "steps", ""},
		"NoHuman":       {func(m *Menu) { m.Human = "nobody" }, "human", ""},
		"Hours":         {func(m *Menu) { m.Hours.To = "08:00" }, "hours", ""},
		"HoursNonsense": {func(m *Menu) { m.Hours.From = "8.30" }, "hours", ""},
		"NoEntry":       {func(m *Menu) { m.Entries = nil }, "entries", ""},
		"LastEntry":     {func(m *Menu) { m.Entries[2].When = WhenHoliday }, "entries", ""},
		"EntryStep":     {func(m *Menu) { m.Entries[0].Step = "gone" }, "entries[0].step", ""},
		"EntryWhen":     {func(m *Menu) { m.Entries[1].When = "noon" }, "entries[1].when", ""},
		"EntryNumber":   {func(m *Menu) { m.Entries[0].Hotlines = []string{"abc"} }, "entries[0].hotlines", ""},
		"Twice":         {func(m *Menu) { m.Steps[3].ID = "card" }, "steps[3].id", "card"},
		"Zero":          {func(m *Menu) { m.Steps[1].Keys["0"] = "step:card" }, "steps[1].keys.0", "living"},
		"ZeroQueue":     {func(m *Menu) { m.Steps[1].Keys["0"] = "queue:foreign" }, "steps[1].keys.0", "living"},
		"Key":           {func(m *Menu) { m.Steps[1].Keys["12"] = "queue:foreign" }, "steps[1].keys.12", "living"},
		"Nowhere":       {func(m *Menu) { m.Steps[1].Keys["1"] = "step:gone" }, "steps[1].keys.1", "living"},
		"NoQueue":       {func(m *Menu) { m.Steps[1].Keys["2"] = "queue:gone" }, "steps[1].keys.2", "living"},
		"EndByKey":      {func(m *Menu) { m.Steps[1].Keys["2"] = "end" }, "steps[1].keys.2", "living"},
		"Silent":        {func(m *Menu) { m.Steps[2].Then = "" }, "steps[2].then", "card"},
		"SilentEnd":     {func(m *Menu) { m.Steps[1].Then = "end" }, "steps[1].then", "living"},
		"BackFromEntry": {func(m *Menu) { m.Steps[5].Then = "back" }, "steps[5].then", "water"},
		"NoName":        {func(m *Menu) { m.Steps[2].Name = " " }, "steps[2].name", "card"},
		"NoWords":       {func(m *Menu) { m.Steps[2].Say = "" }, "steps[2].say", "card"},
		"Long":          {func(m *Menu) { m.Steps[2].Say = strings.Repeat("字", 601) }, "steps[2].say", "card"},
		"Variable":      {func(m *Menu) { m.Steps[2].Say = "{姓名}您好" }, "steps[2].say", "card"},
		"Brace":         {func(m *Menu) { m.Steps[2].Say = "{城市" }, "steps[2].say", "card"},
		"Path":          {func(m *Menu) { m.Steps[2].Sound = "../etc/x" }, "steps[2].sound", "card"},
		"Unreached":     {func(m *Menu) { delete(m.Steps[0].Keys, "9") }, "steps[3].id", "bye"},
		"Circle":        {func(m *Menu) { m.Steps[1].Keys["3"] = "step:welcome" }, "steps[1].keys.3", "living"},
		"Self":          {func(m *Menu) { m.Steps[1].Keys["3"] = "step:living" }, "steps[1].keys.3", "living"},
		"Deep": {func(m *Menu) {
			m.Steps = append(m.Steps, deep)
			m.Steps[1].Keys["3"] = "step:deep"
		}, "steps[6].keys", "deep"},
		"KeyOfLine": {func(m *Menu) { m.Steps[0].Keys["5"] = "queue:foreign" }, "steps[0].keys.5", "welcome"},
	} {
		t.Run(name, func(t *testing.T) {
			m := twoLevels()
			c.change(&m)
			list := m.Check(ShippedQueues(), []Special{line("flood-1", "5", "", testkit.Monday, time.Time{})})
			if !slices.ContainsFunc(list, func(p MenuProblem) bool { return p.Field == c.field && p.Step == c.step && p.Message != "" }) {
				t.Errorf("%+v, want %s", list, c.field)
			}
		})
	}
}

// TestZeroReachesPeople: whatever keys somebody has pressed in whatever menu, right or wrong, 0 is a queue in one step.
func TestZeroReachesPeople(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // repeatable
	targets := []string{"queue:general", "queue:foreign", "queue:gone", "step:s0", "step:s1", "step:s2", "step:s3", "back", "end", "", "nonsense"}
	for range 3000 {
		m := Menu{Human: []string{"general", "gone"}[random.IntN(2)], Entries: []Entry{{Step: "s0"}}}
		for i := range 4 {
			s := MenuStep{ID: fmt.Sprintf("s%d", i), Say: []string{"", "说"}[random.IntN(2)], Then: targets[random.IntN(len(targets))], Keys: map[string]string{}}
			for range random.IntN(4) {
				s.Keys[string(menuKeys[random.IntN(len(menuKeys))])] = targets[random.IntN(len(targets))]
			}
			if random.IntN(3) == 0 {
				s.Keys["0"] = "end" // as somebody might who writes into the table by hand
			}
			m.Steps = append(m.Steps, s)
		}
		r := NewRouting(m, ShippedQueues(), nil)
		var keys []string
		for range random.IntN(80) {
			keys = append(keys, []string{"1", "2", "3", "*", "#", "-"}[random.IntN(6)])
		}
		if v := r.try(testkit.Monday, TryIn{Keys: keys}); v.Queue != "" || v.Ended {
			continue
		}
		if v := r.try(testkit.Monday, TryIn{Keys: append(keys, "0")}); r.queue(v.Queue) == nil {
			t.Fatalf("%+v after %q: %+v", m, keys, v)
		}
	}
}

func FuzzMenu(f *testing.F) {
	f.Add(shippedMenu, "1-0")
	whole, _ := json.Marshal(twoLevels())
	f.Add(whole, "41-*2")
	f.Add([]byte(`{"entries":[{"step":"a"}],"steps":[{"id":"a","then":"step:a"}]}`), "1")
	f.Add([]byte(`{"entries":[{"step":"a"}],"steps":[{"id":"a","then":"step:b"},{"id":"b","then":"back"}]}`), "")
	f.Fuzz(func(t *testing.T, raw []byte, keys string) {
		m, err := ParseMenu(raw)
		if err != nil || len(keys) > 100 {
			return
		}
		list := m.Check(ShippedQueues(), nil)
		r := NewRouting(m, ShippedQueues(), nil)
		v := r.try(testkit.Monday, TryIn{Keys: strings.Split(keys, "")})
		if v.Queue != "" && r.queue(v.Queue) == nil {
			t.Fatalf("a caller waits nowhere: %+v", v)
		}
		if len(list) == 0 && v.Queue == "" && !v.Ended && v.At == "" {
			t.Fatalf("a caller in a right menu is nowhere: %+v", v)
		}
	})
}
