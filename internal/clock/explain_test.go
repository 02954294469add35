package clock

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

func TestExplain(t *testing.T) {
	cal := national(t)
	cases := []struct {
		name   string
		rule   Rule
		from   string
		pauses []string
		want   string
		short  string
	}{
		{"WorkingDays", rule(t, WorkingDay, 5), "2021-02-05 10:00", nil, `
规则：5个工作日（起算当日不计；末日下班时（17:30）到期；工作时段08:30-12:00、14:30-17:30）
起算：2021年2月5日（星期五）10:00
2021年2月5日（星期五）：起算当日，不计
2021年2月6日（星期六）：休息日，不计
2021年2月7日（星期日）：第1个工作日（春节调休上班）
2021年2月8日（星期一）：第2个工作日
2021年2月9日（星期二）：第3个工作日
2021年2月10日（星期三）：第4个工作日
2021年2月11日（星期四）至2021年2月17日（星期三）：春节放假，不计（共7天）
2021年2月18日（星期四）：第5个工作日
到期：2021年2月18日（星期四）17:30`, "最迟2021年2月18日（星期四）17:30前"},
		{"HoursAfterClose", rule(t, WorkingHour, 7, AfterHours("next_period")), "2025-03-03 18:00", []string{"2025-03-04 09:00", "2025-03-04 09:30"}, `
规则：7个工作小时（工作时段08:30-12:00、14:30-17:30；非工作时间从下一工作时段起算）
起算：2025年3月3日（星期一）18:00不在工作时间，自2025年3月4日（星期二）08:30起算
2025年3月4日（星期二）：计6小时，其间停表30分钟
2025年3月5日（星期三）：计1小时
停表：2025年3月4日（星期二）09:00 至 2025年3月4日（星期二）09:30（30分钟）
到期：2025年3月5日（星期三）09:30`, "最迟2025年3月5日（星期三）09:30前"},
		{"NaturalMidnight", rule(t, NaturalDay, 1, EndAt("midnight")), "2025-03-03 10:00", nil, `
规则：1个自然日（起算当日不计；末日24:00到期）
起算：2025年3月3日（星期一）10:00
2025年3月3日（星期一）：起算当日，不计
2025年3月4日（星期二）：第1日
到期：2025年3月4日（星期二）24:00`, "最迟2025年3月4日（星期二）24:00前"},
		{"PausedDay", rule(t, WorkingDay, 1), "2025-03-03 10:00", []string{"2025-03-04 08:30", "2025-03-04 17:30"}, `
规则：1个工作日（起算当日不计；末日下班时（17:30）到期；工作时段08:30-12:00、14:30-17:30）
起算：2025年3月3日（星期一）10:00
2025年3月3日（星期一）：起算当日，不计
2025年3月4日（星期二）：停表累计满半日，顺延一日
2025年3月5日（星期三）：第1个工作日
停表：2025年3月4日（星期二）08:30 至 2025年3月4日（星期二）17:30（9小时）
到期：2025年3月5日（星期三）17:30`, "最迟2025年3月5日（星期三）17:30前"},
		{"UnknownYear", rule(t, WorkingDay, 1), "2026-12-31 10:00", nil, `
规则：1个工作日（起算当日不计；末日下班时（17:30）到期；工作时段08:30-12:00、14:30-17:30）
起算：2026年12月31日（星期四）10:00
2026年12月31日（星期四）：起算当日，不计
2027年1月1日（星期五）：第1个工作日
到期：2027年1月1日（星期五）17:30
注意：日历中没有2027年的放假调休安排，该年暂按周一至周五为工作日推算，结果可能有变；安排公布后请导入日历并重新计算。`,
			"预计2027年1月1日（星期五）17:30前（遇放假调休可能调整）"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var pauses []Pause
			for i := 0; i < len(c.pauses); i += 2 {
				pauses = append(pauses, Pause{sh(t, c.pauses[i]), sh(t, c.pauses[i+1])})
			}
			r, err := Due(c.rule, cal, sh(t, c.from), pauses)
			if err != nil {
				t.Fatal(err)
			}
			if got := r.Explain(); !slices.Equal(got, strings.Split(strings.TrimSpace(c.want), "\n")) {
				t.Errorf("got\n%s\nwant%s", strings.Join(got, "\n"), c.want)
			}
			if got := r.Brief(); got == "" || !strings.HasPrefix(r.Rule, got) && got != "当日" {
				t.Errorf("brief %q of %q", got, r.Rule)
			}
			if got := r.Short(); got != c.short {
				t.Errorf("short %q, want %q", got, c.short)
			}
		})
	}
}

// TestAnswer holds the shape that the API and the command line promise.
func TestAnswer(t *testing.T) {
	v, err := Answer(Fields{Unit: "working_day", N: 1, End: "midnight", Periods: []string{"09:00-17:00"}},
		national(t), sh(t, "2021-02-06 10:00"), []Pause{{sh(t, "2021-02-07 09:00"), sh(t, "2021-02-07 10:00")}})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"due":"2021-02-07T23:59:59+08:00"`, `"warnings":[]`,
		`"days":[{"date":"2021-02-06","weekday":"星期六","working":false,"known":true,"counted":false,"why":"休息日，不计"},`,
		`{"date":"2021-02-07","weekday":"星期日","name":"春节","working":true,"known":true,"counted":true,"number":1,"stopped_seconds":3600}]`,
		`"pauses":[{"from":"2021-02-07T09:00:00+08:00","to":"2021-02-07T10:00:00+08:00"}]`,
		`"rule":"1个工作日（起算当日不计；末日24:00到期；工作时段09:00-17:00）"`,
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s is missing in %s", want, text)
		}
	}
	if _, err := Answer(Fields{Unit: "x"}, nil, sh(t, "2021-02-06 10:00"), nil); err == nil {
		t.Error("an unknown unit was taken")
	}
}
