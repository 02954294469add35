package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"onedoor/internal/catalogue"
	"onedoor/internal/directory"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/config"
	"onedoor/internal/platform/store"
	"onedoor/internal/telephony/peers"
	"onedoor/internal/tool/replay"
)

// smallStaff work in a small city: enough to take every order all the way.
var smallStaff = []struct{ login, unit, role string }{
	{"seat-one", "", "seat"}, {"seat-two", "", "seat"}, {"dispatcher-one", "", "dispatcher"}, {"reviewer-one", "", "reviewer"},
	{"officer-city", "chengguan", "officer"}, {"officer-water", "water", "officer"}, {"officer-street", "liudi", "officer"},
}

// smallCity enters a few units, categories and staff into an installation marked as a simulation: a demo city would
// take ten times as long.
func (p *program) smallCity() {
	p.t.Helper()
	h := p.house()
	defer func() { _ = h.close() }()
	var wg sync.WaitGroup
	ready, failed := make([]directory.Newcomer, len(smallStaff)), make([]error, len(smallStaff))
	units := map[string]directory.Unit{}
	err := h.store.Write(p.t.Context(), func(tx *store.Tx) (err error) {
		for code, name := range map[string]string{"chengguan": "市城管局", "water": "市水务集团", "liudi": "柳堤街道"} {
			if units[code], err = h.directory.AddUnit(tx, auth.System, directory.UnitIn{Code: code, Name: name, Kind: directory.Department}); err != nil {
				return err
			}
		}
		for i, name := range []string{"道路照明", "占道经营", "供水排水", "施工噪声"} {
			if _, err := h.catalogue.AddCategory(tx, auth.System, catalogue.CategoryIn{Code: fmt.Sprintf("0%d", i+1), Name: name, DefaultKind: "help"}); err != nil {
				return err
			}
		}
		return nil
	})
	for i, s := range smallStaff {
		wg.Go(func() {
			ready[i], failed[i] = h.directory.Prepare(directory.StaffIn{Login: s.login, Name: "人员" + fmt.Sprint(i), UnitID: units[s.unit].ID, Roles: []string{s.role}, Password: testPassword})
		})
	}
	wg.Wait()
	if err = errors.Join(append(failed, err)...); err == nil {
		err = h.store.Write(p.t.Context(), func(tx *store.Tx) error {
			for _, n := range ready {
				if _, err := h.directory.AddStaff(tx, auth.System, n); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

// settings are the program's, for a test that opens the installation itself.
func (p *program) settings() config.Config {
	p.t.Helper()
	c, err := config.Load("")
	if err != nil {
		p.t.Fatal(err)
	}
	c.Data, c.Store.Engine, c.Store.URL = p.data, string(p.engine), p.url
	return c
}

func (p *program) house() *house {
	p.t.Helper()
	h, err := openHouse(p.t.Context(), p.settings(), slog.New(slog.DiscardHandler), houseOptions{simulation: true})
	if err != nil {
		p.t.Fatal(err)
	}
	return h
}

// smallAccounts writes the file of accounts.
func smallAccounts(t *testing.T) string {
	t.Helper()
	var text strings.Builder
	text.WriteString("login,password\n")
	for _, s := range smallStaff {
		fmt.Fprintf(&text, "%s,%s\n", s.login, testPassword)
	}
	return writeFile(t, "accounts.csv", text.String())
}

func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// freeAddress is an address that a server can listen on again and again.
func freeAddress(t *testing.T) string {
	t.Helper()
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(peers.FreePort(t, "127.0.0.1")))
}

// replaying is a replay in a process of its own.
type replaying struct {
	cmd         *exec.Cmd
	out, report lockedBuffer
	gone        chan error
}

const sourceHeader = "X-Replay-Source"

// replay starts the command for a server that trusts a header of ours.
func (p *program) replay(file, server, journal string, args ...string) *replaying {
	p.t.Helper()
	return p.replayPlainly(file, server, journal, append([]string{"--source-header", sourceHeader}, args...)...)
}

// replayPlainly starts the command; it is killed when the test ends.
func (p *program) replayPlainly(file, server, journal string, args ...string) *replaying {
	p.t.Helper()
	r := &replaying{gone: make(chan error, 1)}
	all := append([]string{"replay", file, "--server", "http://" + server, "--journal", journal, "--json"}, args...)
	r.cmd = exec.Command(p.path, all...)
	r.cmd.Env, r.cmd.Stderr, r.cmd.Stdout = p.env, &r.out, &r.report
	if err := r.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	go func() { r.gone <- r.cmd.Wait() }()
	p.t.Cleanup(r.kill)
	return r
}

// wait waits for the command's end and returns its report.
func (r *replaying) wait(ctx context.Context) (replay.Report, error) {
	var report replay.Report
	select {
	case err := <-r.gone:
		r.gone <- err
		return report, errors.Join(err, json.Unmarshal([]byte(r.report.String()), &report))
	case <-ctx.Done():
		return report, ctx.Err()
	}
}

// ended tells whether the command has come to its end.
func (r *replaying) ended() bool {
	select {
	case err := <-r.gone:
		r.gone <- err
		return true
	default:
		return false
	}
}

// kill is kill -9.
func (r *replaying) kill() {
	_ = r.cmd.Process.Signal(syscall.SIGKILL)
	err := <-r.gone
	r.gone <- err
}

// acknowledgement is a row's line of the journal.
type acknowledgement struct {
	Row    int    `json:"row"`
	What   string `json:"what"`
	Number string `json:"number"`
}

// acknowledged reads the receipt numbers that a journal holds, by row.
func acknowledged(t *testing.T, journal string) map[int]string {
	t.Helper()
	text, err := os.ReadFile(journal)
	if err != nil {
		t.Fatal(err)
	}
	numbers := map[int]string{}
	for line := range strings.Lines(string(text)) {
		var a acknowledgement
		if json.Unmarshal([]byte(line), &a) != nil || a.What != "receipt" {
			continue // the last line may be torn
		}
		if was := numbers[a.Row]; was != "" && was != a.Number {
			t.Errorf("row %d was acknowledged as %s and as %s", a.Row, was, a.Number)
		}
		numbers[a.Row] = a.Number
	}
	return numbers
}

// holdsOnce asks the database itself, past the API: every acknowledged request is there once with its order, open
// orders have their due time and their timer, and there is nothing else but so many others.
func (p *program) holdsOnce(numbers map[int]string, others int) {
	p.t.Helper()
	st, err := store.Open(p.t.Context(), store.Config{Engine: p.engine, Path: p.settings().DatabasePath(), URL: p.url, Lanes: 1}, migrations...)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	q := st.Read(p.t.Context())
	for row, number := range numbers {
		var orders, open, timers int
		var due int64
		err := q.QueryRow(`SELECT COUNT(*), SUM(CASE WHEN o.state IN ('completed', 'archived') THEN 0 ELSE 1 END), MIN(o.total_due_at),
			SUM((SELECT COUNT(*) FROM jobs_job j WHERE j.kind = 'workorder.due' AND j.key = CAST(o.id AS TEXT)))
			FROM intake_request r JOIN workorder_order o ON o.id = r.order_id WHERE r.number = ?`, number).Scan(&orders, &open, &due, &timers)
		if err != nil {
			p.t.Fatalf("row %d: %v", row, err)
		}
		if orders != 1 || due == 0 || timers != open {
			p.t.Errorf("row %d: %d orders, due %d, %d open with %d timers", row, orders, due, open, timers)
		}
	}
	var all int
	if err := q.QueryRow(`SELECT COUNT(*) FROM intake_request`).Scan(&all); err != nil {
		p.t.Fatal(err)
	}
	if all-others != len(numbers) {
		p.t.Errorf("%d requests in the database, %d acknowledged", all-others, len(numbers))
	}
}
