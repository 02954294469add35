package anchor

import (
	"database/sql"
	"errors"
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
)

// compare holds the ledger's events against an anchor's list, number by number, and names what differs. ours may be
// nil when a row of the stretch cannot be read: then every listed event is looked for by itself.
func (v *verifier) compare(h Header, listed, ours []line) {
	var odd []int
	for i := range listed {
		if ours == nil || !listed[i].equal(ours[i]) {
			odd = append(odd, i)
		}
	}
	if len(odd) == 0 {
		return
	}
	in := make(map[place]bool, len(listed))
	for _, l := range listed {
		in[place{l.Subject, l.Pos}] = true
	}
	for _, i := range odd {
		seq := h.After + int64(i) + 1
		if seq != v.oddNext { // an event that kept its number ends a run of others
			v.endShift()
		}
		v.oddNext = seq + 1
		sameHash := ours != nil && string(ours[i].Hash) == string(listed[i].Hash)
		if ours != nil && ours[i].Subject != 0 && !sameHash {
			if at := (place{ours[i].Subject, ours[i].Pos}); !in[at] {
				v.strangers[at] = seq
			}
		}
		switch {
		case listed[i].Subject != 0:
			v.lookFor(h, listed[i], seq, sameHash)
		case ours != nil:
			delete(v.strangers, place{ours[i].Subject, ours[i].Pos})
			v.tellOnce(Problem{Kind: EventInserted, Subject: ours[i].Subject, Pos: ours[i].Pos, Seq: seq, Anchor: h.Number, Detail: "had no event when it was anchored"})
		}
	}
}

// lookFor finds what became of a listed event that is not where it was. sameHash: another place carries its hash
// under its number.
func (v *verifier) lookFor(h Header, l line, seq int64, sameHash bool) {
	at := place{l.Subject, l.Pos}
	var r ledger.Raw
	err := v.q.QueryRow(`SELECT `+ledger.RawColumns+` FROM ledger_event WHERE subject = ? AND pos = ?`, l.Subject, l.Pos).Scan(r.Dest()...)
	switch {
	case errors.Is(err, sql.ErrNoRows) && sameHash:
		v.tellOnce(Problem{Kind: EventChanged, Subject: l.Subject, Pos: l.Pos, Seq: seq, Anchor: h.Number, Detail: "its row was moved to another chain or place"})
	case errors.Is(err, sql.ErrNoRows):
		v.lost(h, l, seq)
	case err != nil:
		v.tellOnce(Problem{Kind: EventUnreadable, Subject: l.Subject, Pos: l.Pos, Seq: seq, Anchor: h.Number, Detail: "its row holds values that no event has"})
	case string(r.Hash) != string(l.Hash) && string(r.Sum(v.newHash)) != string(r.Hash):
		v.tellOnce(Problem{Kind: EventChanged, Subject: l.Subject, Pos: l.Pos, Seq: seq, Anchor: h.Number, Detail: "was changed since it was anchored"})
	case string(r.Hash) != string(l.Hash):
		v.recomputed(h, l, seq)
	}
	if err == nil && r.Seq != seq {
		if r.Seq <= h.After || r.Seq > h.Upto {
			v.moved[at] = true
		}
		v.renumbered(h, l, seq, r.Seq)
	}
}

// lost names an event that is not there, or once the chain of which nothing is.
func (v *verifier) lost(h Header, l line, seq int64) {
	v.lostCount++
	if v.gone[l.Subject] {
		return
	}
	var left int64
	if err := v.q.QueryRow(`SELECT COUNT(*) FROM ledger_event WHERE subject = ?`, l.Subject).Scan(&left); err == nil && left == 0 {
		v.gone[l.Subject] = true
		v.tell(Problem{Kind: ChainMissing, Subject: l.Subject, Seq: seq, Anchor: h.Number, Detail: "all events of the chain were deleted, the first of them here"})
		return
	}
	v.tellOnce(Problem{Kind: EventMissing, Subject: l.Subject, Pos: l.Pos, Seq: seq, Anchor: h.Number, Detail: "was deleted since it was anchored"})
}

// recomputed names a chain whose events fit together but are others, once, from the first such event on.
func (v *verifier) recomputed(h Header, l line, seq int64) {
	v.told[place{l.Subject, l.Pos}] = true
	if v.redone[l.Subject] != nil {
		return
	}
	p := &Problem{Kind: ChainRecomputed, Subject: l.Subject, Pos: l.Pos, Seq: seq, Anchor: h.Number,
		Detail: "from here on the chain was computed anew: its hashes fit, but are not those that were anchored"}
	v.redone[l.Subject] = p
	v.tell(*p)
}

// renumbered joins events that all moved by the same step into one problem.
func (v *verifier) renumbered(h Header, l line, was, is int64) {
	if is == 0 {
		v.endShift()
		v.tellOnce(Problem{Kind: EventUnnumbered, Subject: l.Subject, Pos: l.Pos, Seq: was, Anchor: h.Number, Detail: "lost the number under which it was anchored"})
		return
	}
	if v.shift != nil && v.shiftBy == is-was {
		v.shift.ToSeq = was
		v.shift.ToAnchor = h.Number
		v.shift.Subject, v.shift.Pos = 0, 0
		return
	}
	v.endShift()
	v.shiftBy = is - was
	v.shift = &Problem{Kind: NumberChanged, Subject: l.Subject, Pos: l.Pos, Seq: was, ToSeq: was, Anchor: h.Number, ToAnchor: h.Number}
}

// endShift reports a run of renumbered events.
func (v *verifier) endShift() {
	if v.shift == nil {
		return
	}
	if v.shift.Subject != 0 {
		v.renamed[place{v.shift.Subject, v.shift.Pos}] = true
	}
	v.shift.Detail = fmt.Sprintf("moved by %+d since it was anchored", v.shiftBy)
	v.tell(*v.shift)
	v.shift = nil
}

// chainNamed tells whether the chain was named as recomputed from a place at or before pos.
func (v *verifier) chainNamed(subject ids.ID, pos int64) bool {
	p := v.redone[subject]
	return p != nil && p.Pos <= pos
}
