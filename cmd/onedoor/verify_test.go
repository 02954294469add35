package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/ledger/anchor"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
)

// verified is what `onedoor verify --json` prints of the data directory.
type verified struct {
	anchor.Report
	Problems []anchor.Problem `json:"problems"`
	Dir      string           `json:"anchor_dir"`
}

// verify runs the program and reads its verdict; its exit code must fit.
func (p *program) verify(t *testing.T, args ...string) verified {
	t.Helper()
	cmd := exec.Command(p.path, append([]string{"--data", p.data, "verify", "--json"}, args...)...)
	cmd.Env = p.env
	out, err := cmd.Output()
	var v verified
	if jsonErr := json.Unmarshal(out, &v); jsonErr != nil {
		t.Fatalf("verify: %v\n%s", err, out)
	}
	var exit *exec.ExitError
	if v.OK != (err == nil) || err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		t.Errorf("ok = %v, but the program ended with %v", v.OK, err)
	}
	return v
}

// tamper opens the installation's database behind the program's back.
func (p *program) tamper(t *testing.T, fn func(tx *store.Tx) error) {
	t.Helper()
	c := p.settings()
	st, err := store.Open(t.Context(), store.Config{Engine: p.engine, Path: c.DatabasePath(), URL: c.Store.URL}, migrations...)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(st.Write(t.Context(), fn), st.Close()); err != nil {
		t.Fatal(err)
	}
}

func exec1(statements ...string) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		for _, s := range statements {
			if _, err := tx.Exec(s); err != nil {
				return err
			}
		}
		return nil
	}
}

// TestVerifyLedger changes the ledger of a real installation in every way that must be found, and has the real program find
// and name it; then erases a citizen's words, which must leave it valid; and checks exported histories.
func TestVerifyLedger(t *testing.T) {
	eachEngine(t, func(t *testing.T, p *program) {
		p.must(testPassword+"\n", "user", "add", "--login", "unit-admin", "--name", "管理员", "--role", "admin")
		p.must(testPassword+"\n", "user", "add", "--login", "seat-one", "--name", "坐席一", "--role", "seat")
		p.must(testPassword+"\n", "user", "add", "--login", "leader-one", "--name", "班长一", "--role", "leader")
		s := p.serve()
		seat := newClient(s.url)
		seat.signIn(t, "seat-one", testPassword)
		j := newJournal(t)
		j.furnish(t, s.url)
		var last ids.ID
		var number string
		for i := range 12 {
			x := j.next(i)
			if err := j.send(t.Context(), seat, x); err != nil {
				t.Fatal(err)
			}
			last, number = j.receipts[x.Key].Order, j.receipts[x.Key].Number
		}
		if err := s.stop(); err != nil {
			t.Fatalf("%v\n%s", err, s.log)
		}
		dir := p.data + ".anchors"
		v := p.verify(t)
		if !v.OK || v.Anchors == 0 || v.Newer != 0 || v.Events < 24 || v.AnchoredTo != v.Events || v.Dir != dir {
			t.Fatalf("after a stop in good order: %+v", v)
		}
		var chain []ledger.Raw
		p.tamper(t, func(tx *store.Tx) (err error) {
			if err := exec1(`CREATE TABLE keep AS SELECT * FROM ledger_event`)(tx); err != nil {
				return err
			}
			l := ledger.New(nil, nil, ledger.Options{})
			chain, err = l.Rows(tx, last)
			return err
		})
		if len(chain) < 2 {
			t.Fatalf("%d events of the last order", len(chain))
		}
		order := " subject = " + last.String()
		end := chain[len(chain)-1]
		for name, x := range map[string]struct {
			do   func(tx *store.Tx) error
			kind anchor.Kind
			pos  int64
		}{
			"ChangedRow": {exec1(`UPDATE ledger_event SET payload = payload || ' ' WHERE pos = 1 AND` + order), anchor.EventChanged, 1},
			"LastEvent":  {exec1(`DELETE FROM ledger_event WHERE seq = (SELECT MAX(e.seq) FROM ledger_event e)`), anchor.EventMissing, end.Pos},
			"WholeChain": {exec1(`DELETE FROM ledger_event WHERE` + order), anchor.ChainMissing, 0},
			"Recomputed": {func(tx *store.Tx) error {
				suite, err := seal.ByName(seal.Intl)
				if err != nil {
					return err
				}
				prev := []byte{}
				for i, r := range chain {
					if i == 0 {
						r.Actor = 0
					}
					r.Prev = prev
					r.Hash = r.Sum(suite.Hash)
					prev = r.Hash
					if _, err := tx.Exec(`UPDATE ledger_event SET actor = ?, prev = ?, hash = ? WHERE id = ?`, r.Actor, r.Prev, r.Hash, r.ID); err != nil {
						return err
					}
				}
				return nil
			}, anchor.ChainRecomputed, 1},
		} {
			t.Run(name, func(t *testing.T) {
				p.tamper(t, x.do)
				v := p.verify(t)
				if len(v.Problems) == 0 || v.Problems[0].Kind != x.kind || v.Problems[0].Subject != last || v.Problems[0].Order != number || v.Problems[0].Pos != x.pos {
					t.Errorf("found %+v", v.Problems)
				}
				if out, err := p.run("", "verify"); err == nil || !strings.Contains(out, "PROBLEM  "+string(x.kind)) || !strings.Contains(out, number) || !strings.Contains(out, "NOT as it was") {
					t.Errorf("%v\n%s", err, out)
				}
				if out, err := p.run("", "doctor"); err == nil || !strings.Contains(out, string(x.kind)) {
					t.Errorf("doctor: %v\n%s", err, out)
				}
				p.tamper(t, exec1(`DELETE FROM ledger_event`, `INSERT INTO ledger_event SELECT * FROM keep`))
				if v := p.verify(t); !v.OK {
					t.Fatalf("put back: %+v", v.Problems)
				}
			})
		}
		t.Run("WordsErased", func(t *testing.T) {
			p.tamper(t, func(tx *store.Tx) error {
				for _, table := range []string{"intake_request", "workorder_order"} {
					if _, err := tx.Exec(`UPDATE `+table+` SET content = '', title = '', salt = ?`, []byte{}); err != nil {
						return err
					}
				}
				return nil
			})
			if v := p.verify(t); !v.OK {
				t.Errorf("%+v", v.Problems)
			}
		})
		t.Run("Killed", func(t *testing.T) { // what is newer than the last anchor is told
			s := p.serve()
			seat := seat.at(s.url)
			if err := j.send(t.Context(), seat, j.next(100)); err != nil {
				t.Fatal(err)
			}
			s.kill()
			v := p.verify(t)
			if !v.OK || v.Newer == 0 {
				t.Errorf("%+v", v)
			}
			if out := p.must("", "verify"); !strings.Contains(out, "newer than the last anchor") || !strings.Contains(out, "the history is unchanged") {
				t.Errorf("%s", out)
			}
			out := p.must("", "anchor")
			if !strings.Contains(out, string(v.Key)) || !strings.Contains(out, anchor.Fingerprint(v.Key)) || !strings.Contains(out, dir) {
				t.Errorf("%s", out)
			}
			if v := p.verify(t); !v.OK || v.Newer != 0 {
				t.Errorf("%+v", v)
			}
		})
		t.Run("File", func(t *testing.T) { p.verifyFiles(t, last) })
		t.Run("Anchors", func(t *testing.T) { // a copy elsewhere, another's key, one removed
			elsewhere := filepath.Join(t.TempDir(), "copy")
			if err := os.CopyFS(elsewhere, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			if v := p.verify(t, "--anchors", elsewhere, "--key", filepath.Join(elsewhere, "anchor.pub")); !v.OK || v.Dir != elsewhere {
				t.Errorf("%+v", v)
			}
			if err := os.Remove(filepath.Join(elsewhere, "00000001.anchor")); err != nil {
				t.Fatal(err)
			}
			if v := p.verify(t, "--anchors", elsewhere); len(v.Problems) != 1 || v.Problems[0].Kind != anchor.AnchorMissing || v.Problems[0].Anchor != 1 {
				t.Errorf("%+v", v.Problems)
			}
			ring, err := seal.NewRing(seal.Intl, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			if v := p.verify(t, "--key", string(ring.Signer("x").Public())); len(v.Problems) == 0 || v.Problems[0].Kind != anchor.AnchorForged {
				t.Errorf("%+v", v.Problems)
			}
			if out, err := p.run("", "verify", "--key", "rsa:xyz"); err == nil || !strings.Contains(out, "anchor.key") {
				t.Errorf("%v %s", err, out)
			}
		})
	})
}

// verifyFiles exports an order's history over the API and checks the file with the program, without the data.
func (p *program) verifyFiles(t *testing.T, order ids.ID) {
	s := p.serve()
	leader := newClient(s.url)
	leader.signIn(t, "leader-one", testPassword)
	var file json.RawMessage
	if err := leader.call(t.Context(), "GET", "/orders/"+order.String()+"/history", "", nil, &file); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "history.json")
	check := func(text string, args ...string) (anchor.Verdict, string, error) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		run := func(args ...string) (string, error) {
			cmd := exec.CommandContext(context.WithoutCancel(t.Context()), p.path, append([]string{"verify", path}, args...)...)
			cmd.Dir = dir // no data directory here, and none is made
			out, err := cmd.Output()
			return string(out), err
		}
		text, err := run(append(args, "--json")...)
		var v anchor.Verdict
		if jsonErr := json.Unmarshal([]byte(text), &v); jsonErr != nil && err == nil {
			t.Fatal(jsonErr)
		}
		plain, plainErr := run(args...)
		if (plainErr == nil) != (err == nil) {
			t.Errorf("as text %v, as JSON %v", plainErr, err)
		}
		return v, plain, err
	}
	if v, plain, err := check(string(file), "--anchors", p.data+".anchors"); err != nil || !v.OK || !v.KeyKnown || v.Anchored == 0 || v.Whole == 0 || !strings.Contains(plain, "the file is unchanged") {
		t.Errorf("%+v %v %s", v, err, plain)
	}
	if v, plain, err := check(string(file)); err != nil || !v.OK || v.KeyKnown || !strings.Contains(plain, "compare its fingerprint") {
		t.Errorf("by itself: %+v %v %s", v, err, plain)
	}
	if v, plain, err := check(strings.Replace(string(file), "workorder.created", "workorder.creates", 1)); err == nil || v.OK || !strings.Contains(plain, "PROBLEM  event_changed") {
		t.Errorf("changed: %+v %v %s", v, err, plain)
	}
	if _, _, err := check("not a history"); err == nil {
		t.Error("nonsense passes")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("checking a file left %v", left)
	}
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
}

// TestVerifyLedger_NoData refuses a directory that is none, and makes nothing there.
func TestVerifyLedger_NoData(t *testing.T) {
	p := newProgram(t, store.SQLite)
	for _, command := range []string{"verify", "anchor"} {
		if out, err := p.run("", command); err == nil || !strings.Contains(out, "data.not_found") {
			t.Errorf("%s: %v %s", command, err, out)
		}
	}
	if _, err := os.Stat(p.data); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the data directory: %v", err)
	}
}

// TestAnchorDir refuses anchors inside the data directory, whatever the command.
func TestAnchorDir(t *testing.T) {
	p := newProgram(t, store.SQLite)
	p.env = append(p.env, "ONEDOOR_ANCHOR_DIR="+filepath.Join(p.data, "anchors"))
	if out, err := p.run(testPassword+"\n", "user", "add", "--login", "a", "--name", "甲", "--role", "admin"); err == nil || !strings.Contains(out, "anchor.inside_data") {
		t.Errorf("%v %s", err, out)
	}
	p = newProgram(t, store.SQLite)
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	p.env = append(p.env, "ONEDOOR_ANCHOR_DIR="+filepath.Join(blocked, "anchors"))
	p.must(testPassword+"\n", "user", "add", "--login", "unit-admin", "--name", "甲", "--role", "admin")
	s := p.serve() // the city works on; the operator is told
	if err := s.stop(); err != nil || !strings.Contains(s.log.String(), "anchor.dir") {
		t.Errorf("%v\n%s", err, s.log)
	}
	if out, err := p.run("", "anchor"); err == nil || !strings.Contains(out, "anchor.dir") {
		t.Errorf("%v %s", err, out)
	}
	if out, _ := p.run("", "doctor"); !strings.Contains(out, "anchors are kept: there are none") {
		t.Errorf("%s", out)
	}
}
