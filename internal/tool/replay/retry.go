package replay

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// retry says how often and how soon a request without an answer is repeated.
type retry struct {
	first, most time.Duration // of the wait between two tries
	within      time.Duration // no new try after this long
	sleep       func(ctx context.Context, d time.Duration) error
	now         func() time.Time
}

func newRetry(within time.Duration) retry {
	return retry{first: 50 * time.Millisecond, most: 1500 * time.Millisecond, within: within, sleep: sleep, now: time.Now}
}

// sleep waits, but not beyond ctx.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// again tells whether an answer is none: too many requests, or a server in trouble.
func again(status int) bool {
	return status == http.StatusTooManyRequests || status >= 500
}

// patience is how long a server that asks for patience (429) gets it, in times of within.
const patience = 12

// do tries until there is an answer. When the server has been in trouble for as long as within, the trouble is the
// answer: a *problem. When it has been gone for so long, replay.server_gone. try returns the answer's status and how
// long the server asks to wait.
func (r retry) do(ctx context.Context, try func(n int) (status int, wait time.Duration, err error)) error {
	begun, pause := r.now(), r.first
	for n := 1; ; n++ {
		status, asked, err := try(n)
		if err == nil && !again(status) {
			return nil
		}
		if ctx.Err() != nil {
			return fmt.Errorf("replay: %w", context.Cause(ctx))
		}
		if errors.Is(err, errFinal) {
			return err
		}
		wait, most := max(asked, pause/2+rand.N(pause)), r.within //nolint:gosec // spreads the tries, no secret
		if status == http.StatusTooManyRequests {
			most *= patience
		}
		if r.now().Add(wait).Sub(begun) > most {
			if err == nil {
				return &problem{Status: status, Code: fmt.Sprintf("http.%d", status), Detail: "服务器一直没有办成。"}
			}
			return ErrUnsure.WithMessage("%s（最后一次：%v；已尝试 %d 次）", ErrUnsure.Message, err, n).Wrap(err)
		}
		if err := r.sleep(ctx, wait); err != nil {
			return fmt.Errorf("replay: %w", err)
		}
		pause = min(pause*2, r.most)
	}
}

// errFinal is trouble that another try does not mend.
var errFinal = errors.New("replay: not to be tried again")

// retryAfter reads the header Retry-After: seconds or a date.
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := h.Get("Retry-After")
	if seconds, err := strconv.Atoi(text); err == nil && seconds > 0 {
		return min(time.Duration(seconds), 3600) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil && at.After(now) {
		return min(at.Sub(now), time.Hour)
	}
	return 0
}
