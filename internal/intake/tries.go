package intake

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Tries limits wrong query codes. A code has 65 bits, so the limits are there to keep guessing from being worth a
// try and to keep a number's owner from being locked out by somebody else for long.
type Tries struct {
	Window    time.Duration // wrong codes older than this do not count (default 15 minutes)
	Block     time.Duration // how long nothing more is tried (default 15 minutes)
	PerNumber int           // wrong codes for one number (default 10)
	PerSource int           // wrong codes from one source, such as an address (default 20)
}

func (t Tries) withDefaults() Tries {
	if t.Window <= 0 {
		t.Window = 15 * time.Minute
	}
	if t.Block <= 0 {
		t.Block = 15 * time.Minute
	}
	if t.PerNumber <= 0 {
		t.PerNumber = 10
	}
	if t.PerSource <= 0 {
		t.PerSource = 20
	}
	return t
}

// tryKeys are the rows that count a try for number from source; either may be unknown ("").
func (s *Service) tryKeys(number, source string) (keys []string, limits []int) {
	if number != "" {
		keys, limits = []string{"n:" + number}, []int{s.options.Tries.PerNumber}
	}
	if source != "" {
		keys = append(keys, "s:"+hex.EncodeToString(mac(s.sourceKey, source)[:16]))
		limits = append(limits, s.options.Tries.PerSource)
	}
	return keys, limits
}

// mayTry returns ErrTooManyTries while number or source is blocked.
func (s *Service) mayTry(q store.Queryer, number, source string) error {
	now := s.Clock.Now()
	keys, _ := s.tryKeys(number, source)
	for _, key := range keys {
		var blocked int64
		err := q.QueryRow(`SELECT blocked FROM intake_try WHERE who = ?`, key).Scan(&blocked)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return fmt.Errorf("intake: read tries: %w", err)
		}
		if until := wall.FromMicros(blocked); until.After(now) {
			return ErrTooManyTries.WithMessage("输错次数过多，请在 %s 之后再试，或拨打热线查询。",
				until.Add(time.Minute-time.Microsecond).In(wall.Shanghai).Format("15:04"))
		}
	}
	return nil
}

// failedTry counts a wrong code. Tries under way at the same moment are all counted, none is refused by another.
func (s *Service) failedTry(ctx context.Context, number, source string) error {
	now := s.Clock.Now()
	since := wall.Micros(now.Add(-s.options.Tries.Window))
	keys, limits := s.tryKeys(number, source)
	return s.Store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		for i, key := range keys {
			err := tx.Do(`INSERT INTO intake_try (who, fails, since) VALUES (?, 1, ?)
				ON CONFLICT (who) DO UPDATE SET
				  fails = CASE WHEN intake_try.since < ? THEN 1 ELSE intake_try.fails + 1 END,
				  since = CASE WHEN intake_try.since < ? THEN excluded.since ELSE intake_try.since END`,
				key, wall.Micros(now), since, since)
			if err != nil {
				return fmt.Errorf("intake: count a try: %w", err)
			}
			err = tx.Do(`UPDATE intake_try SET blocked = ?, fails = 0, since = ? WHERE who = ? AND fails >= ?`,
				wall.Micros(now.Add(s.options.Tries.Block)), wall.Micros(now), key, limits[i])
			if err != nil {
				return fmt.Errorf("intake: block tries: %w", err)
			}
		}
		return nil
	})
}
