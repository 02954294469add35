package outreach

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/store"
	"onedoor/internal/switchboard"
)

func contextOf(t *testing.T, p auth.Principal) context.Context { return auth.With(t.Context(), p) }

func TestScript(t *testing.T) {
	if err := asks().Check(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Script){
		"Empty":      func(s *Script) { s.Steps = nil },
		"Twice":      func(s *Script) { s.Steps[1].ID = "开场" },
		"NoWords":    func(s *Script) { s.Steps[1].Say = " " },
		"Nowhere":    func(s *Script) { s.Steps[0].Keys["3"] = "没有" },
		"NoKey":      func(s *Script) { s.Steps[0].Keys["A"] = "满意" },
		"Unreached":  func(s *Script) { delete(s.Steps[0].Keys, "9") },
		"OpenBrace":  func(s *Script) { s.Steps[0].Say = "您好，{称谓" },
		"NoVariable": func(s *Script) { s.Steps[0].Say = "您好，{}" },
		"BothWays":   func(s *Script) { s.Steps[2].Keys = map[string]string{"1": "满意"} },
		"Twofold": func(s *Script) {
			s.Steps[0].Spoken = []Branch{{[]string{"好"}, "满意"}, {[]string{"好！"}, "门牌"}}
		},
		"NoPhrase":   func(s *Script) { s.Steps[0].Spoken = []Branch{{[]string{"，"}, "满意"}} },
		"SpokenTo":   func(s *Script) { s.Steps[0].Spoken = []Branch{{[]string{"好"}, "没有"}} },
		"FreeDigits": func(s *Script) { s.Steps[2].Free = &Free{"原因", "不满意"} },
		"FreeName":   func(s *Script) { s.Steps[0].Free = &Free{" ", "满意"} },
		"QueueAsks":  func(s *Script) { s.Steps[0].Queue = "general" },
		"NextAsks":   func(s *Script) { s.Steps[0].Next = "满意" },
		"SoundPath":  func(s *Script) { s.Steps[0].Sound = "../secret" },
	} {
		s := asks()
		if change(&s); s.Check() == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// TestTalk: silence repeats the question and then ends; a key that means nothing counts as silence; nothing goes round for
// ever.
func TestTalk(t *testing.T) {
	talk := func(s Script) *talk { return &talk{script: s, wait: time.Second, sounds: map[string][]int16{}} }
	x := talk(asks())
	if turn := x.Answered(); turn.End || turn.Wait != time.Second {
		t.Errorf("%+v", turn)
	}
	if turn := x.Key('7'); turn.End || x.repeats != 1 {
		t.Errorf("%+v", turn)
	}
	if turn := x.Silent(); !turn.End || x.result != "" {
		t.Errorf("%+v %s", turn, x.result)
	}
	x = talk(asks())
	x.Answered()
	if turn := x.Key('1'); !turn.End || x.result != "满意" {
		t.Errorf("%+v %s", turn, x.result)
	}
	if turn := x.Key('1'); !turn.Keep {
		t.Errorf("a key in the farewell: %+v", turn)
	}
	round := talk(Script{Steps: []Step{{ID: "a", Say: "a", Next: "b"}, {ID: "b", Say: "b", Next: "a"}}})
	turn, n := round.Answered(), 0
	for ; !turn.End && n < 1000; n++ {
		turn = round.Silent()
	}
	if n > maxTurns {
		t.Errorf("%d turns", n)
	}
	people := talk(Script{Steps: []Step{{ID: "a", Say: "a", Queue: "general"}}})
	if turn := people.Answered(); turn.Queue != "general" || turn.End {
		t.Errorf("%+v", turn)
	}
}

func TestSettings(t *testing.T) {
	s := daily()
	s.Workdays = true
	works := func(day time.Time) bool { return day.Weekday() != time.Sunday }
	for text, want := range map[string]bool{"2026-11-16 08:59": false, "2026-11-16 09:00": true, "2026-11-16 11:59": true, "2026-11-16 12:00": false,
		"2026-11-16 19:59": true, "2026-11-16 20:00": false, "2026-11-15 10:00": false} {
		at, err := time.ParseInLocation("2006-01-02 15:04", text, time.FixedZone("", 8*3600))
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Open(at, works); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	for name, change := range map[string]func(*Settings){
		"NoHours":   func(s *Settings) { s.Hours = nil },
		"Backwards": func(s *Settings) { s.Hours[0] = Span{"12:00", "09:00"} },
		"NoTime":    func(s *Settings) { s.Hours[0] = Span{"nine", "ten"} },
		"Overlap":   func(s *Settings) { s.Hours = append(s.Hours, Span{"11:00", "15:00"}) },
		"Never":     func(s *Settings) { s.Redial[0].After = 20000 },
		"NoLines":   func(s *Settings) { s.Lines = 0 },
		"Rule":      func(s *Settings) { s.Redial = append(s.Redial, Rule{"busy", 1, 1}) },
	} {
		s := daily()
		if change(&s); s.Check() == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// TestImport: each row is checked and what is refused is told with its reason.
func TestImport(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.must(func(tx *store.Tx) error { return b.Bar(tx, writer, "13900000009", "本人要求") })
		var c Campaign
		var report Report
		file := "\xef\xbb\xbf称谓,手机号,事项\n王先生,13900000001,路灯\n李女士,139-0000-0001,积水\n,,\n张先生,一二三,噪声\n,13900000004,噪声\n赵女士,13900000009,噪声\n" + strings.Repeat("长", 201) + ",13900000005,噪声\n"
		b.must(func(tx *store.Tx) (err error) {
			if c, err = b.Put(tx, writer, 0, CampaignIn{Name: "名单", Kind: KindPreview, Script: asks(), Settings: daily()}); err != nil {
				return err
			}
			head, rows, err := ParseList([]byte(file))
			if err != nil {
				return err
			}
			report, err = b.Import(tx, writer, c.ID, head, rows)
			return err
		})
		want := []Refused{{3, "号码重复"}, {5, "号码不正确"}, {6, "缺少话术所需的“称谓”"}, {7, "在免打扰名单中"}, {8, "“称谓”一列内容过长或无法识别"}}
		if report.Taken != 1 || report.Refused != len(want) {
			t.Errorf("%+v", report)
		}
		for i, w := range want {
			if i < len(report.Rows) && report.Rows[i] != w {
				t.Errorf("%+v, want %+v", report.Rows[i], w)
			}
		}
		var raw []byte
		if err := b.Store.Read(t.Context()).QueryRow(`SELECT body FROM outreach_person`).Scan(&raw); err != nil || strings.Contains(string(raw), "139") {
			t.Errorf("the number lies open: %v", err)
		}
	})
	for name, raw := range map[string]string{"Nothing": "", "NoWorkbook": "PK\x03\x04 broken"} {
		if _, _, err := ParseList([]byte(raw)); err == nil {
			t.Errorf("%s is a list", name)
		}
	}
}

// TestBarList: a file of numbers that must not be called is taken row by row, with its own reasons; people of campaigns who
// wait with such a number are called no more.
func TestBarList(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		c := b.running(KindPreview)
		head, rows, err := ParseList([]byte("原因,电话\n本人来电要求,13900000001\n,139-0000-0001\n,13900000009\n,\n,不知道\n"))
		if err != nil {
			t.Fatal(err)
		}
		var report Report
		b.must(func(tx *store.Tx) (err error) {
			report, err = b.BarList(tx, writer, head, rows, "统一登记")
			return err
		})
		if want := []Refused{{3, "已在免打扰名单中"}, {6, "号码不正确"}}; report.Taken != 2 || !slices.Equal(report.Rows, want) {
			t.Errorf("%+v", report)
		}
		b.are(c, "barred ", "waiting ", "waiting ")
		b.clock.Advance(time.Second)
		b.must(func(tx *store.Tx) error { return b.Bar(tx, writer, "13900000008", "又一个") })
		first, next, err := b.Barred(b.Store.Read(t.Context()), BarredFilter{Limit: 1})
		if err != nil || len(first) != 1 || first[0].Phone != "139****0008" || next == "" {
			t.Fatalf("%+v %q %v", first, next, err)
		}
		rest, next, err := b.Barred(b.Store.Read(t.Context()), BarredFilter{Limit: 10, Cursor: next})
		reasons := []string{rest[0].Reason, rest[1].Reason}
		slices.Sort(reasons)
		if err != nil || len(rest) != 2 || next != "" || !slices.Equal(reasons, []string{"本人来电要求", "统一登记"}) {
			t.Errorf("%+v %v", rest, err)
		}
		if err := b.write(func(tx *store.Tx) error { _, err := b.BarList(tx, writer, []string{"姓名"}, nil, "x"); return err }); !errors.Is(err, ErrFile) {
			t.Errorf("%v", err)
		}
		if err := b.write(func(tx *store.Tx) error {
			_, err := b.BarList(tx, writer, head, make([][]string, maxBarred+1), "x")
			return err
		}); !errors.Is(err, ErrTooManyBarred) {
			t.Errorf("%v", err)
		}
		b.must(func(tx *store.Tx) error { return b.Unbar(tx, writer, first[0].ID) })
		if err := b.write(func(tx *store.Tx) error { return b.Unbar(tx, writer, first[0].ID) }); !errors.Is(err, ErrNotFound) {
			t.Errorf("twice: %v", err)
		}
	})
}

// FuzzParseList: whatever comes, a list or a fault.
func FuzzParseList(f *testing.F) {
	f.Add([]byte(list))
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("\xb5\xe7\xbb\xb0\n13900000001\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		head, _, err := ParseList(raw)
		if err == nil && len(head) == 0 {
			t.Error("a list without a head")
		}
	})
}

var _ switchboard.Robot = (*talk)(nil)
