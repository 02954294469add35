package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// These tests run the real program in a process of its own.

const testPassword = "a long enough password"

// binary is the program under test: ONEDOOR_BINARY, or built once.
var binary = sync.OnceValues(func() (string, error) {
	if path := os.Getenv("ONEDOOR_BINARY"); path != "" {
		return path, nil
	}
	dir, err := os.MkdirTemp("", "onedoor-binary-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "onedoor")
	cmd := exec.Command("go", "build", "-o", path, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return path, nil
})

// program is an installation: a data directory, and for Postgres a database.
type program struct {
	t      testing.TB
	path   string
	data   string
	env    []string
	engine store.Engine
	url    string // of the database
	level  string // of a server's log
}

// newProgram prepares an empty installation on an engine.
func newProgram(t testing.TB, engine store.Engine) *program {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	p := &program{t: t, path: path, data: filepath.Join(t.TempDir(), "data"), engine: engine, level: "info"}
	p.env = append(os.Environ(), "ONEDOOR_STORE_ENGINE="+string(engine), "ONEDOOR_LOG_LEVEL=warn")
	if engine == store.Postgres {
		p.url = testkit.PostgresDatabase(t)
		p.env = append(p.env, "ONEDOOR_STORE_URL="+p.url)
	}
	return p
}

// eachEngine runs fn on SQLite, and on Postgres where there is a server for tests.
func eachEngine(t *testing.T, fn func(t *testing.T, p *program)) {
	t.Run("sqlite", func(t *testing.T) { fn(t, newProgram(t, store.SQLite)) })
	if os.Getenv(testkit.PostgresEnv) != "" {
		t.Run("postgres", func(t *testing.T) { fn(t, newProgram(t, store.Postgres)) })
	}
}

// run runs a command of the program to its end and returns what it printed.
func (p *program) run(input string, args ...string) (string, error) {
	p.t.Helper()
	cmd := exec.Command(p.path, append([]string{"--data", p.data}, args...)...)
	cmd.Env, cmd.Stdin = p.env, strings.NewReader(input)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// must is run for commands that have to succeed.
func (p *program) must(input string, args ...string) string {
	p.t.Helper()
	out, err := p.run(input, args...)
	if err != nil {
		p.t.Fatalf("onedoor %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

// server is a running `onedoor serve` or `onedoor demo`.
type server struct {
	t    testing.TB
	cmd  *exec.Cmd
	url  string
	log  *lockedBuffer // what it printed
	gone chan error
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// readyLine is how the two commands say where they are: in the log, and in the demo's welcome.
var readyLine = regexp.MustCompile(`Onedoor is ready.*url=(\S+)\n|(http://\S+)/staff/\n`)

// watched tells where the server is once it says so.
type watched struct {
	*lockedBuffer
	ready chan string
	told  bool
}

func (w *watched) Write(p []byte) (int, error) {
	n, err := w.lockedBuffer.Write(p)
	if m := readyLine.FindStringSubmatch(w.String()); m != nil && !w.told {
		w.told = true
		w.ready <- m[1] + m[2]
	}
	return n, err
}

// serve starts the server on a free port and waits until it says that it is ready.
func (p *program) serve(args ...string) *server {
	p.t.Helper()
	return p.start(append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
}

// start starts a command that serves, and waits until it says that it is ready.
func (p *program) start(args ...string) *server {
	p.t.Helper()
	cmd := exec.Command(p.path, append([]string{"--data", p.data}, args...)...)
	cmd.Env = append(p.env[:len(p.env):len(p.env)], "ONEDOOR_LOG_LEVEL="+p.level)
	s := &server{t: p.t, cmd: cmd, log: &lockedBuffer{}, gone: make(chan error, 1)}
	w := &watched{lockedBuffer: s.log, ready: make(chan string, 1)}
	cmd.Stdout, cmd.Stderr = w, w
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	go func() { s.gone <- cmd.Wait() }()
	p.t.Cleanup(func() { s.kill() })
	select {
	case s.url = <-w.ready:
	case err := <-s.gone:
		s.gone <- err
		p.t.Fatalf("the server ended at once: %v\n%s", err, s.log)
	case <-time.After(5 * time.Minute): // a demo enters its city first
		p.t.Fatalf("the server did not get ready:\n%s", s.log)
	}
	return s
}

// kill is kill -9, and waits until the process is gone.
func (s *server) kill() {
	_ = s.cmd.Process.Signal(syscall.SIGKILL)
	err := <-s.gone
	s.gone <- err
}

// stop asks the server to stop and returns how it ended.
func (s *server) stop() error {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	err := <-s.gone
	s.gone <- err
	return err
}

// client is a browser of one person.
type client struct {
	http *http.Client
	base string
}

func newClient(base string) *client {
	jar, _ := cookiejar.New(nil) // never fails without options
	return &client{http: &http.Client{Jar: jar, Timeout: 20 * time.Second}, base: base}
}

var errStatus = errors.New("not a success")

// call sends JSON and reads JSON; an error status is errStatus with the problem's text.
func (c *client) call(ctx context.Context, method, path, key string, in, out any) error {
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+"/api/v1"+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %d %s: %w", method, path, res.StatusCode, text, errStatus)
	}
	if out == nil || len(text) == 0 {
		return nil
	}
	return json.Unmarshal(text, out)
}

// signIn begins a session.
func (c *client) signIn(t testing.TB, login, password string) {
	t.Helper()
	if err := c.call(t.Context(), http.MethodPost, "/session", "", map[string]string{"login": login, "password": password}, nil); err != nil {
		t.Fatal(err)
	}
}

// at returns the same person's browser, cookies included, on another address.
func (c *client) at(base string) *client {
	old, _ := url.Parse(c.base)
	moved := newClient(base)
	target, _ := url.Parse(base)
	moved.http.Jar.SetCookies(target, c.http.Jar.Cookies(old))
	return moved
}
