package workorder

import (
	"slices"
	"time"

	"onedoor/internal/platform/ids"
)

// View is a named list: what a person has before them.
type View string

// The views.
const (
	ViewAll        View = "all"
	ViewToDispatch View = "to_dispatch" // the centre: registered, waiting for a unit
	ViewToSign     View = "to_sign"     // a unit: given, not yet signed for
	ViewInHand     View = "in_hand"     // a unit: signed for, being handled
	ViewReturned   View = "returned"    // waiting for the review of a return
	ViewReplied    View = "replied"     // a unit: waiting for the review of a reply
	ViewToReview   View = "to_review"   // the centre: replies to review
	ViewOverdue    View = "overdue"     // open and past the due time
	ViewMine       View = "mine"        // registered or signed for by me
)

// Views lists them all.
var Views = []View{
	ViewAll, ViewToDispatch, ViewToSign, ViewInHand, ViewReturned, ViewReplied, ViewToReview, ViewOverdue, ViewMine,
}

// states a view shows; nil for a view that is unknown.
func (v View) states() []State {
	switch v {
	case ViewAll, ViewMine:
		return States
	case ViewOverdue:
		return openStates
	case ViewToDispatch:
		return []State{StateRegistered}
	case ViewToSign:
		return []State{StateDispatched}
	case ViewInHand:
		return []State{StateHandling}
	case ViewReturned:
		return []State{StateReturned}
	case ViewReplied, ViewToReview:
		return []State{StateReplied}
	}
	return nil
}

// Sort is the order of a list.
type Sort string

// The sorts. SortNew is the newest first, SortDue the most pressing first.
const (
	SortNew Sort = "-created_at"
	SortDue Sort = "due_at"
)

// Filter narrows a list. The zero Filter is every order of one's scope, the newest first.
type Filter struct {
	View     View
	States   []State
	Unit     ids.ID
	Category ids.ID
	Division string // a division code or its beginning: 4404 holds every district of that city
	Kind     Kind
	Urgent   *bool
	From     time.Time // created at or after
	To       time.Time // created before
	Text     string    // words, or the beginning of a number
	Sort     Sort
	Cursor   string
	Limit    int
}

// checked fills in defaults and refuses what is not a filter.
func (f Filter) checked() (Filter, error) {
	if f.View == "" {
		f.View = ViewAll
	}
	if f.Sort == "" {
		f.Sort = SortNew
		if f.View == ViewOverdue {
			f.Sort = SortDue
		}
	}
	bad := func(field, message string) error { return ErrFilter.WithField(field, message) }
	switch {
	case !slices.Contains(Views, f.View):
		return f, bad("view", "没有这个列表。")
	case f.Sort != SortNew && f.Sort != SortDue:
		return f, bad("sort", "排序方式只能是 due_at 或 -created_at。")
	case f.Kind != "" && !f.Kind.Valid():
		return f, bad("kind", "没有这种诉求类型。")
	}
	for _, s := range f.States {
		if !s.Valid() {
			return f, bad("state", "没有这种工单状态。")
		}
	}
	w := wordCheck{}
	f.Text = w.line("q", "查找内容", f.Text, 100, false)
	f.Division = w.line("division", "区划", f.Division, maxCode, false)
	if err := w.err(); err != nil {
		return f, bad("q", "查找内容过长或含有无法识别的字符。")
	}
	return f, nil
}

// order names the order of the list in cursors. Words are found the newest registered first.
func (f Filter) order() string {
	if f.Text != "" && f.Sort == SortNew {
		return "text"
	}
	return string(f.Sort)
}

// wanted are the states that both the view and the filter ask for.
func (f Filter) wanted() []State {
	if len(f.States) == 0 {
		return f.View.states()
	}
	var both []State
	for _, s := range f.View.states() {
		if slices.Contains(f.States, s) {
			both = append(both, s)
		}
	}
	return both
}
