package workorder

import (
	"context"
	"fmt"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
)

// jobUnlink removes the bytes of files that nobody keeps any more, after their rows are gone for good.
const jobUnlink = "workorder.unlink"

// unlinkWait is how long bytes stay after their last row, and after somebody brought them again: longer than it takes from
// the bytes of an upload to its row, and longer than a backup takes from its copy of the rows to the last of the files that
// these name.
const unlinkWait = 24 * time.Hour

type unlinkPayload struct {
	Sums []string `json:"sums"`
}

// unlink has the bytes of an order's files removed once this transaction is durable.
func (s *Service) unlink(tx *store.Tx, order ids.ID) error {
	rows, err := tx.Query(`SELECT DISTINCT sha256 FROM workorder_attachment WHERE order_id = ? AND sha256 <> ''`, order)
	sums, err := store.Collect(rows, err, func(r store.Row) (sum string, err error) { return sum, r.Scan(&sum) })
	if err != nil {
		return err
	}
	return s.Unlink(tx, sums)
}

// Unlink has the bytes of files removed a day after this transaction, but for those that a row of any room still names.
// The job has no key: another one must not take its place, for it is about other files.
func (s *Service) Unlink(tx *store.Tx, sums []string) error {
	if len(sums) == 0 {
		return nil
	}
	return s.Jobs.Enqueue(tx, jobs.New{Kind: jobUnlink, RunAt: s.now().Add(unlinkWait), Payload: unlinkPayload{sums}})
}

// runUnlink removes bytes that no row of any room names. The store keeps each content once: another order may have it, or
// somebody may have brought it just now whose row is on its way; that is looked at again a day later.
func (s *Service) runUnlink(ctx context.Context, j jobs.Job) (jobs.Effects, error) {
	var p unlinkPayload
	if err := j.Decode(&p); err != nil {
		return nil, err
	}
	q := s.store.Read(ctx)
	young := s.now().Add(-unlinkWait) // as of before the rows are looked at
	var spared []string
	for _, sum := range p.Sums {
		kept, err := s.named(q, sum)
		if err != nil {
			return nil, err
		}
		if kept {
			continue
		}
		removed, err := s.Blobs.Remove(sum, young)
		if err != nil {
			return nil, fmt.Errorf("workorder: unlink: %w", err)
		}
		if !removed {
			spared = append(spared, sum)
		}
	}
	return func(tx *store.Tx) error { return s.Unlink(tx, spared) }, nil
}

// named tells whether a row of any room names a content.
func (s *Service) named(q store.Queryer, sum string) (bool, error) {
	var n int
	err := q.QueryRow(`SELECT (SELECT COUNT(*) FROM workorder_attachment WHERE sha256 = ?) + (SELECT COUNT(*) FROM workorder_upload WHERE sha256 = ?)`, sum, sum).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("workorder: unlink: %w", err)
	}
	if n > 0 || s.Elsewhere == nil {
		return n > 0, nil
	}
	return s.Elsewhere(q, sum)
}
