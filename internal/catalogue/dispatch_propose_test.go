package catalogue

import (
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/platform/wall"
)

func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, wall.Shanghai)
	if err != nil {
		panic(err)
	}
	return t
}

func TestWindow(t *testing.T) {
	for _, c := range []struct {
		name, hours, days, season string
		at                        string
		holds                     bool
	}{
		{"Always", "", "", "", "2026-11-16 09:30", true},
		{"Begins", "08:00-18:00", "", "", "2026-11-16 08:00", true},
		{"Before", "08:00-18:00", "", "", "2026-11-16 07:59", false},
		{"EndIsOutside", "08:00-18:00", "", "", "2026-11-16 18:00", false},
		{"UntilMidnight", "18:00-24:00", "", "", "2026-11-16 23:59", true},
		{"OverMidnightEvening", "22:00-06:00", "", "", "2026-11-16 22:00", true},
		{"OverMidnightMorning", "22:00-06:00", "", "", "2026-11-17 05:59", true},
		{"OverMidnightDay", "22:00-06:00", "", "", "2026-11-17 06:00", false},
		{"Weekend", "", "67", "", "2026-11-15 12:00", true},
		{"Weekday", "", "6、7", "", "2026-11-16 12:00", false},
		{"AllDays", "", "1234567", "", "2026-11-16 12:00", true},
		{"Season", "", "", "6-1~9-30", "2026-09-30 23:59", true},
		{"OutOfSeason", "", "", "06-01至09-30", "2026-10-01 00:00", false},
		{"OverNewYear", "", "", "11-15~03-15", "2027-01-01 00:00", true},
		{"OverNewYearOut", "", "", "11-15~03-15", "2027-03-16 00:00", false},
		{"All", "22：00-06:00", "1", "11-01~11-30", "2026-11-16 23:00", true},
		{"AllButDay", "22:00-06:00", "2", "11-01~11-30", "2026-11-16 23:00", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var w window
			if f := w.read(c.hours, c.days, c.season); f.message != "" {
				t.Fatal(f)
			}
			if got := w.holds(at(c.at)); got != c.holds {
				t.Errorf("%s: %v", w.label(), got)
			}
			var again window
			if again.read(w.texts()); again != w {
				t.Errorf("%+v is kept as %+v", w, again)
			}
		})
	}
	for _, bad := range [][3]string{{"25:00-06:00"}, {"08:00-08:00"}, {"8-9"}, {"", "8"}, {"", "周六"}, {"", "", "13-01~02-01"}, {"", "", "02-30~03-01"}, {"", "", "06-01"}, {"08:00-24:01"}} {
		var w window
		if f := w.read(bad[0], bad[1], bad[2]); f.message == "" {
			t.Errorf("%q is taken as %s", bad, w.label())
		}
	}
}

// TestPropose is the order in which rules go before each other.
func TestPropose(t *testing.T) {
	each(t, func(t *testing.T, k kit) {
		one := k.add("01", "市容", 0)
		two := k.add("0101", "环卫", one.ID)
		m := Matter{Category: two.ID, Division: "440402001", Kind: "complaint", Door: "phone", Business: true, Topics: []string{"噪声"},
			Accused: "某市 城市管理局 执法队", At: at("2026-11-16 23:00")}
		general := Entry{UnitID: 101}
		for _, c := range []struct {
			name    string
			rules   []Entry // the first must win
			unit    ids.ID
			why     []string
			without string
		}{
			{"CategoryBeforeDivision", []Entry{{CategoryID: two.ID, UnitID: 102}, {CategoryID: one.ID, DivisionCode: "440402001", UnitID: 103}}, 102, []string{"“环卫”在全市"}, ""},
			{"ChildBeforeParent", []Entry{{CategoryID: two.ID, UnitID: 102}, {CategoryID: one.ID, UnitID: 103}}, 102, nil, "上级分类"},
			{"ParentBeforeAny", []Entry{{CategoryID: one.ID, UnitID: 102}, {DivisionCode: "440402001", UnitID: 103}}, 102, []string{"取上级分类"}, ""},
			{"NearerDivision", []Entry{{CategoryID: two.ID, DivisionCode: "440402", UnitID: 102}, {CategoryID: two.ID, DivisionCode: "4404", UnitID: 103}}, 102, []string{"取上级区划"}, ""},
			{"AnyCategory", []Entry{{DivisionCode: "440402", UnitID: 102}, general}, 102, []string{"各类诉求在东区"}, ""},
			{"AccusedUnitFirst", []Entry{{AccusedUnitID: 101, UnitID: 102}, {AccusedWords: "城市管理 执法", Topic: "噪声", Kind: "complaint", Door: "phone", Business: "yes", Hours: "22:00-06:00", UnitID: 103}}, 102, []string{"被反映对象为城管局"}, ""},
			{"AccusedWordsNext", []Entry{{AccusedWords: "物业 执法队", UnitID: 102}, {Topic: "噪声", Kind: "complaint", UnitID: 103}}, 102, []string{"被反映对象含“物业”或“执法队”"}, ""},
			{"TopicNext", []Entry{{Topic: "噪声", UnitID: 102}, {Kind: "complaint", Door: "phone", UnitID: 103}}, 102, []string{"专题“噪声”"}, ""},
			{"KindNext", []Entry{{Kind: "complaint", UnitID: 102}, {Door: "phone", Business: "yes", UnitID: 103}}, 102, []string{"符合条件：投诉"}, ""},
			{"DoorNext", []Entry{{Door: "phone", UnitID: 102}, {Business: "yes", Hours: "22:00-06:00", UnitID: 103}}, 102, []string{"电话渠道"}, ""},
			{"BusinessNext", []Entry{{Business: "yes", UnitID: 102}, {Hours: "22:00-06:00", UnitID: 103}}, 102, []string{"涉企"}, "非涉企"},
			{"TimeBeforeNone", []Entry{{Hours: "22:00-06:00", Weekdays: "1", Season: "11-01~12-31", UnitID: 102}, general}, 102, []string{"22:00-06:00、周一、11-01至12-31"}, ""},
			{"PriorityBeforeAll", []Entry{{Priority: 3, UnitID: 102}, {CategoryID: two.ID, DivisionCode: "440402001", Kind: "complaint", UnitID: 103}}, 102, []string{"优先级 3"}, ""},
			{"OtherKind", []Entry{general, {Kind: "help", UnitID: 103}}, 101, nil, "符合条件"},
			{"OtherDoor", []Entry{general, {Door: "web", UnitID: 103}}, 101, nil, ""},
			{"NotBusiness", []Entry{general, {Business: "no", UnitID: 103}}, 101, nil, ""},
			{"OtherTopic", []Entry{general, {Topic: "欠薪", UnitID: 103}}, 101, nil, ""},
			{"OtherAccused", []Entry{general, {AccusedWords: "物业", UnitID: 103}}, 101, nil, ""},
			{"OtherAccusedUnit", []Entry{general, {AccusedUnitID: 102, UnitID: 103}}, 101, nil, ""},
			{"OtherTime", []Entry{general, {Hours: "06:00-22:00", UnitID: 103}}, 101, nil, ""},
			{"OtherDivision", []Entry{general, {DivisionCode: "440403", UnitID: 103}}, 101, nil, ""},
		} {
			t.Run(c.name, func(t *testing.T) {
				for _, order := range []string{"as written", "reversed"} {
					rules := make([]Entry, len(c.rules))
					for i, e := range c.rules {
						if wrong := e.clean(); len(wrong) > 0 {
							t.Fatal(wrong)
						}
						e.ID = ids.ID(i + 1)
						if order == "reversed" {
							e.ID = ids.ID(len(rules) - i)
						}
						rules[i] = e
					}
					p, err := k.ProposeBy(k.q(), newBook(Version{Number: 2}, rules), m)
					if err != nil || p.UnitID != c.unit || p.How != ByRule || !strings.HasPrefix(p.Why, "按派单目录第2版：") {
						t.Errorf("%s: %+v, %v; want %d", order, p, err, c.unit)
					}
					for _, part := range c.why {
						if !strings.Contains(p.Why, part) {
							t.Errorf("%q is missing in %q", part, p.Why)
						}
					}
					if c.without != "" && strings.Contains(p.Why, c.without) {
						t.Errorf("%q stands in %q", c.without, p.Why)
					}
				}
			})
		}
		t.Run("SameConditionsTheOlderOne", func(t *testing.T) {
			p, _ := k.ProposeBy(k.q(), newBook(Version{}, []Entry{{ID: 9, UnitID: 103}, {ID: 3, UnitID: 102}}), m)
			if p.UnitID != 102 || len(p.Others) != 1 || p.Others[0] != 103 {
				t.Errorf("%+v", p)
			}
		})
		t.Run("ClosedUnitIsPassedOver", func(t *testing.T) {
			p, _ := k.ProposeBy(k.q(), newBook(Version{}, []Entry{{ID: 1, CategoryID: two.ID, UnitID: 900}, {ID: 2, UnitID: 102, Unclear: true, CoUnits: []ids.ID{103}, Basis: "三定方案"}}), m)
			if p.UnitID != 102 || !strings.Contains(p.Why, "已跳过停用的旧局") || !p.FirstReceiver || p.Basis != "三定方案" || len(p.CoUnits) != 1 || p.Exact {
				t.Errorf("%+v", p)
			}
		})
		t.Run("TerritoryIsFirstReceiver", func(t *testing.T) {
			p, _ := k.ProposeBy(k.q(), newBook(Version{}, nil), m)
			if p.UnitID != 402 || p.How != ByTerritory || !p.FirstReceiver {
				t.Errorf("%+v", p)
			}
		})
		t.Run("NobodyIsTheCentre", func(t *testing.T) {
			p, _ := k.ProposeBy(k.q(), newBook(Version{}, nil), Matter{})
			if p.UnitID != 0 || p.How != ByNobody || p.FirstReceiver || p.Why == "" {
				t.Errorf("%+v", p)
			}
		})
		t.Run("Exact", func(t *testing.T) {
			p, _ := k.ProposeBy(k.q(), newBook(Version{}, []Entry{{ID: 1, CategoryID: two.ID, DivisionCode: "440402001", UnitID: 101}}), m)
			if !p.Exact {
				t.Errorf("%+v", p)
			}
		})
	})
}

// big is a catalogue of 8,000 rules over 400 categories.
func big(b *testing.B) (*Service, *Book, []ids.ID) {
	b.Helper()
	st := testkit.Store(b, Migrations)
	w := testkit.NewWorld(st)
	s := New(st, w.Ledger, w.Clock, city)
	var entries []Entry
	var categories []ids.ID
	for c := range 400 {
		categories = append(categories, ids.ID(1000+c))
		for n := range 20 {
			e := Entry{ID: ids.ID(len(entries) + 1), CategoryID: ids.ID(1000 + c), UnitID: 101, DivisionCode: []string{"", "4404", "440402", "440402001"}[n%4]}
			if n >= 4 {
				e.Kind, e.Hours = Kinds[n%7], "22:00-06:00"
			}
			entries = append(entries, e)
		}
	}
	if err := s.Warm(b.Context()); err != nil {
		b.Fatal(err)
	}
	return s, newBook(Version{Number: 1}, entries), categories
}

func BenchmarkPropose(b *testing.B) {
	s, book, _ := big(b)
	v := &view{categories: map[ids.ID]Category{}}
	for c := range 400 {
		v.categories[ids.ID(1000+c)] = Category{ID: ids.ID(1000 + c), Name: "分类", Level: 1}
	}
	q := s.store.Read(b.Context())
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p, err := s.propose(q, v, book, Matter{Category: ids.ID(1000 + i%400), Division: "440402001", Kind: "complaint", Door: "phone"})
		if err != nil || p.UnitID != 101 {
			b.Fatal(p, err)
		}
	}
}
