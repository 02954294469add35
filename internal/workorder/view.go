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
	ViewToDispatch View = "to_dispatch"   // the centre: registered, waiting for a unit
	ViewToSign     View = "to_sign"       // a unit: given, not yet signed for
	ViewInHand     View = "in_hand"       // a unit: signed for, being handled
	ViewReturned   View = "returned"      // waiting for the review of a return
	ViewReplied    View = "replied"       // a unit: waiting for the review of a reply
	ViewToReview   View = "to_review"     // the centre: replies to review
	ViewOverdue    View = "overdue"       // open and past the due time
	ViewToDecide   View = "to_decide"     // the centre: applications to decide on
	ViewStopped    View = "stopped"       // paused or shelved
	ViewPaused     View = "paused"        // the clock stands for a while
	ViewShelved    View = "shelved"       // 挂账: planned for later, progress owed
	ViewMine       View = "mine"          // registered or signed for by me
	ViewCo         View = "co"            // a co-handling unit: parts that it owes, by their own due times
	ViewPassed     View = "passed"        // a unit of the line: passed down and not answered yet
	ViewAsked      View = "contact_asked" // the centre: citizens of sealed orders to be called for a unit
	ViewSuspected  View = "suspected"     // the centre: somebody may be accused, and nobody has decided it yet
)

// Views lists them all.
var Views = []View{
	ViewAll, ViewToDispatch, ViewToSign, ViewInHand, ViewReturned, ViewReplied, ViewToReview, ViewOverdue, ViewToDecide, ViewStopped, ViewPaused, ViewShelved,
	ViewMine, ViewCo, ViewPassed, ViewSuspected, ViewAsked,
}

// states a view shows; nil for a view that is unknown.
func (v View) states() []State {
	switch v {
	case ViewAll, ViewMine:
		return States
	case ViewOverdue, ViewCo, ViewPassed, ViewSuspected, ViewAsked:
		return clockStates
	case ViewToDecide:
		return []State{StateHandling}
	case ViewStopped:
		return []State{StatePaused, StateShelved}
	case ViewPaused:
		return []State{StatePaused}
	case ViewShelved:
		return []State{StateShelved}
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

// The sorts. SortNew is the newest first, SortDue the most pressing first; SortOld and SortDueLast are their reverses.
// What has no due time counts as due last of all.
const (
	SortNew     Sort = "-created_at"
	SortOld     Sort = "created_at"
	SortDue     Sort = "due_at"
	SortDueLast Sort = "-due_at"
)

// byDue tells whether due times order the list.
func (s Sort) byDue() bool { return s == SortDue || s == SortDueLast }

// Filter narrows a list. The zero Filter is every order of one's scope, the newest first.
type Filter struct {
	View     View
	States   []State
	Unit     ids.ID
	Category ids.ID
	Division string // a division code or its beginning: 4404 holds every district of that city
	Kind     Kind
	Urgent   *bool
	Business *bool
	Sealed   *bool     // only for who holds workorder.sealed
	Topic    string    // one of the order's topics
	Language string    // spoken
	Door     string    // how the first request came in
	Hotline  string    // the number that it came in on
	DueFrom  time.Time // due at or after
	DueTo    time.Time // due before
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
	case !slices.Contains([]Sort{SortNew, SortOld, SortDue, SortDueLast}, f.Sort):
		return f, bad("sort", "排序方式只能是 due_at、-due_at、created_at 或 -created_at。")
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
	f.Topic = w.line("topic", "专题", f.Topic, maxCode, false)
	f.Language = w.line("language", "语言", f.Language, maxCode, false)
	f.Hotline = w.line("hotline", "热线号码", f.Hotline, maxCode, false)
	f.Door = w.line("door", "来件方式", f.Door, maxCode, false)
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
