package triage

import (
	"time"

	"onedoor/internal/platform/ids"
)

// State is where a replay stands.
type State string

// The states of a replay.
const (
	StateRunning   State = "running"   // 推演中
	StateDone      State = "done"      // 已完成
	StateStale     State = "stale"     // 草案已修改: the draft was changed or published meanwhile
	StateCancelled State = "cancelled" // 已取消
)

var stateLabels = map[State]string{StateRunning: "推演中", StateDone: "已完成", StateStale: "草案已修改，已中止", StateCancelled: "已取消"}

// Label is the state's name on screens.
func (s State) Label() string { return stateLabels[s] }

// Replay is one trial of a draft of the dispatch catalogue on the orders of a period.
type Replay struct {
	ID         ids.ID
	Version    ids.ID
	Revision   int64 // of the draft
	Base       ids.ID
	BaseNumber int // the version that was in force when it began
	From, To   time.Time
	State      State
	By         ids.ID
	CreatedAt  time.Time
	FinishedAt time.Time
	AfterAt    time.Time // the last order that was looked at
	AfterID    ids.ID
	Total      int64
	Tally
}

// Tally are the figures of a replay.
type Tally struct {
	Seen        int64 `json:"seen" doc:"orders that were looked at"`
	Changed     int64 `json:"changed" doc:"orders that would go to another unit"`
	Judged      int64 `json:"judged" doc:"orders that a unit completed; the shares are shares of these"`
	RightBefore int64 `json:"right_before" doc:"of these, where the version in force names that unit"`
	RightAfter  int64 `json:"right_after" doc:"where the draft names it"`
	RightActual int64 `json:"right_actual" doc:"where it really got the order first"`
}

// unitTally are the figures of one unit.
type unitTally struct {
	before, after, final, rightBefore, rightAfter int64
}

// pair is a flow of orders from one unit to another.
type pair struct {
	how      string
	from, to ids.ID
}

// How a pair is meant.
const (
	pairMove   = "move"   // by the version in force → by the draft
	pairBefore = "before" // named by the version in force → completed by
	pairAfter  = "after"  // named by the draft → completed by
)

// moved is an order that would go elsewhere.
type moved struct {
	order                   ids.ID
	before, after, final    ids.ID
	beforeEntry, afterEntry ids.ID
}

// page are the figures of one page of orders, added up before they are written.
type page struct {
	Tally
	units map[ids.ID]*unitTally
	pairs map[pair]int64
	moved []moved
}

func newPage() *page { return &page{units: map[ids.ID]*unitTally{}, pairs: map[pair]int64{}} }

func (p *page) unit(id ids.ID) *unitTally {
	u := p.units[id]
	if u == nil {
		u = &unitTally{}
		p.units[id] = u
	}
	return u
}

// count adds one order.
func (p *page) count(m moved, first ids.ID) {
	p.Seen++
	p.unit(m.before).before++
	p.unit(m.after).after++
	if m.before != m.after {
		p.Changed++
		p.pairs[pair{pairMove, m.before, m.after}]++
		p.moved = append(p.moved, m)
	}
	if m.final == 0 {
		return
	}
	p.Judged++
	p.unit(m.final).final++
	p.pairs[pair{pairBefore, m.before, m.final}]++
	p.pairs[pair{pairAfter, m.after, m.final}]++
	if m.before == m.final {
		p.RightBefore++
		p.unit(m.final).rightBefore++
	}
	if m.after == m.final {
		p.RightAfter++
		p.unit(m.final).rightAfter++
	}
	if first == m.final {
		p.RightActual++
	}
}
