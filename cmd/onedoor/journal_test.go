package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"onedoor/internal/intake"
	"onedoor/internal/platform/config"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// journal is what the client wrote down, synced before the next request.
type journal struct {
	mu       sync.Mutex
	file     *os.File
	receipts map[string]intake.Receipt // by key
	given    map[string]bool           // by key: taken on and dispatched in one stroke
	refused  error                     // the server is up and says no: the test itself is wrong
	sent     int
	category ids.ID
	unit     ids.ID        // gets every second request; 0: none is dispatched
	wrote    chan struct{} // something was written down
}

type submission struct {
	Key   string
	Body  map[string]any
	given bool
}

func newJournal(t *testing.T) *journal {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "journal"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return &journal{file: f, receipts: map[string]intake.Receipt{}, given: map[string]bool{}, wrote: make(chan struct{}, 1)}
}

// furnish makes the one category that a seat's form needs, and the unit that gets every second request.
func (j *journal) furnish(t *testing.T, url string) {
	t.Helper()
	admin := newClient(url)
	admin.signIn(t, "unit-admin", testPassword)
	for path, x := range map[string]struct {
		in map[string]any
		id *ids.ID
	}{
		"/categories": {map[string]any{"code": "A01", "name": "市容环境", "default_kind": "help"}, &j.category},
		"/units":      {map[string]any{"code": "lamps", "name": "市政路灯所", "kind": "department"}, &j.unit},
	} {
		var out struct {
			ID ids.ID `json:"id"`
		}
		if err := admin.call(t.Context(), "POST", path, "", x.in, &out); err != nil {
			t.Fatal(err)
		}
		*x.id = out.ID
	}
}

// next makes the n-th request.
func (j *journal) next(n int) *submission {
	x := &submission{Key: fmt.Sprintf("request-%09d", n), given: j.unit != 0 && n%2 == 0}
	request := map[string]any{"kind": "help", "category_id": j.category, "title": fmt.Sprintf("路灯不亮 %d", n),
		"content": fmt.Sprintf("第 %d 盏路灯连续三晚不亮，请派人检修。", n)}
	if x.given {
		request["then"] = map[string]any{"verb": "dispatch", "unit_id": j.unit}
	}
	x.Body = map[string]any{"door": "phone", "caller_number": fmt.Sprintf("1390000%04d", n%10000), "requests": []any{request}}
	return x
}

// callIn sends one request after the other until the server is gone; it returns the one that was under way.
func (j *journal) callIn(ctx context.Context, seat *client, open *submission) *submission {
	for ctx.Err() == nil {
		if open == nil {
			j.mu.Lock()
			j.sent++
			n := j.sent
			j.mu.Unlock()
			open = j.next(n)
		}
		if err := j.send(ctx, seat, open); err != nil {
			if errors.Is(err, errStatus) && !strings.Contains(err.Error(), " 503 ") {
				j.mu.Lock()
				j.refused = err
				j.mu.Unlock()
			}
			return open
		}
		open = nil
	}
	return open
}

func (j *journal) send(ctx context.Context, seat *client, x *submission) error {
	var out struct {
		Receipts []intake.Receipt `json:"receipts"`
	}
	if err := seat.call(ctx, "POST", "/contacts", x.Key, x.Body, &out); err != nil {
		if errors.Is(err, errStatus) {
			return fmt.Errorf("refused: %w", err)
		}
		return err
	}
	if len(out.Receipts) != 1 {
		return fmt.Errorf("%d receipts for one request", len(out.Receipts))
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.receipts[x.Key], j.given[x.Key] = out.Receipts[0], x.given
	if err := json.NewEncoder(j.file).Encode(out.Receipts[0].Number); err != nil {
		return err
	}
	if err := j.file.Sync(); err != nil {
		return err
	}
	select {
	case j.wrote <- struct{}{}:
	default:
	}
	return nil
}

// grows waits for an acknowledgement that comes from now on.
func (j *journal) grows(t *testing.T) {
	t.Helper()
	select { // one of before
	case <-j.wrote:
	default:
	}
	select {
	case <-j.wrote:
	case <-time.After(30 * time.Second):
		t.Fatal("nothing is acknowledged any more")
	}
}

// count tells how many requests are acknowledged by now.
func (j *journal) count() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return len(j.receipts)
}

// copy writes down what another journal has by now.
func (j *journal) copy(other *journal) {
	other.mu.Lock()
	defer other.mu.Unlock()
	maps.Copy(j.receipts, other.receipts)
	maps.Copy(j.given, other.given)
}

// check opens the installation: it holds exactly the journal's requests.
func (j *journal) check(t *testing.T, p *program) {
	t.Helper()
	if all := j.checkAtLeast(t, p); all != len(j.receipts) {
		t.Errorf("%d requests in the database, %d acknowledged: something was doubled or came from nowhere", all, len(j.receipts))
	}
	given := 0
	for _, g := range j.given {
		if g {
			given++
		}
	}
	if given < len(j.receipts)/4 {
		t.Errorf("only %d of %d were dispatched: the units' timers are not shown", given, len(j.receipts))
	}
	t.Logf("%d requests acknowledged on %s, %d of them dispatched, each there once with its timer", len(j.receipts), p.engine, given)
}

// checkAtLeast holds that every request of the journal is there once with its timer; it returns how many there are.
func (j *journal) checkAtLeast(t *testing.T, p *program) (all int) {
	t.Helper()
	c := config.Config{Data: p.data}
	st, err := store.Open(t.Context(), store.Config{Engine: p.engine, Path: c.DatabasePath(), URL: p.url, Lanes: 1}, migrations...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	if j.refused != nil {
		t.Fatal(j.refused)
	}
	q := st.Read(t.Context())
	if len(j.receipts) < 20 {
		t.Fatalf("only %d requests were acknowledged: the test shows nothing", len(j.receipts))
	}
	for key, r := range j.receipts {
		var found kept
		if err := found.read(q, r); err != nil {
			t.Fatalf("%s: %v", key, err)
		}
		if wrong := found.wrong(j, j.given[key]); wrong != "" {
			t.Errorf("%s, dispatched: %v: %s: %+v", key, j.given[key], wrong, found)
		}
	}
	if err := q.QueryRow(`SELECT COUNT(*) FROM intake_request`).Scan(&all); err != nil {
		t.Fatal(err)
	}
	return all
}

// kept is what the database has of one acknowledged request.
type kept struct {
	requests, timers, assignments, created, dispatched int
	state                                              string
	unit                                               ids.ID
	totalDue, due, next, timer                         int64 // next: when the row says that it must be marked; timer: when the job runs
	unitsDue, unitsSign                                int64
}

func (k *kept) read(q store.Queryer, r intake.Receipt) error {
	return errors.Join(
		q.QueryRow(`SELECT COUNT(*) FROM intake_request WHERE number = ? AND order_id = ?`, r.Number, r.Order).Scan(&k.requests),
		q.QueryRow(`SELECT state, unit_id, total_due_at, due_at, COALESCE(next_mark_at, 0) FROM workorder_order WHERE id = ?`, r.Order).
			Scan(&k.state, &k.unit, &k.totalDue, &k.due, &k.next),
		q.QueryRow(`SELECT COUNT(*), COALESCE(MIN(run_at), 0) FROM jobs_job WHERE kind = 'workorder.due' AND key = ?`, r.Order.String()).Scan(&k.timers, &k.timer),
		q.QueryRow(`SELECT COUNT(*), COALESCE(MAX(due_at), 0), COALESCE(MAX(sign_due_at), 0) FROM workorder_assignment WHERE order_id = ?`, r.Order).
			Scan(&k.assignments, &k.unitsDue, &k.unitsSign),
		q.QueryRow(`SELECT COUNT(*) FROM ledger_event WHERE subject = ? AND kind = 'workorder.created'`, r.Order).Scan(&k.created),
		q.QueryRow(`SELECT COUNT(*) FROM ledger_event WHERE subject = ? AND kind = 'workorder.dispatched'`, r.Order).Scan(&k.dispatched),
	)
}

// wrong says what is not as it was acknowledged; empty: nothing.
func (k *kept) wrong(j *journal, given bool) string {
	unit, times, state := ids.ID(0), 0, "registered"
	if given {
		unit, times, state = j.unit, 1, "dispatched"
	}
	switch {
	case k.requests != 1 || k.created != 1:
		return "not there exactly once"
	case k.state != state || k.unit != unit || k.assignments != times || k.dispatched != times:
		return "not where it was given"
	case k.totalDue == 0 || k.due == 0:
		return "without a due time"
	case k.timers != 1 || k.next == 0 || k.timer != k.next:
		return "its timer is not the one of its row"
	case given && (k.unitsDue != k.due || k.unitsSign == 0):
		return "the unit's clock is not the one that runs"
	case !given && k.due != k.totalDue:
		return "the citizen's clock is not the one that runs"
	}
	return ""
}
