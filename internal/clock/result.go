package clock

import (
	"fmt"
	"time"
)

// Day is one day that a limit went through, and why it counted or did not.
type Day struct {
	Date    time.Time     // midnight in Shanghai
	Name    string        // the holiday behind a day off or a make-up day, if any
	Working bool          // worked, by the calendar or by the guess
	Known   bool          // the calendar has an arrangement for its year
	Counted bool          // counted towards the limit
	Number  int           // which counted day it is, from 1 (day limits)
	Ran     time.Duration // how long the clock ran on it (hour limits)
	Stopped time.Duration // how much of its counting time a pause took
	Why     string        // why it did not count, in Chinese; empty if it did
}

// Result is a due time with everything needed to explain it.
type Result struct {
	From     time.Time // as asked
	Start    time.Time // where the limit really started; later than From only under NextPeriod
	Due      time.Time // in Shanghai; never before From
	Days     []Day     // from the day of the start to the day of Due
	Pauses   []Pause   // those that mattered, merged, in order
	Rule     string    // the rule in Chinese
	Warnings []string  // in Chinese; not empty when the calendar could not answer for certain

	rule Rule
	info unitInfo
}

func (w *walk) result(from time.Time) Result {
	r := Result{From: from, Start: w.start, Due: w.due, Days: w.days, Rule: w.rule.text(w.info), Warnings: w.warnings(),
		rule: w.rule, info: w.info}
	for _, p := range w.pauses {
		if p.From.Before(w.due) {
			r.Pauses = append(r.Pauses, Pause{p.From.In(w.due.Location()), p.To.In(w.due.Location())})
		}
	}
	return r
}

// warnings tells what the calendar did not know. Natural limits are warned of too: the due time stands, but whether
// its day is a holiday cannot be said.
func (w *walk) warnings() []string {
	var list []string
	for _, y := range w.unknown {
		if w.info.working || w.rule.AfterHours == NextPeriod {
			list = append(list, fmt.Sprintf(
				"日历中没有%d年的放假调休安排，该年暂按周一至周五为工作日推算，结果可能有变；安排公布后请导入日历并重新计算。", y))
		} else {
			list = append(list, fmt.Sprintf(
				"日历中没有%d年的放假调休安排；本时限不按工作日计算，到期时间不受影响，但无法标明节假日。", y))
		}
	}
	if w.yearEnd != 0 {
		list = append(list, fmt.Sprintf(
			"%d年元旦的放假调休安排尚未公布，可能调整%d年12月29日至31日的上班日；公布后请导入日历并重新计算。", w.yearEnd+1, w.yearEnd))
	}
	return list
}
