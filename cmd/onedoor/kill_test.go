package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"onedoor/internal/intake"
	"onedoor/internal/platform/config"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// TestKill kills the real server with kill -9 at random moments while requests are taken on. A client writes down
// each acknowledgement before the next request, and repeats what was not acknowledged under the same key when the
// server is back. In the end every acknowledged request is there once, with its timers.
//
// ONEDOOR_KILLS is how often (default 20 for each store).
func TestKill(t *testing.T) {
	kills := 20
	if n, err := strconv.Atoi(os.Getenv("ONEDOOR_KILLS")); err == nil {
		kills = n
	}
	if testing.Short() {
		kills = 2
	}
	eachEngine(t, func(t *testing.T, p *program) {
		p.must(testPassword+"\n", "user", "add", "--login", "unit-admin", "--name", "管理员", "--role", "admin")
		p.must(testPassword+"\n", "user", "add", "--login", "seat-one", "--name", "坐席一", "--role", "seat")
		journal := newJournal(t)
		random := rand.New(rand.NewPCG(uint64(kills), 7)) //nolint:gosec // a test's dice
		s := p.serve()
		seat := newClient(s.url)
		journal.category = addCategory(t, s.url)
		seat.signIn(t, "seat-one", testPassword)
		const callers = 6
		pending := make([]*submission, callers)
		for round := range kills {
			ctx, cancel := context.WithCancel(t.Context())
			var wg sync.WaitGroup
			for i := range callers {
				wg.Go(func() { pending[i] = journal.callIn(ctx, seat, pending[i]) })
			}
			time.Sleep(time.Duration(30+random.IntN(300)) * time.Millisecond) // the moment of the kill, not a synchronisation
			s.kill()
			cancel()
			wg.Wait()
			s = p.serve()
			seat = seat.at(s.url)
			if testing.Verbose() {
				t.Logf("kill %d: %d acknowledged so far", round+1, len(journal.receipts))
			}
		}
		for i, open := range pending { // what was under way is repeated under its own key
			if open != nil {
				if err := journal.send(t.Context(), seat, open); err != nil {
					t.Fatalf("caller %d: %v", i, err)
				}
			}
		}
		if err := s.stop(); err != nil {
			t.Fatalf("stop: %v\n%s", err, s.log)
		}
		journal.check(t, p)
	})
}

type submission struct {
	Key  string         `json:"key"`
	Body map[string]any `json:"-"`
}

// journal is what the client wrote down, synced before the next request.
type journal struct {
	mu       sync.Mutex
	file     *os.File
	receipts map[string]intake.Receipt // by key
	refused  error                     // the server is up and says no: the test itself is wrong
	sent     int
	category ids.ID
}

// addCategory makes the one category that a seat's form needs.
func addCategory(t *testing.T, url string) ids.ID {
	t.Helper()
	admin := newClient(url)
	admin.signIn(t, "unit-admin", testPassword)
	var out struct {
		ID ids.ID `json:"id"`
	}
	if err := admin.call(t.Context(), "POST", "/categories", "", map[string]any{"code": "A01", "name": "市容环境", "default_kind": "help"}, &out); err != nil {
		t.Fatal(err)
	}
	return out.ID
}

func newJournal(t *testing.T) *journal {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "journal"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return &journal{file: f, receipts: map[string]intake.Receipt{}}
}

// next makes the n-th request.
func (j *journal) next(n int) *submission {
	return &submission{Key: fmt.Sprintf("request-%09d", n), Body: map[string]any{
		"door": "phone", "caller_number": fmt.Sprintf("1390000%04d", n%10000), "requests": []any{map[string]any{
			"kind": "help", "category_id": j.category, "title": fmt.Sprintf("路灯不亮 %d", n), "content": fmt.Sprintf("第 %d 盏路灯连续三晚不亮，请派人检修。", n)}}}}
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
	j.receipts[x.Key] = out.Receipts[0]
	if err := json.NewEncoder(j.file).Encode(out.Receipts[0].Number); err != nil {
		return err
	}
	return j.file.Sync()
}

// check opens the installation: it holds exactly the journal's requests.
func (j *journal) check(t *testing.T, p *program) {
	t.Helper()
	if all := j.checkAtLeast(t, p); all != len(j.receipts) {
		t.Errorf("%d requests in the database, %d acknowledged: something was doubled or came from nowhere", all, len(j.receipts))
	}
	t.Logf("%d requests acknowledged on %s, each there once with its timer", len(j.receipts), p.engine)
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
		var requests, timers int
		var due int64
		if err := errors.Join(
			q.QueryRow(`SELECT COUNT(*) FROM intake_request WHERE number = ? AND order_id = ?`, r.Number, r.Order).Scan(&requests),
			q.QueryRow(`SELECT total_due_at FROM workorder_order WHERE id = ?`, r.Order).Scan(&due),
			q.QueryRow(`SELECT COUNT(*) FROM jobs_job WHERE kind = 'workorder.due' AND key = ?`, r.Order.String()).Scan(&timers),
		); err != nil {
			t.Fatalf("%s: %v", key, err)
		}
		if requests != 1 || due == 0 || timers != 1 {
			t.Errorf("%s: %d requests, due %d, %d timers; want one of each", key, requests, due, timers)
		}
	}
	if err := q.QueryRow(`SELECT COUNT(*) FROM intake_request`).Scan(&all); err != nil {
		t.Fatal(err)
	}
	return all
}
