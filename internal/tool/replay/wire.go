package replay

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// maxAnswer is the longest answer that is read, in bytes.
const maxAnswer = 8 << 20

// wire is the way to the server: it bounds what is under way, repeats what got no answer, and measures.
type wire struct {
	base      string
	transport http.RoundTripper
	retry     retry
	slots     chan struct{}
	figures   *figures
	retries   atomic.Int64
}

func newWire(server string, concurrency int, r retry, f *figures) (*wire, error) {
	base, err := serverURL(server)
	if err != nil {
		return nil, err
	}
	t := &http.Transport{MaxIdleConnsPerHost: concurrency, MaxConnsPerHost: concurrency, IdleConnTimeout: 90 * time.Second,
		ResponseHeaderTimeout: time.Minute, TLSHandshakeTimeout: 15 * time.Second, ForceAttemptHTTP2: true,
		DialContext: (&net.Dialer{Timeout: 10 * time.Second}).DialContext}
	return &wire{base: base, transport: t, retry: r, slots: make(chan struct{}, concurrency), figures: f}, nil
}

// serverURL checks the address: passwords and query codes go over it, so it is https, or this machine's own.
func serverURL(text string) (string, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return "", ErrServer
	}
	host := u.Hostname()
	loopback := host == "localhost"
	if ip := net.ParseIP(host); ip != nil {
		loopback = ip.IsLoopback()
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback) {
		return "", ErrServer
	}
	return u.Scheme + "://" + u.Host, nil
}

// browser is one person's: cookies, and headers that go with every request.
type browser struct {
	wire   *wire
	client *http.Client
	header http.Header
}

// browser opens a new one, without cookies. It does not follow redirects by itself.
func (w *wire) browser(header http.Header) *browser {
	jar, _ := cookiejar.New(nil) // never fails without options
	return &browser{wire: w, header: header, client: &http.Client{Jar: jar, Transport: w.transport, Timeout: 2 * time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// request is one request as it is repeated until there is an answer.
type request struct {
	verb        string // under which it is measured
	method      string
	path        string
	key         string // Idempotency-Key
	contentType string
	body        []byte
}

// answer is what the server said.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// send sends until there is an answer that is neither "too many" nor a server's trouble. Its slot is kept meanwhile, so
// that a server in trouble is not asked by everybody at once; only who is told to wait makes room for others.
func (b *browser) send(ctx context.Context, r request) (a answer, err error) {
	w, patient := b.wire, b.wire.retry
	if err := w.enter(ctx); err != nil {
		return a, err
	}
	inside := true
	defer func() {
		if inside {
			<-w.slots
		}
	}()
	patient.sleep = func(ctx context.Context, d time.Duration) error {
		if a.status != http.StatusTooManyRequests {
			return w.retry.sleep(ctx, d)
		}
		<-w.slots
		inside = false
		if err := w.retry.sleep(ctx, d); err != nil {
			return err
		}
		err := w.enter(ctx)
		inside = err == nil
		return err
	}
	err = patient.do(ctx, func(n int) (int, time.Duration, error) {
		if n > 1 {
			w.retries.Add(1)
		}
		var took time.Duration
		if a, took, err = b.once(ctx, r); err != nil {
			return 0, 0, err
		}
		if !again(a.status) {
			w.figures.add(r.verb, took)
		}
		return a.status, retryAfter(a.header, time.Now()), nil
	})
	return a, err
}

// enter waits for a slot.
func (w *wire) enter(ctx context.Context) error {
	select {
	case w.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("replay: %w", context.Cause(ctx))
	}
}

func (b *browser) once(ctx context.Context, r request) (answer, time.Duration, error) {
	req, err := http.NewRequestWithContext(ctx, r.method, b.wire.base+r.path, bytes.NewReader(r.body))
	if err != nil {
		return answer{}, 0, errors.Join(errFinal, err)
	}
	for name, values := range b.header {
		req.Header[name] = values
	}
	req.Header.Set("User-Agent", "onedoor-replay")
	if r.contentType != "" {
		req.Header.Set("Content-Type", r.contentType)
	}
	if r.key != "" {
		req.Header.Set("Idempotency-Key", r.key)
	}
	begun := time.Now()
	res, err := b.client.Do(req)
	if err != nil {
		return answer{}, 0, fmt.Errorf("replay: %s %s: %w", r.method, r.path, bare(err))
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return answer{}, 0, fmt.Errorf("replay: %s %s: %w", r.method, r.path, err)
	}
	return answer{res.StatusCode, res.Header, body}, time.Since(begun), nil
}

// bare takes the address off an error of the client: ours is told already, without its query.
func bare(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
