package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"onedoor/internal/platform/store"
)

// TestPartner_Cut runs two real servers that exchange orders through proxies that cut the connection at seeded byte
// offsets, a thousand different ones and more, while either server is killed with kill -9 now and then. In the end every order is
// there once at the other platform, every answer once here, message by message.
//
// ONEDOOR_CUTS is how often (default 1000), ONEDOOR_CUT_SEED the seed.
func TestPartner_Cut(t *testing.T) {
	cuts, seed := 1000, uint64(20261116)
	if n, err := strconv.Atoi(os.Getenv("ONEDOOR_CUTS")); err == nil {
		cuts = n
	} else if testing.Short() {
		cuts = 60
	}
	if n, err := strconv.ParseUint(os.Getenv("ONEDOOR_CUT_SEED"), 10, 64); err == nil {
		seed = n
	}
	var left atomic.Int64
	left.Store(int64(cuts))
	a, b := newCutPlatform(t, "甲市", "JA"), newCutPlatform(t, "乙市", "YI")
	toB, toA := newCutter(t, seed, &left), newCutter(t, seed+1, &left)
	a.start(toA)
	b.start(toB)
	line := a.meet(t, toB.url(), "")
	b.meet(t, toA.url(), line)

	begun := time.Now()
	random := rand.New(rand.NewPCG(seed, 3)) //nolint:gosec // a test's dice
	kills := 0
	for batch := 0; left.Load() > 0 || batch < 4; batch++ {
		if batch > 60 {
			t.Fatalf("after %d orders %d cuts are still to be made", len(a.given), left.Load())
		}
		for range 10 {
			a.give(t, len(a.given)+1)
		}
		if batch%4 == 1 && kills < 6 {
			p, proxy := a, toA
			if kills%2 == 1 {
				p, proxy = b, toB
			}
			time.Sleep(time.Duration(random.IntN(400)) * time.Millisecond) // the moment of the kill, not a synchronisation
			p.server.kill()
			p.start(proxy)
			kills++
		}
		b.answerAll(t)
		a.approveAll(t)
	}
	a.settleCut(t, b)
	for _, p := range []*cutPlatform{a, b} {
		if err := p.server.stop(); err != nil {
			t.Fatalf("stop: %v\n%s", err, p.server.log)
		}
	}
	figures := checkCut(t, a, b)
	t.Logf("%d orders, %s; %d cuts at %d different offsets, %d kills, %s", len(a.given), figures, toA.cuts.Load()+toB.cuts.Load(),
		toA.offsets()+toB.offsets(), kills, time.Since(begun).Round(time.Second))
	if got := toA.cuts.Load() + toB.cuts.Load(); got < int64(cuts) {
		t.Errorf("only %d cuts", got)
	}
	if got := toA.offsets() + toB.offsets(); got < cuts {
		t.Errorf("only %d different offsets were cut at", got)
	}
}

// cutPlatform is one of the two servers with its people.
type cutPlatform struct {
	*program
	city     string
	prefix   string
	server   *server
	admin    *client
	centre   *client
	unit     string // that handles orders here
	standing string // that stands for the other platform
	category string
	given    []string // order ids, in the order in which they were given
}

func newCutPlatform(t *testing.T, city, prefix string) *cutPlatform {
	t.Helper()
	p := &cutPlatform{program: newProgram(t, store.SQLite), city: city, prefix: prefix}
	p.env = append(p.env, "ONEDOOR_CITY_NAME="+city, "ONEDOOR_CITY_NUMBER_PREFIX="+prefix, "ONEDOOR_PARTNER_RETRY_FIRST=50ms")
	p.must(testPassword+"\n", "user", "add", "--login", "the-admin", "--name", "管理员", "--role", "admin")
	p.must(testPassword+"\n", "user", "add", "--login", "the-leader", "--name", "班长", "--role", "leader")
	return p
}

// start starts the server, behind its proxy.
func (p *cutPlatform) start(proxy *cutter) {
	p.server = p.serve()
	target := strings.TrimPrefix(p.server.url, "http://")
	proxy.target.Store(&target)
	if p.admin == nil {
		p.admin, p.centre = newClient(p.server.url), newClient(p.server.url)
		p.admin.signIn(p.t, "the-admin", testPassword)
		p.centre.signIn(p.t, "the-leader", testPassword)
		return
	}
	p.admin, p.centre = p.admin.at(p.server.url), p.centre.at(p.server.url)
}

// add posts a thing and returns its id.
func (p *cutPlatform) add(t *testing.T, path string, in map[string]any) string {
	t.Helper()
	var out struct {
		ID string `json:"id"`
	}
	if err := p.admin.call(t.Context(), http.MethodPost, path, "", in, &out); err != nil {
		t.Fatal(err)
	}
	return out.ID
}

// meet furnishes the platform and enters the other one, with a key made here or the one given. It returns the key's line.
func (p *cutPlatform) meet(t *testing.T, url, line string) string {
	t.Helper()
	p.unit = p.add(t, "/units", map[string]any{"code": "water", "name": p.city + "供水公司", "kind": "company"})
	p.standing = p.add(t, "/units", map[string]any{"code": "other", "name": "邻市热线", "kind": "department"})
	p.category = p.add(t, "/categories", map[string]any{"code": p.prefix + "01", "name": "供水", "default_kind": "help"})
	in := map[string]any{"code": "other", "name": "邻市热线", "url": url, "takes": true, "unit_id": p.standing}
	id := p.add(t, "/partners", in)
	key := map[string]any{"algorithm": "hmac-sha256"}
	if line != "" {
		key = map[string]any{"text": line}
	}
	var out struct {
		Text string `json:"text"`
	}
	if err := p.admin.call(t.Context(), http.MethodPost, "/partners/"+id+"/keys", "", key, &out); err != nil {
		t.Fatal(err)
	}
	return out.Text
}

// give takes a request on and hands its order over.
func (p *cutPlatform) give(t *testing.T, n int) {
	t.Helper()
	in := map[string]any{"door": "phone", "requests": []any{map[string]any{"kind": "help", "category_id": p.category, "title": fmt.Sprintf("停水第%d件", n),
		"content": fmt.Sprintf("第%d件：%s", n, strings.Repeat("小区停水。", n%40)), "then": map[string]any{"verb": "dispatch", "unit_id": p.standing}}}}
	var out struct {
		Items []struct {
			Order string `json:"order_id"`
		} `json:"receipts"`
	}
	if err := p.centre.call(t.Context(), http.MethodPost, "/contacts", fmt.Sprintf("give-order-%d", n), in, &out); err != nil {
		t.Fatal(err)
	}
	if len(out.Items) != 1 {
		t.Fatalf("no receipt: %+v", out)
	}
	p.given = append(p.given, out.Items[0].Order)
}

// cutRow is an order in a list.
type cutRow struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
	Title   string `json:"title"`
}

func (p *cutPlatform) list(t *testing.T, state string) (rows []cutRow) {
	t.Helper()
	var out struct {
		Items []cutRow `json:"items"`
	}
	if err := p.centre.call(t.Context(), http.MethodGet, "/orders?limit=200&state="+state, "", nil, &out); err != nil {
		t.Fatal(err)
	}
	return out.Items
}

// answerAll answers all orders that came and wait.
func (p *cutPlatform) answerAll(t *testing.T) {
	t.Helper()
	for _, o := range p.list(t, "registered") {
		in := map[string]any{"version": o.Version, "text": "答复：" + o.Title, "outcome": "resolved"}
		if err := p.centre.call(t.Context(), http.MethodPost, "/orders/"+o.ID+"/answer", "", in, nil); err != nil {
			t.Fatal(err)
		}
	}
}

// approveAll approves all answers that came.
func (p *cutPlatform) approveAll(t *testing.T) {
	t.Helper()
	for _, o := range p.list(t, "replied") {
		in := map[string]any{"version": o.Version, "approve": true}
		if err := p.centre.call(t.Context(), http.MethodPost, "/orders/"+o.ID+"/review", "", in, nil); err != nil {
			t.Fatal(err)
		}
	}
}

// settleCut waits until every order was answered and approved, and no message waits: each order sends two here and two
// there, some of them a moment after what they tell of.
func (p *cutPlatform) settleCut(t *testing.T, other *cutPlatform) {
	t.Helper()
	for until := time.Now().Add(4 * time.Minute); ; time.Sleep(200 * time.Millisecond) {
		other.answerAll(t)
		p.approveAll(t)
		open := p.owed(t, 2*len(p.given)) + other.owed(t, 2*len(p.given)) + len(p.list(t, "dispatched")) + len(p.list(t, "handling")) + len(p.list(t, "replied"))
		if open == 0 {
			return
		}
		if time.Now().After(until) {
			t.Fatalf("%d things are still under way\n%s\n%s", open, p.server.log, other.server.log)
		}
	}
}

// owed counts the messages that are not delivered, of as many as there must be.
func (p *cutPlatform) owed(t *testing.T, all int) int {
	t.Helper()
	var out struct {
		Items []struct {
			Waiting   int `json:"waiting"`
			Dead      int `json:"dead"`
			Delivered int `json:"delivered"`
		} `json:"items"`
	}
	if err := p.admin.call(t.Context(), http.MethodGet, "/partners", "", nil, &out); err != nil {
		t.Fatal(err)
	}
	if len(out.Items) != 1 || out.Items[0].Dead != 0 {
		t.Fatalf("%+v", out.Items)
	}
	return max(out.Items[0].Waiting, all-out.Items[0].Delivered)
}

// checkCut reads both databases: each message of one side's outbox is in the other's inbox once, with its effect.
func checkCut(t *testing.T, a, b *cutPlatform) string {
	t.Helper()
	qa, closeA := a.open(t)
	defer closeA()
	qb, closeB := b.open(t)
	defer closeB()
	total, tries := 0, 0
	for _, x := range []struct{ from, to store.Queryer }{{qa, qb}, {qb, qa}} {
		sent := texts(t, x.from, `SELECT CAST(id AS TEXT) || ' ' || kind || ' ' || seq || ' ' || digest FROM partner_out WHERE state = 'delivered' ORDER BY id`)
		got := texts(t, x.to, `SELECT message || ' ' || kind || ' ' || seq || ' ' || digest FROM partner_in WHERE outcome = 'ok' ORDER BY CAST(message AS INTEGER)`)
		if strings.Join(sent, "\n") != strings.Join(got, "\n") {
			t.Errorf("%d messages were sent, %d taken, and they are not the same", len(sent), len(got))
		}
		total += len(sent)
		var n int
		if err := x.from.QueryRow(`SELECT COALESCE(SUM(attempts), 0) FROM partner_out`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		tries += n
	}
	for what, sql := range map[string]string{
		"orders there":          `SELECT COUNT(*) FROM workorder_order WHERE door = 'partner'`,
		"different titles":      `SELECT COUNT(DISTINCT title) FROM workorder_order WHERE door = 'partner'`,
		"requests there":        `SELECT COUNT(*) FROM intake_request WHERE door = 'partner'`,
		"answers there":         `SELECT COUNT(*) FROM workorder_reply`,
		"orders there answered": `SELECT COUNT(*) FROM workorder_order WHERE door = 'partner' AND state = 'completed'`,
	} {
		count(t, qb, what, sql, len(a.given))
	}
	for what, sql := range map[string]string{
		"orders here":       `SELECT COUNT(*) FROM workorder_order WHERE state IN ('completed', 'archived')`,
		"answers here":      `SELECT COUNT(*) FROM workorder_reply`,
		"answered orders":   `SELECT COUNT(DISTINCT order_id) FROM workorder_reply WHERE state = 'approved'`,
		"the right answers": `SELECT COUNT(*) FROM workorder_reply r JOIN workorder_order o ON o.id = r.order_id WHERE r.public_text = '答复：' || o.title`,
		"signed once":       `SELECT COUNT(*) FROM ledger_event WHERE kind = 'workorder.signed'`,
	} {
		count(t, qa, what, sql, len(a.given))
	}
	return fmt.Sprintf("%d messages delivered in %d tries", total, tries)
}

func count(t *testing.T, q store.Queryer, what, sql string, want int) {
	t.Helper()
	var n int
	if err := q.QueryRow(sql).Scan(&n); err != nil || n != want {
		t.Errorf("%s: %d, not %d (%v)", what, n, want, err)
	}
}

// texts reads a list of texts.
func texts(t *testing.T, q store.Queryer, sql string) []string {
	t.Helper()
	rows, err := q.Query(sql)
	list, err := store.Collect(rows, err, func(r store.Row) (s string, err error) { return s, r.Scan(&s) })
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// open opens the database of a platform that was stopped.
func (p *cutPlatform) open(t *testing.T) (store.Queryer, func()) {
	t.Helper()
	st, err := store.Open(t.Context(), store.Config{Engine: store.SQLite, Path: p.data + "/onedoor.db"}, migrations...)
	if err != nil {
		t.Fatal(err)
	}
	return st.Read(t.Context()), func() {
		if err := st.Close(); err != nil && !errors.Is(err, os.ErrClosed) {
			t.Error(err)
		}
	}
}
