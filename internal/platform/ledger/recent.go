package ledger

import (
	"sync"

	"onedoor/internal/platform/store"
)

// recentMax is how many of the newest events stay in memory at least (twice as many at most): followers and live screens read the same ones.
const recentMax = 4096

// recent is a gap-free stretch of the newest events that somebody has read.
type recent struct {
	mu   sync.Mutex
	list []Record
}

// Next is After for those who follow the end of the ledger: what another one has just read comes from memory.
// The records are shared; nobody changes them.
func (l *Ledger) Next(q store.Queryer, seq int64, limit int) ([]Record, error) {
	if known := l.recent.after(seq, limit); len(known) > 0 {
		return known, nil
	}
	list, err := l.After(q, seq, limit)
	if err == nil && len(list) > 0 {
		l.recent.add(list)
	}
	return list, err
}

func (r *recent) after(seq int64, limit int) []Record {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.list) == 0 || seq+1 < r.list[0].Seq || seq >= r.list[len(r.list)-1].Seq {
		return nil
	}
	from := int(seq + 1 - r.list[0].Seq) // numbers have no gaps
	to := min(len(r.list), from+limit)
	return r.list[from:to:to]
}

func (r *recent) add(list []Record) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch end := int64(len(r.list)); {
	case end > 0 && list[len(list)-1].Seq <= r.list[end-1].Seq:
		return // somebody who is behind
	case end == 0 || list[0].Seq > r.list[end-1].Seq+1:
		r.list = append([]Record(nil), list...)
	default:
		fresh := list[r.list[end-1].Seq+1-list[0].Seq:]
		r.list = append(r.list, fresh...) // slices handed out end before what is new
	}
	r.trim()
}

// push adds an event that this process has just committed.
func (r *recent) push(row Raw, origin any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if end := len(r.list); end > 0 && row.Seq != r.list[end-1].Seq+1 {
		if row.Seq <= r.list[end-1].Seq {
			return // somebody has read it already
		}
		r.list = nil // another process has written between: its events are read from the database
	}
	rec := row.Record()
	rec.origin = origin
	r.list = append(r.list, rec)
	r.trim()
}

func (r *recent) trim() {
	if over := len(r.list) - recentMax; over > recentMax {
		r.list = append([]Record(nil), r.list[over:]...)
	}
}
