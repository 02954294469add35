package notice

import (
	"time"

	"onedoor/internal/platform/wall"
)

// audible returns at, or the end of the quiet hours that at falls into.
func (c Config) audible(at time.Time) time.Time {
	local := at.In(wall.Shanghai)
	midnight := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, wall.Shanghai)
	clock := local.Sub(midnight)
	switch {
	case c.QuietFrom < c.QuietTo: // within one day
		if clock >= c.QuietFrom && clock < c.QuietTo {
			return midnight.Add(c.QuietTo)
		}
	case c.QuietFrom > c.QuietTo: // over midnight
		if clock < c.QuietTo {
			return midnight.Add(c.QuietTo)
		}
		if clock >= c.QuietFrom {
			return midnight.AddDate(0, 0, 1).Add(c.QuietTo)
		}
	}
	return at
}

// Audible returns at, or the end of the quiet hours that at falls into: for rooms that time their own reminders to
// people of staff and units, whose inbox knows no night.
func (s *Service) Audible(at time.Time) time.Time { return s.config.audible(at) }
