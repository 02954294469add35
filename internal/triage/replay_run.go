package triage

import (
	"context"
	"errors"
	"fmt"

	"onedoor/internal/catalogue"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// jobReplay looks at one page of a replay's orders and enqueues the next; the key is the replay's id.
const jobReplay = "triage.replay"

type replayJob struct {
	Replay ids.ID `json:"replay"`
}

// runReplay counts one page. The figures, the position and the next job commit together, so a page that was counted by
// two workers counts once.
func (s *Service) runReplay(ctx context.Context, j jobs.Job) (jobs.Effects, error) {
	var in replayJob
	if err := j.Decode(&in); err != nil {
		return nil, err
	}
	q := s.Store.Read(ctx)
	r, err := replayByID(q, in.Replay)
	if errors.Is(err, ErrReplayNotFound) || err == nil && r.State != StateRunning {
		return nil, nil //nolint:nilerr // it was ended meanwhile
	}
	if err != nil {
		return nil, err
	}
	before, after, err := s.books(q, r)
	if errors.Is(err, errStale) {
		return func(tx *store.Tx) error { return s.stale(tx, r.ID) }, nil
	}
	if err != nil {
		return nil, err
	}
	orders, err := s.Orders.Past(q, r.From, r.To, workorder.PastAfter{CreatedAt: r.AfterAt, ID: r.AfterID}, s.options.ReplayPage)
	if err != nil {
		return nil, err
	}
	p := newPage()
	for i := range orders {
		if err := s.tryOn(q, before, after, &orders[i], p); err != nil {
			return nil, err
		}
	}
	return func(tx *store.Tx) error { return s.keep(tx, r, orders, p) }, nil
}

var errStale = errors.New("triage: the draft is not the one that the replay began with")

// books reads the two versions that are compared. The draft must still be the revision that the replay began with.
func (s *Service) books(q store.Queryer, r Replay) (before, after *catalogue.Book, err error) {
	if after, err = s.Catalogue.BookOf(q, r.Version); errors.Is(err, catalogue.ErrVersionNotFound) {
		return nil, nil, errStale
	}
	if err != nil {
		return nil, nil, err
	}
	if !after.Version.Draft() || after.Version.Revision != r.Revision {
		return nil, nil, errStale
	}
	before, err = s.Catalogue.BookOf(q, r.Base)
	return before, after, err
}

// tryOn looks one order up in both versions.
func (s *Service) tryOn(q store.Queryer, before, after *catalogue.Book, o *workorder.PastOrder, p *page) error {
	m := catalogue.Matter{Category: o.Category, Division: o.Division, Kind: string(o.Kind), Door: o.Door, Business: o.Business,
		Topics: o.Topics, Accused: o.Accused, At: o.CreatedAt}
	was, err := s.Catalogue.ProposeBy(q, before, m)
	if err != nil {
		return fmt.Errorf("triage: replay: %w", err)
	}
	is, err := s.Catalogue.ProposeBy(q, after, m)
	if err != nil {
		return fmt.Errorf("triage: replay: %w", err)
	}
	p.count(moved{order: o.ID, before: was.UnitID, after: is.UnitID, final: o.Final, beforeEntry: was.EntryID, afterEntry: is.EntryID}, o.First)
	return nil
}

// keep adds a page to the replay and goes on, or ends it with the last one.
func (s *Service) keep(tx *store.Tx, r Replay, orders []workorder.PastOrder, p *page) error {
	now, err := lockReplay(tx, r.ID)
	if err != nil {
		return err
	}
	if now.State != StateRunning || now.AfterID != r.AfterID {
		return nil // cancelled, or counted by another worker
	}
	if err := addPage(tx, now.ID, p, s.options.ReplayKept-int(min(now.Changed, int64(s.options.ReplayKept)))); err != nil {
		return err
	}
	now.Seen += p.Seen
	now.Changed += p.Changed
	now.Judged += p.Judged
	now.RightBefore += p.RightBefore
	now.RightAfter += p.RightAfter
	now.RightActual += p.RightActual
	if len(orders) < s.options.ReplayPage {
		return s.end(tx, auth.System, &now, StateDone)
	}
	last := orders[len(orders)-1]
	now.AfterAt, now.AfterID = last.CreatedAt, last.ID
	if err := updateReplay(tx, now); err != nil {
		return err
	}
	return s.Jobs.Enqueue(tx, jobs.New{Kind: jobReplay, Key: now.ID.String(), Payload: replayJob{now.ID}})
}

// stale ends a replay whose draft was changed, published or thrown away.
func (s *Service) stale(tx *store.Tx, id ids.ID) error {
	r, err := lockReplay(tx, id)
	if err != nil || r.State != StateRunning {
		return err
	}
	return s.end(tx, auth.System, &r, StateStale)
}
