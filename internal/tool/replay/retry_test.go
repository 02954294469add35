package replay

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"
)

// clockwork is a retry whose time passes only by waiting.
type clockwork struct {
	retry
	at     time.Time
	waited []time.Duration
}

func newClockwork() *clockwork {
	c := &clockwork{at: time.Unix(0, 0)}
	c.retry = newRetry(time.Minute)
	c.now = func() time.Time { return c.at }
	c.sleep = func(ctx context.Context, d time.Duration) error {
		c.at, c.waited = c.at.Add(d), append(c.waited, d)
		return ctx.Err()
	}
	return c
}

// try is one answer of a server.
type try struct {
	status int
	wait   time.Duration
	err    error
}

func (c *clockwork) run(ctx context.Context, answers ...try) (tries int, err error) {
	err = c.do(ctx, func(n int) (int, time.Duration, error) {
		tries = n
		a := answers[min(n, len(answers))-1]
		return a.status, a.wait, a.err
	})
	return tries, err
}

func TestRetry(t *testing.T) {
	gone := errors.New("connection refused")
	for name, c := range map[string]struct {
		answers []try
		tries   int
	}{
		"AtOnce":    {[]try{{status: 200}}, 1},
		"Refusal":   {[]try{{status: 422}}, 1},
		"Gone":      {[]try{{err: gone}, {err: gone}, {status: 201}}, 3},
		"Trouble":   {[]try{{status: 503}, {status: 500}, {status: 502}, {status: 200}}, 4},
		"TooMany":   {[]try{{status: 429}, {status: 303}}, 2},
		"Forbidden": {[]try{{err: gone}, {status: 403}}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			if tries, err := newClockwork().run(t.Context(), c.answers...); err != nil || tries != c.tries {
				t.Errorf("%d tries, %v; want %d", tries, err, c.tries)
			}
		})
	}
}

// TestRetryBounded holds that nothing is tried for ever, that waits grow, and that a server's wish is respected.
func TestRetryBounded(t *testing.T) {
	c := newClockwork()
	tries, err := c.run(t.Context(), try{err: errors.New("connection refused")})
	refused(t, "gone", err, ErrUnsure, "connection refused")
	if tries < 15 || c.at.Sub(time.Unix(0, 0)) > time.Minute {
		t.Errorf("%d tries in %s", tries, c.at.Sub(time.Unix(0, 0)))
	}
	// A wait is drawn from half to one and a half of the pause, which doubles from first up to most.
	if last := c.waited[len(c.waited)-1]; c.waited[0] > c.first*3/2 || last < c.most/2 || last > c.most*3/2 {
		t.Errorf("waits %v", c.waited)
	}
	c = newClockwork()
	var p *problem
	if _, err = c.run(t.Context(), try{status: 500}); !errors.As(err, &p) || p.Code != "http.500" {
		t.Errorf("a server that stays in trouble: %v", err)
	}
	c = newClockwork()
	if _, err = c.run(t.Context(), try{status: 429, wait: 30 * time.Second}, try{status: 429, wait: 50 * time.Second}, try{status: 200}); err != nil || c.waited[0] != 30*time.Second || c.waited[1] != 50*time.Second {
		t.Errorf("asked to wait longer than it may be gone: %v, waited %v", err, c.waited)
	}
	c = newClockwork()
	if tries, err = c.run(t.Context(), try{err: errors.Join(errFinal, errors.New("no such method"))}); tries != 1 || !errors.Is(err, errFinal) {
		t.Errorf("%d tries of what cannot be mended, %v", tries, err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(ErrJournal)
	c = newClockwork()
	if tries, err = c.run(ctx, try{err: context.Canceled}); tries != 1 || !errors.Is(err, ErrJournal) {
		t.Errorf("stopped: %d tries, %v", tries, err)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{"": 0, "7": 7 * time.Second, "-3": 0, "soon": 0, "999999999": time.Hour, "99999999999999999999": 0,
		now.Add(90 * time.Second).Format(http.TimeFormat): 90 * time.Second, now.Add(-time.Hour).Format(http.TimeFormat): 0} {
		if got := retryAfter(http.Header{"Retry-After": {text}}, now); got != want {
			t.Errorf("Retry-After %q: %s, want %s", text, got, want)
		}
	}
}

func TestServerURL(t *testing.T) {
	for text, want := range map[string]string{"https://hotline.example": "https://hotline.example", "http://127.0.0.1:8080/": "http://127.0.0.1:8080",
		"http://localhost:1": "http://localhost:1", "http://[::1]:8080": "http://[::1]:8080", "http://127.9.9.9": "http://127.9.9.9"} {
		if got, err := serverURL(text); err != nil || got != want {
			t.Errorf("%s: %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "hotline.example", "http://hotline.example", "http://10.0.0.1", "http://127.0.0.1.evil.example", "http://localhost.evil.example",
		"ftp://127.0.0.1", "https://", "https://a:b@hotline.example", "https://hotline.example/path", "https://hotline.example?x=1", "http://[::2]", "://", "http://127.0.0.1:8080#x"} {
		_, err := serverURL(text)
		refused(t, text, err, ErrServer)
	}
}
