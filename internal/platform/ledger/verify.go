package ledger

import (
	"bytes"
	"context"
	"fmt"
	"hash"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/wall"
)

// VerifyChain checks that recs are one unbroken, unchanged chain from its first event. It returns the first
// position that is wrong and why, or 0.
func VerifyChain(newHash func() hash.Hash, recs []Record) (pos int64, problem string) {
	prev := []byte{}
	for i, r := range recs {
		switch {
		case r.Pos != int64(i+1):
			return int64(i + 1), fmt.Sprintf("event %d is missing", i+1)
		case !bytes.Equal(r.Prev, prev):
			return r.Pos, "does not follow the event before it"
		case !bytes.Equal(r.Hash, digest(newHash, r.ID, r.Subject, r.Pos, r.Kind, r.Actor, joinUnits(r.Units), wall.Micros(r.At), string(r.Payload), r.Prev)):
			return r.Pos, "was changed"
		}
		prev = r.Hash
	}
	return 0, ""
}

// VerifyAll checks every chain and that the numbers have no gap. It returns how many events there are and the
// first problem, or "". It reads by number, a page at a time, and keeps the end of each chain in memory.
func (l *Ledger) VerifyAll(ctx context.Context) (events int64, problem string, err error) {
	type end struct {
		pos  int64
		hash []byte
	}
	ends := map[ids.ID]end{}
	q := l.store.Read(ctx)
	for {
		recs, err := l.After(q, events, 2000)
		if err != nil || len(recs) == 0 {
			return events, "", err
		}
		for _, r := range recs {
			events++
			last := ends[r.Subject]
			switch {
			case r.Seq != events:
				return events, fmt.Sprintf("event number %d is missing", events), nil
			case r.Pos != last.pos+1 || !bytes.Equal(r.Prev, last.hash):
				return events, fmt.Sprintf("event number %d does not follow the one before it in its chain", r.Seq), nil
			case !bytes.Equal(r.Hash, l.sum(r)):
				return events, fmt.Sprintf("event number %d was changed", r.Seq), nil
			}
			ends[r.Subject] = end{r.Pos, r.Hash}
		}
	}
}

func (l *Ledger) sum(r Record) []byte {
	return digest(l.newHash, r.ID, r.Subject, r.Pos, r.Kind, r.Actor, joinUnits(r.Units), wall.Micros(r.At), string(r.Payload), r.Prev)
}
