package peers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// Browser is a Chromium with JsSIP.
type Browser struct {
	t      *testing.T
	orders chan map[string]string
	told   chan map[string]any
	Addr   string   // of the page's web server
	Turn   []string // URL, name and password of a relay, by which alone sound may go; or nil
}

// bundle packs the page's script with JsSIP, by the bundler of the web application.
func bundle(t *testing.T) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "page.js")
	_, here, _, _ := runtime.Caller(0)
	bin := filepath.Join(filepath.Dir(here), "../../../web/node_modules/.bin/rolldown")
	cmd := exec.Command(bin, filepath.Join(filepath.Dir(here), "browser.js"), "--file", out, "--format", "esm", "--platform", "browser")
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("the web application's packages are needed (cd web && npm ci): %v\n%s", err, said)
	}
	return out
}

// NewBrowser begins the web server of a browser's page, its orders, and the socket, which is at /ws. See Open.
func NewBrowser(t *testing.T, socket http.Handler) *Browser {
	t.Helper()
	page := bundle(t)
	w := &Browser{t: t, orders: make(chan map[string]string), told: make(chan map[string]any, 1000)}
	mux := http.NewServeMux()
	mux.Handle("/ws", socket)
	mux.HandleFunc("/page.js", func(rw http.ResponseWriter, r *http.Request) { http.ServeFile(rw, r, page) })
	mux.HandleFunc("/{$}", func(rw http.ResponseWriter, r *http.Request) {
		fmt.Fprint(rw, `<!doctype html><meta charset="utf-8"><title>phone</title><script type="module" src="/page.js"></script>`)
	})
	mux.HandleFunc("/do", func(rw http.ResponseWriter, r *http.Request) {
		select {
		case o := <-w.orders:
			json.NewEncoder(rw).Encode(o)
		case <-r.Context().Done():
		}
	})
	mux.HandleFunc("/say", func(rw http.ResponseWriter, r *http.Request) {
		var m map[string]any
		if json.NewDecoder(r.Body).Decode(&m) == nil {
			w.told <- m
		}
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w.Addr = l.Addr().String()
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	return w
}

// Open starts Chromium on the page, registered as a user; it says a steady tone and tells the given ones apart.
func (w *Browser) Open(user string, hz float64, tones ...int) {
	t := w.t
	t.Helper()
	dir, err := os.MkdirTemp("", "chromium-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for range 50 { // its children may write for a moment after it has gone
			if os.RemoveAll(dir) == nil {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
	})
	query := url.Values{"turn": w.Turn, "user": {user}, "password": {"secret-" + user}, "tones": {strings.Trim(strings.ReplaceAll(fmt.Sprint(tones), " ", ","), "[]")}}
	cmd := exec.Command(Need(t, "chromium"), "--headless=new", "--no-sandbox", "--disable-gpu", "--user-data-dir="+dir,
		"--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--use-file-for-fake-audio-capture="+ToneWAV(t, dir, hz),
		"--autoplay-policy=no-user-gesture-required", "--disable-features=WebRtcHideLocalIpsWithMdns", "--enable-logging=stderr",
		"--allow-loopback-in-peer-connection", "http://"+w.Addr+"/?"+query.Encode())
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	cmd.WaitDelay = 5 * time.Second // its children hold the pipe
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(os.Interrupt)
		ended := make(chan struct{})
		go func() { cmd.Wait(); close(ended) }()
		select {
		case <-ended:
		case <-time.After(5 * time.Second):
			cmd.Process.Kill()
			<-ended
		}
		if t.Failed() {
			for line := range strings.Lines(log.String()) {
				if strings.Contains(line, "CONSOLE") {
					t.Log(line)
				}
			}
		}
	})
}

// Do gives the page an order; see browser.js.
func (w *Browser) Do(order string, more ...string) {
	w.t.Helper()
	o := map[string]string{"do": order}
	for i := 0; i+1 < len(more); i += 2 {
		o[more[i]] = more[i+1]
	}
	select {
	case w.orders <- o:
	case <-time.After(Patient):
		w.t.Fatal("the page takes no orders")
	}
}

// Expect waits until the page tells of something.
func (w *Browser) Expect(kind string) map[string]any {
	w.t.Helper()
	for deadline := time.After(Patient); ; {
		select {
		case m := <-w.told:
			if m["type"] == kind {
				return m
			}
			if kind := m["type"]; kind == "error" || kind == "failed" || kind == "registrationFailed" {
				w.t.Fatalf("the page tells: %v", m)
			}
		case <-deadline:
			w.t.Fatalf("never: the page tells of %s", kind)
		}
	}
}

// Hears lets the browser listen until it has heard a tone often, and returns how often it heard another.
func (w *Browser) Hears(hz, not float64) {
	w.t.Helper()
	w.Do("forget")
	for range 50 {
		time.Sleep(200 * time.Millisecond)
		w.Do("report")
		heard, _ := w.Expect("heard")["heard"].(map[string]any)
		wanted, _ := heard[fmt.Sprint(hz)].(float64)
		other, _ := heard[fmt.Sprint(not)].(float64)
		if other > 2 {
			w.t.Fatalf("the browser hears %v", heard)
		}
		if wanted >= 10 {
			return
		}
	}
	w.t.Fatalf("the browser never hears %v Hz", hz)
}
