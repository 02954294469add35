package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"onedoor/internal/tool/democity"
)

// callers are the load generator of the benchmarks: connections that are kept open, each with one request under way. It
// shares the processors with the server, so it does no more than it must: ready bytes out, the answer read and left.
type callers struct {
	*client
	address string
	cookie  string
	mu      sync.Mutex
	idle    []*line
}

type line struct {
	conn net.Conn
	in   *bufio.Reader
	out  bytes.Buffer
}

// seat signs a seat in.
func (x *benchCity) seat(b *testing.B) *callers { return x.signedIn(b, "seat1") }

// signedIn signs somebody in.
func (x *benchCity) signedIn(b *testing.B, login string) *callers {
	b.Helper()
	c := newClient(x.url)
	c.signIn(b, login, democity.Password)
	at, err := url.Parse(x.url)
	if err != nil {
		b.Fatal(err)
	}
	var cookies []string
	for _, k := range c.http.Jar.Cookies(at) {
		cookies = append(cookies, k.Name+"="+k.Value)
	}
	s := &callers{client: c, address: at.Host, cookie: strings.Join(cookies, "; ")}
	b.Cleanup(s.close)
	return s
}

// post sends JSON and reads the answer away.
func (c *callers) post(path string, body []byte) error { return c.ask(http.MethodPost, path, body) }

// get reads a page and leaves it.
func (c *callers) get(path string) error { return c.ask(http.MethodGet, path, nil) }

func (c *callers) ask(method, path string, body []byte) error {
	l, err := c.take()
	if err != nil {
		return err
	}
	l.out.Reset()
	fmt.Fprintf(&l.out, "%s /api/v1%s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n",
		method, path, c.address, c.cookie, len(body))
	l.out.Write(body)
	if _, err := l.conn.Write(l.out.Bytes()); err != nil {
		return err
	}
	res, err := http.ReadResponse(l.in, nil)
	if err != nil {
		return err
	}
	if res.StatusCode >= 300 {
		text, _ := io.ReadAll(res.Body)
		return fmt.Errorf("%s %s: %d %s", method, path, res.StatusCode, text)
	}
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.idle = append(c.idle, l)
	return nil
}

func (c *callers) take() (*line, error) {
	c.mu.Lock()
	if n := len(c.idle); n > 0 {
		l := c.idle[n-1]
		c.idle = c.idle[:n-1]
		c.mu.Unlock()
		return l, nil
	}
	c.mu.Unlock()
	conn, err := net.DialTimeout("tcp", c.address, 20*time.Second)
	if err != nil {
		return nil, err
	}
	return &line{conn: conn, in: bufio.NewReaderSize(conn, 64<<10)}, nil
}

func (c *callers) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, l := range c.idle {
		_ = l.conn.Close()
	}
	c.idle = nil
}

// form is the n-th request of a load: taken on and dispatched in one stroke.
func (x *benchCity) form(n int) []byte {
	return fmt.Appendf(nil, `{"door":"phone","caller_number":"1540%07d","caller_name":"市民%d","requests":[{"kind":"help","category_id":"%s","division_code":"%s",`+
		`"address":"人民路%d号","title":"第%d号路灯连续多日不亮","content":"来电人反映，人民路%d号门前的路灯从上周起一直不亮，晚上行人和骑车的人看不清路面，已有老人摔倒，希望尽快派人检修并告知结果。",`+
		`"expectation":"尽快修好","reply_wanted":true,"reply_way":"phone","then":{"verb":"dispatch","unit_id":"%s"}}]}`,
		n%9999999, n%5000, x.categories[n%len(x.categories)], x.divisions[n%len(x.divisions)], n%999, n, n, x.units[n%len(x.units)])
}
