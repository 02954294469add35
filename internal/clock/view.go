package clock

import "time"

// View is a result as the API, the order page and the command line show it.
type View struct {
	Due      string      `json:"due" format:"date-time" doc:"due time, RFC 3339 in +08:00; 24:00 is shown as 23:59:59"`
	Short    string      `json:"short" doc:"one sentence for the citizen"`
	Rule     string      `json:"rule" doc:"the rule in Chinese"`
	Days     []DayView   `json:"days" nullable:"false" doc:"every day from the start to the due day"`
	Pauses   []PauseView `json:"pauses" nullable:"false" doc:"stretches in which the clock stood still"`
	Warnings []string    `json:"warnings" nullable:"false" doc:"what the calendar could not answer for certain"`
	Text     []string    `json:"text" nullable:"false" doc:"the explanation, line by line"`
}

// DayView is one day of a View.
type DayView struct {
	Date    string `json:"date" doc:"yyyy-mm-dd"`
	Weekday string `json:"weekday"`
	Name    string `json:"name,omitempty" doc:"holiday behind a day off or make-up day"`
	Working bool   `json:"working"`
	Known   bool   `json:"known" doc:"false if the calendar has no arrangement for the year"`
	Counted bool   `json:"counted"`
	Number  int    `json:"number,omitempty" doc:"which counted day it is, from 1"`
	Seconds int64  `json:"seconds,omitempty" doc:"how long the clock ran, for hour limits"`
	Stopped int64  `json:"stopped_seconds,omitempty" doc:"how long it stood still"`
	Why     string `json:"why,omitempty" doc:"why the day does not count"`
}

// PauseView is one pause of a View.
type PauseView struct {
	From string `json:"from" format:"date-time"`
	To   string `json:"to" format:"date-time"`
}

// View gives the result in the API's shape.
func (r Result) View() View {
	v := View{Due: r.Due.Format(time.RFC3339), Short: r.Short(), Rule: r.Rule, Text: r.Explain(),
		Days: make([]DayView, len(r.Days)), Pauses: make([]PauseView, len(r.Pauses)), Warnings: append([]string{}, r.Warnings...)}
	for i, d := range r.Days {
		v.Days[i] = DayView{Date: d.Date.Format(time.DateOnly), Weekday: weekdays[d.Date.Weekday()], Name: d.Name,
			Working: d.Working, Known: d.Known, Counted: d.Counted, Number: d.Number, Why: d.Why,
			Seconds: int64(d.Ran / time.Second), Stopped: int64(d.Stopped / time.Second)}
	}
	for i, p := range r.Pauses {
		v.Pauses[i] = PauseView{From: p.From.Format(time.RFC3339), To: p.To.Format(time.RFC3339)}
	}
	return v
}

// Answer is the whole way from a preset's plain fields to the API's shape: for GET /clock/due and the command line.
// Faults: those of NewRule and Due.
func Answer(fields Fields, cal Calendar, from time.Time, pauses []Pause) (View, error) {
	rule, err := fields.Rule()
	if err != nil {
		return View{}, err
	}
	result, err := Due(rule, cal, from, pauses)
	if err != nil {
		return View{}, err
	}
	return result.View(), nil
}
