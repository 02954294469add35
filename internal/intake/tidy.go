package intake

import (
	"context"
	"fmt"
	"time"

	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// jobTidy deletes what is no longer of use: old tries, tokens and drafts; and tells an event's answer to who joined in its last moment.
// Serials stay: a row a day, and a clock set back must not begin a day anew.
const (
	jobTidy   = "intake.tidy"
	tidyEvery = time.Hour
	retellFor = 7 * 24 * time.Hour // how long after an event's answer it is looked for who has not got it
)

func (s *Service) tidy(ctx context.Context, _ jobs.Job) (jobs.Effects, error) {
	for more := true; more; {
		if err := s.Store.Write(ctx, func(tx *store.Tx) (err error) {
			more, err = s.fillNumbers(tx)
			return err
		}); err != nil {
			return nil, err
		}
	}
	now := s.now()
	return func(tx *store.Tx) error {
		old := wall.Micros(now.Add(-s.options.Tries.Window - s.options.Tries.Block))
		for _, d := range []struct {
			statement string
			before    int64
		}{
			{`DELETE FROM intake_try WHERE since < ?`, old},
			{`DELETE FROM intake_link WHERE until < ?`, wall.Micros(now)},
			{`DELETE FROM intake_submission WHERE created_at < ?`, wall.Micros(now.Add(-s.options.TokenKeep))},
			{`DELETE FROM intake_draft WHERE updated_at < ?`, wall.Micros(now.Add(-s.options.DraftKeep))},
		} {
			if err := tx.Do(d.statement, d.before); err != nil {
				return fmt.Errorf("intake: tidy: %w", err)
			}
		}
		return s.retell(tx, wall.Micros(now.Add(-retellFor)))
	}, nil
}
