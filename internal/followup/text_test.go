package followup

import (
	"strings"
	"testing"

	"onedoor/internal/platform/ids"
	"onedoor/internal/workorder"
)

func TestReadText(t *testing.T) {
	for _, c := range []struct {
		text, tail string
		ok         bool
		contacted  bool
		resolved   string
		satisfied  int
		note       string
	}{
		{"115", "", true, true, ResolvedYes, 5, ""},
		{" 1 1 5 ", "", true, true, ResolvedYes, 5, ""},
		{"２，３，１", "", true, false, ResolvedNo, 1, ""},
		{"0017 122", "0017", true, true, ResolvedPartly, 2, ""},
		{"0017-115", "0017", true, true, ResolvedYes, 5, ""},
		{"115 师傅很好", "", true, true, ResolvedYes, 5, "师傅很好"},
		{"联系过，已解决，满意", "", true, true, ResolvedYes, 4, "联系过 已解决 满意"},
		{"没有联系过 未解决 非常不满意", "", true, false, ResolvedNo, 1, "没有联系过 未解决 非常不满意"},
		{"0017 联系了，部分解决，基本满意", "0017", true, true, ResolvedPartly, 3, "联系了 部分解决 基本满意"},
		{"", "", false, false, "", 0, ""}, {"5", "", false, false, "", 0, ""}, {"满意", "", false, false, "", 0, ""}, {"119", "", false, false, "", 0, ""},
		{"315", "", false, false, "", 0, ""}, {"1155", "", false, false, "", 0, ""}, {"TD", "", false, false, "", 0, ""}, {"1 1", "", false, false, "", 0, ""},
		{"满意又不满意 联系过 已解决", "", false, false, "", 0, ""}, {strings.Repeat("1", 3000), "", false, false, "", 0, ""}, {"\x00\xff", "", false, false, "", 0, ""},
	} {
		tail, a, ok := readText(c.text)
		if ok != c.ok || ok && (tail != c.tail || *a.Contacted != c.contacted || a.Resolved != c.resolved || a.Satisfaction != c.satisfied || a.Note != c.note) {
			t.Errorf("%q: %q %+v %v", c.text, tail, a, ok)
		}
	}
}

// Whatever is sent, reading it ends, and what is read is a whole answer.
func FuzzReadText(f *testing.F) {
	for _, s := range []string{"115", "0017 115", "没有联系过 未解决 非常不满意", "１１５", "1\x001\xff5", "①1②1③5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, a, ok := readText(text)
		if !ok {
			return
		}
		if a.Contacted == nil || resolvedRank[a.Resolved] == 0 || a.Satisfaction < 1 || a.Satisfaction > 5 || len(a.Note) > maxTextBytes {
			t.Errorf("%q: %+v", text, a)
		}
	})
}

func TestAnswerByText(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		asked := func(orders ...workorder.Order) (list []Asked) {
			for i, o := range orders {
				list = append(list, Asked{Order: o.ID, Request: ids.ID(i + 1), Number: o.Number})
			}
			return list
		}
		say := func(list []Asked, text string) string {
			number, err := b.s.AnswerByText(t.Context(), list, text)
			if err == nil {
				return number
			}
			return code(err)
		}
		first, second := b.completed(waters), b.completed(waters)
		open := b.order(waters, nil)
		for _, c := range []struct {
			name string
			list []Asked
			text string
			want string
		}{
			{"NoSuchSender", nil, "115", "followup.not_asked"},
			{"NotCompleted", asked(open), "115", "followup.not_asked"},
			{"Unreadable", asked(first), "好的", "followup.text_unreadable"},
			{"WhichOne", asked(first, second), "115", "followup.text_which"},
			{"AnothersNumber", asked(first, second), "9999 115", "followup.not_asked"},
			{"Named", asked(first, second), second.Number[len(second.Number)-4:] + " 115", second.Number},
			{"OneIsLeft", asked(first, second, open), "134 水管又漏了，电话13900001111", first.Number},
			{"AgainTheSame", asked(first), first.Number[len(first.Number)-4:] + " 134 水管又漏了，电话13900001111", first.Number},
			{"AgainAnother", asked(first), first.Number[len(first.Number)-4:] + " 115", "followup.already_rated"},
			{"NothingOpen", asked(first, second)[1:], "115", "followup.not_asked"},
		} {
			if got := say(c.list, c.text); got != c.want {
				t.Errorf("%s: %s, want %s", c.name, got, c.want)
			}
		}
		b.is(second.ID, StateDone, WayLink, workorder.StateArchived)
		p := b.plan(first.ID)
		if p.AnsweredWay != WayText || p.Resolved != ResolvedNo || p.Satisfaction != 4 || p.Why != WhyDissatisfied {
			t.Errorf("%+v", p)
		}
		answers, err := answersOf(b.q(), &p)
		if err != nil || len(answers) != 1 || answers[0].Way != WayText || !strings.Contains(answers[0].Note, "水管又漏了") || strings.Contains(answers[0].Note, "13900001111") {
			t.Errorf("%+v %v", answers, err)
		}
		for _, err := range []error{nil, ErrText, ErrTextWhich, ErrNotAsked} {
			if TextReply("ZH1", err) == "" {
				t.Errorf("%v tells nothing", err)
			}
		}
	})
}
