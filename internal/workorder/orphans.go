package workorder

import (
	"context"
	"fmt"
	"slices"

	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
)

// jobOrphans finds bytes that no row names: those of uploads, between whose bytes and whose row the program stopped.
const jobOrphans = "workorder.sweep_orphans"

// sweepOrphans has orphans unlinked. It removes nothing itself: what it found may be brought again, or be the content of a row
// that went a moment ago and that a backup still names. The job that it leaves looks again a day later; one that somebody else
// left for the same bytes does no harm.
func (s *Service) sweepOrphans(ctx context.Context, _ jobs.Job) (jobs.Effects, error) {
	list, err := s.Orphans(ctx)
	if err != nil {
		return nil, err
	}
	return func(tx *store.Tx) error {
		for some := range slices.Chunk(list, sumsAJob) {
			if err := s.Unlink(tx, some); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// Orphans lists the contents that came more than a day ago and that no row of any room names. Younger ones may be
// uploads whose row is on its way.
func (s *Service) Orphans(ctx context.Context) (orphans []string, err error) {
	q := s.store.Read(ctx)
	var some []string
	look := func() error {
		list, err := s.unnamed(q, some)
		orphans, some = append(orphans, list...), some[:0]
		return err
	}
	err = s.Blobs.WalkOld(s.now().Add(-unlinkWait), func(sum string) error {
		if some = append(some, sum); len(some) < sumsAJob {
			return nil
		}
		return look()
	})
	if err == nil {
		err = look()
	}
	if err != nil {
		return nil, fmt.Errorf("workorder: orphans: %w", err)
	}
	return orphans, nil
}

// unnamed leaves those of some contents that no row of any room names. Most are named here: one query for all of them.
func (s *Service) unnamed(q store.Queryer, sums []string) (rest []string, err error) {
	if len(sums) == 0 {
		return nil, nil
	}
	in, args := inList("sha256", sums)
	rows, err := q.Query(`SELECT sha256 FROM workorder_attachment WHERE `+in+` UNION SELECT sha256 FROM workorder_upload WHERE `+in, slices.Concat(args, args)...)
	here, err := store.Collect(rows, err, func(r store.Row) (sum string, err error) { return sum, r.Scan(&sum) })
	if err != nil {
		return nil, err
	}
	slices.Sort(here)
	for _, sum := range sums {
		if _, found := slices.BinarySearch(here, sum); found {
			continue
		}
		kept, err := s.named(q, sum)
		if err != nil {
			return nil, err
		}
		if !kept {
			rest = append(rest, sum)
		}
	}
	return rest, nil
}
