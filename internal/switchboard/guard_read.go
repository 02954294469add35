package switchboard

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// abuserRows is the most callers that one list shows.
const abuserRows = 500

// Abuser is a caller of whom there is evidence.
type Abuser struct {
	Peer     ids.ID
	Evidence []Abuse    // newest first, dropped ones among it
	Cools    []Cooldown // newest first
}

// last is when the caller was marked last.
func (a Abuser) last() time.Time { return a.Evidence[0].At }

// Abusers lists callers of whom there is evidence that is kept and newer than a time, the last marked first; more tells
// that there are further ones.
func (s *Service) Abusers(q store.Queryer, since time.Time) (list []Abuser, more bool, err error) {
	now := wall.Micros(s.Clock.Now())
	rows, err := q.Query(`SELECT peer_id FROM switchboard_abuse WHERE keep_until > ? AND at >= ? GROUP BY peer_id ORDER BY MAX(at) DESC, peer_id LIMIT ?`,
		now, wall.Micros(since), abuserRows+1)
	peers, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
	if err != nil {
		return nil, false, fmt.Errorf("switchboard: abusive callers: %w", err)
	}
	if more = len(peers) > abuserRows; more {
		peers = peers[:abuserRows]
	}
	if len(peers) == 0 {
		return nil, false, nil
	}
	of := map[ids.ID]*Abuser{}
	list = make([]Abuser, len(peers))
	for i, peer := range peers {
		list[i].Peer = peer
		of[peer] = &list[i]
	}
	marks, args := among(peers)
	rows, err = q.Query(`SELECT `+abuseColumns+` FROM switchboard_abuse WHERE peer_id IN (`+marks+`) AND keep_until > ? ORDER BY at DESC, id DESC`, append(slices.Clone(args), now)...)
	evidence, err := store.Collect(rows, err, scanAbuse)
	if err != nil {
		return nil, false, fmt.Errorf("switchboard: evidence: %w", err)
	}
	for _, a := range evidence {
		of[a.Peer].Evidence = append(of[a.Peer].Evidence, a)
	}
	rows, err = q.Query(`SELECT `+coolColumns+` FROM switchboard_cooldown WHERE peer_id IN (`+marks+`) ORDER BY asked_at DESC, id DESC`, args...)
	cools, err := store.Collect(rows, err, s.scanCool)
	if err != nil {
		return nil, false, fmt.Errorf("switchboard: cool-downs: %w", err)
	}
	for _, c := range cools {
		of[c.Peer].Cools = append(of[c.Peer].Cools, c)
	}
	return list, more, nil
}

// Abuser is one caller of whom there is evidence. The error is ErrNoEvidence.
func (s *Service) Abuser(q store.Queryer, peer ids.ID) (a Abuser, err error) {
	a.Peer = peer
	if a.Evidence, err = s.AbuseOf(q, peer); err != nil {
		return a, err
	}
	if len(a.Evidence) == 0 {
		return a, ErrNoEvidence
	}
	a.Cools, err = s.Cooldowns(q, peer)
	return a, err
}

// GuardMonth are the counts of a month.
type GuardMonth struct {
	Month   string         `json:"month" doc:"yyyy-mm"`
	Marked  int            `json:"marked" doc:"calls that were marked as abusive"`
	Kinds   map[string]int `json:"kinds" doc:"of those, by kind"`
	Warned  int            `json:"warned" doc:"of those, whose caller was warned before"`
	Dropped int            `json:"dropped" doc:"of those, that turned out to be no evidence"`
	Callers int            `json:"callers" doc:"numbers that were marked"`
	Cooled  int            `json:"cooldowns" doc:"cool-downs that began"`
	Long    int            `json:"second" doc:"of those, that a second person decided"`
	Lifted  int            `json:"lifted" doc:"of those, that were ended sooner"`
	Undone  int            `json:"undone" doc:"of those, that should not have been"`
	Appeals int            `json:"appeals" doc:"of those, that were appealed against"`
	Calls   int            `json:"calls" doc:"calls of numbers that cooled down, which nobody took"`
}

// GuardMonths counts by month, the newest first, from a time on.
func (s *Service) GuardMonths(q store.Queryer, from time.Time) ([]GuardMonth, error) {
	of := map[string]*GuardMonth{}
	month := func(us int64) *GuardMonth {
		name := wall.FromMicros(us).In(wall.Shanghai).Format("2006-01")
		if of[name] == nil {
			of[name] = &GuardMonth{Month: name, Kinds: map[string]int{}}
		}
		return of[name]
	}
	type pair struct {
		month string
		peer  ids.ID
	}
	seen := map[pair]bool{}
	rows, err := q.Query(`SELECT at, peer_id, kind, warned, dropped_at FROM switchboard_abuse WHERE at >= ?`, wall.Micros(from))
	_, err = store.Collect(rows, err, func(r store.Row) (struct{}, error) {
		var at, dropped int64
		var peer ids.ID
		var kind string
		var warned int
		if err := r.Scan(&at, &peer, &kind, &warned, &dropped); err != nil {
			return struct{}{}, err
		}
		m := month(at)
		m.Marked++
		m.Kinds[kind]++
		m.Warned += warned
		m.Dropped += bit(dropped > 0)
		if k := (pair{m.Month, peer}); !seen[k] {
			seen[k] = true
			m.Callers++
		}
		return struct{}{}, nil
	})
	if err != nil {
		return nil, fmt.Errorf("switchboard: months of evidence: %w", err)
	}
	rows, err = q.Query(`SELECT from_at, decided_by, state, appealed_at FROM switchboard_cooldown WHERE from_at >= ?`, wall.Micros(from))
	_, err = store.Collect(rows, err, func(r store.Row) (struct{}, error) {
		var at, appealed int64
		var second ids.ID
		var state CoolState
		if err := r.Scan(&at, &second, &state, &appealed); err != nil {
			return struct{}{}, err
		}
		m := month(at)
		m.Cooled++
		m.Long += bit(second != 0)
		m.Lifted += bit(state == CoolLifted)
		m.Undone += bit(state == CoolUndone)
		m.Appeals += bit(appealed > 0)
		return struct{}{}, nil
	})
	if err != nil {
		return nil, fmt.Errorf("switchboard: months of cool-downs: %w", err)
	}
	rows, err = q.Query(`SELECT began_at FROM switchboard_fact WHERE began_at >= ? AND outcome = ?`, wall.Micros(from), string(Cooled))
	_, err = store.Collect(rows, err, func(r store.Row) (struct{}, error) {
		var at int64
		err := r.Scan(&at)
		month(at).Calls++
		return struct{}{}, err
	})
	if err != nil {
		return nil, fmt.Errorf("switchboard: months of calls: %w", err)
	}
	list := make([]GuardMonth, 0, len(of))
	for _, m := range of {
		list = append(list, *m)
	}
	slices.SortFunc(list, func(a, b GuardMonth) int { return cmp.Compare(b.Month, a.Month) })
	return list, nil
}
