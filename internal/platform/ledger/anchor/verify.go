package anchor

import (
	"context"
	"fmt"
	"hash"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Report is what Verify read.
type Report struct {
	OK         bool           `json:"ok"`
	Events     int64          `json:"events"`
	Chains     int64          `json:"chains"`
	Anchors    int64          `json:"anchors"`     // genuine ones, in a row from the first
	AnchoredTo int64          `json:"anchored_to"` // the last number an anchor speaks for
	AnchoredAt *time.Time     `json:"anchored_at,omitempty"`
	Newer      int64          `json:"newer"`      // events that no anchor speaks for yet: only checked for consistency
	Unnumbered int64          `json:"unnumbered"` // of those, not numbered yet (Postgres)
	Key        seal.PublicKey `json:"key"`
	Problems   int64          `json:"problems"`
}

// Ask is what to verify and whom to tell.
type Ask struct {
	Store    *store.Store
	Suite    seal.Suite
	Key      seal.PublicKey                               // who must have signed
	Dir      string                                       // the anchors; may be a copy from elsewhere
	Number   func(q store.Queryer, subject ids.ID) string // an order's number; nil or "": unknown
	Found    func(Problem)                                // called for each problem as it is found
	Progress func(what string, done, total int64)         // may be nil
}

// verifier is one run of Verify.
type verifier struct {
	Ask
	q       store.Queryer
	newHash func() hash.Hash
	report  Report
	last    int64 // the newest number when the run began

	told      map[place]bool  // events that were named already
	gone      map[ids.ID]bool // chains that were named as deleted
	redone    map[ids.ID]*Problem
	strangers map[place]int64 // events with an anchored number that the anchor does not list → their number
	moved     map[place]bool  // anchored events found outside their anchor's stretch
	lostCount int64           // anchored events that are not there
	shift     *Problem        // renumbered events that go on
	shiftBy   int64
	oddNext   int64          // the number after the last that differed
	renamed   map[place]bool // single events of which it was told that their number changed
}

// place is an event's place.
type place struct {
	subject ids.ID
	pos     int64
}

// Verify reads the whole ledger and all anchors and tells everything that is wrong. It writes nothing. An error means
// that verifying itself failed. Memory is bounded by one anchor's events and by what is wrong, not by the ledger.
func Verify(ctx context.Context, a Ask) (Report, error) {
	v := &verifier{Ask: a, q: a.Store.Read(ctx), newHash: a.Suite.Hash, told: map[place]bool{}, gone: map[ids.ID]bool{},
		redone: map[ids.ID]*Problem{}, strangers: map[place]int64{}, moved: map[place]bool{}, renamed: map[place]bool{}}
	if v.Progress == nil {
		v.Progress = func(string, int64, int64) {}
	}
	v.report.Key = a.Key
	if err := v.q.QueryRow(maxSeq).Scan(&v.last); err != nil {
		return v.report, fmt.Errorf("anchor: verify: %w", err)
	}
	for _, step := range []func() error{v.anchors, v.newer, v.chains} {
		if err := step(); err != nil {
			return v.report, err
		}
	}
	v.report.OK = v.report.Problems == 0
	return v.report, nil
}

// maxSeq is the newest number. SQLite takes any kind of value: texts sort after all numbers and are left out.
const maxSeq = `SELECT CAST(COALESCE(MAX(seq), 0) AS BIGINT) FROM ledger_event WHERE seq <= 9223372036854775807`

// tell reports a problem, with the order's number if it is an order's.
func (v *verifier) tell(p Problem) {
	v.report.Problems++
	if p.Subject != 0 && v.Number != nil {
		p.Order = v.Number(v.q, p.Subject)
	}
	if v.Found != nil {
		v.Found(p)
	}
}

// tellOnce reports what is wrong with one event, unless something was said of it already.
func (v *verifier) tellOnce(p Problem) {
	at := place{p.Subject, p.Pos}
	if v.told[at] {
		return
	}
	v.told[at] = true
	v.tell(p)
}

// newer looks at what no anchor speaks for: numbers without gaps, and nothing cut off that somebody has read.
func (v *verifier) newer() error {
	expected := v.report.AnchoredTo + 1
	for {
		rows, err := v.q.Query(`SELECT CAST(seq AS BIGINT) FROM ledger_event WHERE seq >= ? AND seq <= ? ORDER BY seq LIMIT ?`, expected, v.last, 4*stretchPage)
		list, err := store.Collect(rows, err, func(r store.Row) (n int64, err error) { return n, r.Scan(&n) })
		if err != nil {
			return fmt.Errorf("anchor: verify: %w", err)
		}
		for _, n := range list {
			if n > expected {
				v.tell(Problem{Kind: NumberMissing, Seq: expected, ToSeq: n - 1, Detail: "no event has this number, and no anchor speaks for it yet"})
			}
			v.report.Newer++
			expected = n + 1
		}
		if len(list) < 4*stretchPage {
			break
		}
		v.Progress("numbers", expected, v.last)
	}
	var read int64
	if err := v.q.QueryRow(`SELECT COALESCE(MAX(seq), 0) FROM ledger_position`).Scan(&read); err != nil {
		return fmt.Errorf("anchor: verify: %w", err)
	}
	if end := max(v.last, v.report.AnchoredTo); read > end {
		// The end may have grown since the run began, and been read.
		var now int64
		if err := v.q.QueryRow(maxSeq).Scan(&now); err != nil {
			return fmt.Errorf("anchor: verify: %w", err)
		}
		if read > now {
			v.tell(Problem{Kind: NumberMissing, Seq: max(now, v.report.AnchoredTo) + 1, ToSeq: read, Detail: "deleted from the end: the program had read these events already"})
		}
	}
	return nil
}

// setAnchored notes how far genuine anchors reach.
func (v *verifier) setAnchored(h Header) {
	v.report.Anchors++
	at := wall.FromMicros(wall.Micros(h.At))
	v.report.AnchoredTo, v.report.AnchoredAt = h.Upto, &at
}
