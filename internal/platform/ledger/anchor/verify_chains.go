package anchor

import (
	"bytes"
	"database/sql"
	"fmt"
	"math"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

// chainEnd is the last event seen of the chain that is being read.
type chainEnd struct {
	subject ids.ID
	pos     int64
	seq     int64
	hash    []byte
	doubted bool // something is wrong with it: what follows is not measured by it
}

// chains reads every row in the order of the chains and checks each by itself and after the one before it.
func (v *verifier) chains() error {
	var end chainEnd
	total := max(v.last, 1)
	for from := (place{math.MinInt64, math.MinInt64}); ; {
		page, err := v.page(from)
		if err != nil {
			return err
		}
		for _, r := range page {
			v.event(r, &end)
		}
		if len(page) < stretchPage {
			return nil
		}
		last := page[len(page)-1]
		next := place{last.Subject, last.Pos}
		if next.subject < from.subject || next.subject == from.subject && next.pos <= from.pos { // it could not be read
			if last.Subject == 0 {
				return nil
			}
			next = place{last.Subject + 1, math.MinInt64}
		}
		from = next
		v.Progress("chains", v.report.Events, total)
	}
}

// page reads the rows after a place. A row that holds values of a wrong kind is named and passed over.
func (v *verifier) page(from place) ([]ledger.Raw, error) {
	const query = `SELECT ` + ledger.RawColumns + ` FROM ledger_event WHERE (subject, pos) > (?, ?) ORDER BY subject, pos LIMIT ?`
	rows, err := v.q.Query(query, from.subject, from.pos, stretchPage)
	if err != nil {
		return nil, fmt.Errorf("anchor: verify: %w", err)
	}
	defer func() { _ = rows.Close() }() // its error is rows.Err
	var list []ledger.Raw
	for rows.Next() {
		var r ledger.Raw
		if err := rows.Scan(r.Dest()...); err != nil {
			r = unreadable(rows)
		}
		list = append(list, r)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("anchor: verify: %w", err)
	}
	return list, nil
}

// unreadable keeps of a row only its place, so that it can be named; its hash fits nothing.
func unreadable(rows *sql.Rows) ledger.Raw {
	var r ledger.Raw
	var any1 [12]any
	dest := make([]any, len(any1))
	for i := range any1 {
		dest[i] = &any1[i]
	}
	if rows.Scan(dest...) == nil {
		r.Seq, _ = any1[1].(int64)
		if subject, ok := any1[2].(int64); ok {
			r.Subject = ids.ID(subject)
		}
		r.Pos, _ = any1[3].(int64)
	}
	return r
}

// event checks one row.
func (v *verifier) event(r ledger.Raw, end *chainEnd) {
	v.report.Events++
	if r.Subject != end.subject || v.report.Chains == 0 {
		v.report.Chains++
		*end = chainEnd{subject: r.Subject, hash: []byte{}}
	}
	if r.Pos > end.pos+1 {
		v.gap(r, end)
	}
	ok := bytes.Equal(r.Hash, r.Sum(v.newHash))
	switch {
	case len(r.Hash) == 0:
		v.tellOnce(Problem{Kind: EventUnreadable, Subject: r.Subject, Pos: r.Pos, Seq: r.Seq, Detail: "its row holds values that no event has"})
	case !ok:
		v.tellOnce(Problem{Kind: EventChanged, Subject: r.Subject, Pos: r.Pos, Seq: r.Seq, Detail: "is not what its hash says"})
	case !end.doubted && !bytes.Equal(r.Prev, end.hash) && !v.chainNamed(r.Subject, r.Pos):
		v.tellOnce(Problem{Kind: ChainBroken, Subject: r.Subject, Pos: r.Pos, Seq: r.Seq, Detail: "does not follow the event before it"})
	}
	switch { // on Postgres events wait for their number, and nodes whose clocks differ may swap two of one chain
	case r.Seq == 0 && v.q.Engine() == store.SQLite:
		v.tellOnce(Problem{Kind: EventUnnumbered, Subject: r.Subject, Pos: r.Pos, Detail: "has no number"})
	case r.Seq == 0:
		v.report.Newer++
		v.report.Unnumbered++
	case r.Seq < end.seq && v.q.Engine() == store.SQLite && !v.renamed[place{r.Subject, r.Pos}] && !v.renamed[place{end.subject, end.pos}]:
		v.tellOnce(Problem{Kind: NumberDisorder, Subject: r.Subject, Pos: r.Pos, Seq: r.Seq, Detail: "has a smaller number than the event before it in its chain"})
	}
	if r.Seq > 0 {
		end.seq = r.Seq
	}
	end.pos, end.hash, end.doubted = r.Pos, r.Hash, !ok || v.told[place{r.Subject, r.Pos}] && !v.chainNamed(r.Subject, r.Pos)
}

// gap names the places that have no row, unless an anchor has named them.
func (v *verifier) gap(r ledger.Raw, end *chainEnd) {
	from := int64(0)
	flush := func(to int64) {
		if from > 0 {
			v.tell(Problem{Kind: EventMissing, Subject: r.Subject, Pos: from, ToPos: to, Detail: "there is no such row"})
		}
		from = 0
	}
	const most = 1 << 16 // places beyond were never anchored one by one
	for pos := end.pos + 1; pos < r.Pos; pos++ {
		switch {
		case pos-end.pos > most:
			if from == 0 {
				from = pos
			}
			flush(r.Pos - 1)
			end.doubted = true
			return
		case v.told[place{r.Subject, pos}]:
			flush(pos - 1)
		case from == 0:
			from = pos
		}
	}
	flush(r.Pos - 1)
	end.doubted = true
}
