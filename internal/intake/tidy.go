package intake

import (
	"context"
	"fmt"
	"time"

	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// jobTidy deletes what is no longer of use: old tries, tokens and drafts.
// Serials stay: a row a day, and a clock set back must not begin a day anew.
const (
	jobTidy   = "intake.tidy"
	tidyEvery = time.Hour
)

func (s *Service) tidy(context.Context, jobs.Job) (jobs.Effects, error) {
	now := s.now()
	return func(tx *store.Tx) error {
		old := wall.Micros(now.Add(-s.options.Tries.Window - s.options.Tries.Block))
		for _, d := range []struct {
			statement string
			before    int64
		}{
			{`DELETE FROM intake_try WHERE since < ?`, old},
			{`DELETE FROM intake_submission WHERE created_at < ?`, wall.Micros(now.Add(-s.options.TokenKeep))},
			{`DELETE FROM intake_draft WHERE updated_at < ?`, wall.Micros(now.Add(-s.options.DraftKeep))},
		} {
			if _, err := tx.Exec(d.statement, d.before); err != nil {
				return fmt.Errorf("intake: tidy: %w", err)
			}
		}
		return nil
	}, nil
}
