package intake

import (
	"context"
	"fmt"
	"sync"
	"time"

	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Serial numbers are taken from the store in blocks, which grow from the first to the last size while a day is busy.
const (
	firstBlock = 16
	lastBlock  = 1024
)

// block is a half-open range of serials of one day.
type block struct {
	day       int
	next, end int64
}

// serials hands out serial numbers. A block belongs to this node once its transaction is durable; another node gets
// another block, and what is left of a block when the node stops or the day ends stays a gap.
type serials struct {
	st    *store.Store
	clock wall.Clock

	mu      sync.Mutex
	current block
	size    int64
}

// take returns n serials of the present Shanghai day, and the time that the day was read from.
func (s *serials) take(ctx context.Context, n int) ([]int64, time.Time, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.clock.Now()
	if day := wall.Day(now); day != s.current.day {
		s.current, s.size = block{day: day}, 0
	}
	list := make([]int64, 0, n)
	for len(list) < n {
		if s.current.next == s.current.end {
			if err := s.refill(ctx); err != nil {
				return nil, now, err
			}
		}
		list = append(list, s.current.next)
		s.current.next++
	}
	return list, now, nil
}

// refill takes the next block. It runs in a transaction of its own: a serial must not be handed out of a block whose
// taking may still be rolled back.
func (s *serials) refill(ctx context.Context) error {
	size := min(max(2*s.size, firstBlock), lastBlock)
	day, end := s.current.day, int64(0)
	// Others wait for this block: one caller that goes away must not fail them.
	err := s.st.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		return tx.QueryRow(`INSERT INTO intake_serial (day, next) VALUES (?, ?)
			ON CONFLICT (day) DO UPDATE SET next = intake_serial.next + ? RETURNING next`,
			day, 1+size, size).Scan(&end)
	})
	if err != nil {
		return fmt.Errorf("intake: take a block of serials: %w", err)
	}
	s.current, s.size = block{day: day, next: end - size, end: end}, size
	return nil
}
