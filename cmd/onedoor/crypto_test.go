package main

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger/anchor"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
)

// suiteEnv chooses the family of algorithms.
const suiteEnv = "ONEDOOR_CRYPTO_SUITE="

// caller is a person on the line, whose identity the vault seals.
type caller struct {
	contact, order, identity ids.ID
}

// TestNationalAlgorithms runs an installation with SM3 and SM4: from its beginning over a request whose person is
// revealed to a backup that is restored elsewhere. Another suite, another ring of keys or a changed row are refused.
func TestNationalAlgorithms(t *testing.T) {
	eachEngine(t, func(t *testing.T, p *program) {
		p.env = append(p.env, suiteEnv+seal.GM)
		p.must(testPassword+"\n", "user", "add", "--login", "unit-admin", "--name", "管理员", "--role", "admin")
		p.must(testPassword+"\n", "user", "add", "--login", "seat-one", "--name", "坐席一", "--role", "seat")
		s := p.serve()
		j := newJournal(t)
		j.furnish(t, s.url)
		who := takeOnCaller(t, s.url, j)
		who.mustReveal(t, s.url)
		if err := s.stop(); err != nil {
			t.Fatal(err)
		}
		if out := p.must("", "doctor"); !strings.Contains(out, "all is well") {
			t.Errorf("doctor: %s", out)
		}
		t.Run("Algorithms", func(t *testing.T) { usesNational(t, p) })
		t.Run("OtherSuite", func(t *testing.T) { refusesSuite(t, p) })
		t.Run("OtherKeyring", func(t *testing.T) { refusesKeyring(t, p.engine) })

		file := filepath.Join(t.TempDir(), "city.backup")
		p.must("", "backup", "--out", file)
		r := newProgram(t, p.engine)
		r.env = append(r.env, suiteEnv+seal.GM)
		r.must("", "restore", file)
		writeUnder(t, r, "keys/master.key", readUnder(t, p, "keys/master.key"))
		if out := r.must("", "doctor"); !strings.Contains(out, "all is well") {
			t.Errorf("doctor after the restore: %s", out)
		}
		s = r.serve()
		who.mustReveal(t, s.url)
		if err := s.stop(); err != nil {
			t.Fatal(err)
		}
		t.Run("ChangedRow", func(t *testing.T) { findsChange(t, r) })
	})
}

// takeOnCaller takes a call on whose words and person hold numbers.
func takeOnCaller(t *testing.T, url string, j *journal) caller {
	t.Helper()
	seat := newClient(url)
	seat.signIn(t, "seat-one", testPassword)
	var out struct {
		Contact  ids.ID `json:"contact_id"`
		Receipts []struct {
			Order ids.ID `json:"order_id"`
		} `json:"receipts"`
	}
	in := map[string]any{"door": "phone", "caller_name": "柳叶青", "caller_number": "13912340001", "requests": []any{map[string]any{"kind": "help",
		"category_id": j.category, "title": "井盖松动", "content": "北门井盖松动，请打 13912340002。", "then": map[string]any{"verb": "dispatch", "unit_id": j.unit}}}}
	if err := seat.call(t.Context(), "POST", "/contacts", "", in, &out); err != nil {
		t.Fatal(err)
	}
	var behind struct {
		Items []struct {
			Content  string `json:"content"`
			Identity struct {
				ID    ids.ID `json:"identity_id"`
				Name  string `json:"name_masked"`
				Phone string `json:"phone_masked"`
			} `json:"identity"`
		} `json:"items"`
	}
	who := caller{contact: out.Contact, order: out.Receipts[0].Order}
	if err := seat.call(t.Context(), "GET", "/requests?order_id="+who.order.String(), "", nil, &behind); err != nil {
		t.Fatal(err)
	}
	x := behind.Items[0]
	if who.identity = x.Identity.ID; who.identity == 0 || strings.Contains(x.Content+x.Identity.Phone, "1391234000") || strings.Contains(x.Identity.Name, "叶青") {
		t.Fatalf("not masked: %+v", x)
	}
	return who
}

// mustReveal opens who called, and finds the person by the number.
func (c caller) mustReveal(t *testing.T, url string) {
	t.Helper()
	seat := newClient(url)
	seat.signIn(t, "seat-one", testPassword)
	var person struct {
		Name   string   `json:"name"`
		Phones []string `json:"phones"`
	}
	if err := seat.call(t.Context(), "POST", "/identities/"+c.identity.String()+"/reveal", "", map[string]any{"purpose": "callback", "order_id": c.order, "reason": "回拨核实"}, &person); err != nil {
		t.Fatal(err)
	}
	if person.Name != "柳叶青" || !slices.Equal(person.Phones, []string{"13912340001"}) {
		t.Errorf("revealed %+v", person)
	}
	var history struct {
		Requests []struct {
			Order ids.ID `json:"order_id"`
		} `json:"requests"`
	}
	if err := seat.call(t.Context(), "POST", "/history", "", map[string]any{"phone": "13912340001"}, &history); err != nil || len(history.Requests) != 1 || history.Requests[0].Order != c.order {
		t.Errorf("history %+v, err = %v", history, err)
	}
}

// usesNational holds that it is really these algorithms: the keys say so, the sealed rows begin with the suite's byte, and
// the ledger's chains are none of SHA-256.
func usesNational(t *testing.T, p *program) {
	var ring struct {
		Keys []struct {
			Suite string `json:"suite"`
		} `json:"keys"`
	}
	if err := json.Unmarshal(readUnder(t, p, "keys/master.key"), &ring); err != nil || len(ring.Keys) != 1 || ring.Keys[0].Suite != seal.GM {
		t.Errorf("keys %+v, err = %v", ring, err)
	}
	h := p.nationalHouse(t)
	defer func() { _ = h.close() }()
	q := h.store.Read(t.Context())
	for _, table := range []string{"vault_identity", "vault_text"} {
		rows, err := q.Query(`SELECT head, body FROM ` + table)
		heads, err := store.Collect(rows, err, func(r store.Row) (x [2][]byte, err error) { return x, r.Scan(&x[0], &x[1]) })
		if err != nil || len(heads) == 0 {
			t.Fatalf("%s: %d rows, err = %v", table, len(heads), err)
		}
		for _, x := range heads {
			// version, suite; then the key's id, a nonce, and a key of SM4's 16 bytes with its tag
			if x[0][0] != 1 || x[0][1] != 2 || len(x[0]) != 2+8+12+16+16 || bytes.Contains(x[1], []byte("1391234")) {
				t.Errorf("%s: head % x", table, x[0])
			}
		}
	}
	var found []anchor.Problem
	tell := func(p anchor.Problem) { found = append(found, p) }
	r, err := h.verifyLedger(t.Context(), h.anchors.Key(), h.anchors.Dir(), tell, nil)
	if err != nil || !r.OK || r.Events < 5 {
		t.Errorf("with SM3: %+v, %v, err = %v", r, found, err)
	}
	intl, err := seal.ByName(seal.Intl)
	if err != nil {
		t.Fatal(err)
	}
	if r, err = anchor.Verify(t.Context(), anchor.Ask{Store: h.store, Suite: intl, Key: h.anchors.Key(), Dir: h.anchors.Dir(), Found: tell}); err != nil || r.OK {
		t.Errorf("the chains hold with SHA-256, too: %+v, err = %v", r, err)
	}
}

func (p *program) nationalHouse(t *testing.T) *house {
	t.Helper()
	c := p.settings()
	c.Crypto.Suite = seal.GM
	h, err := openHouse(t.Context(), c, slog.New(slog.DiscardHandler), houseOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// refusesSuite starts with another suite than the data were made with.
func refusesSuite(t *testing.T, p *program) {
	for _, suite := range []string{seal.Intl, "rot13", ""} {
		q := *p
		q.env = append(q.env[:len(q.env):len(q.env)], suiteEnv+suite)
		want := "data.other_suite"
		if suite == "rot13" { // an empty setting is the default
			want = "config.invalid"
		}
		for _, args := range [][]string{{"doctor"}, {"serve", "--listen", "127.0.0.1:0"}, {"user", "list"}} {
			if out, err := q.run("", args...); err == nil || !strings.Contains(out, want) {
				t.Errorf("%v with suite %q: %v\n%s", args, suite, err, out)
			}
		}
	}
}

// refusesKeyring begins an installation with a ring of keys of the other suite in place.
func refusesKeyring(t *testing.T, engine store.Engine) {
	p := newProgram(t, engine)
	p.env = append(p.env, suiteEnv+seal.GM)
	if err := os.MkdirAll(filepath.Join(p.data, "keys"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.CreateKeyring(filepath.Join(p.data, "keys", "master.key"), seal.Intl, time.Now()); err != nil {
		t.Fatal(err)
	}
	if out, err := p.run(testPassword+"\n", "user", "add", "--login", "unit-admin", "--name", "管理员", "--role", "admin"); err == nil || !strings.Contains(out, "data.other_suite") {
		t.Errorf("%v\n%s", err, out)
	}
	if _, err := os.Stat(filepath.Join(p.data, "onedoor.json")); err == nil {
		t.Error("the directory was marked as one of the suite whose keys it does not have")
	}
}

// findsChange changes one event behind the program's back.
func findsChange(t *testing.T, p *program) {
	db, err := store.Bare(store.Config{Engine: p.engine, Path: p.settings().DatabasePath(), URL: p.url})
	if err != nil {
		t.Fatal(err)
	}
	res, err := db.ExecContext(t.Context(), `UPDATE ledger_event SET payload = REPLACE(payload, '"phone"', '"web"') WHERE kind = 'workorder.created'`)
	if err == nil {
		if n, _ := res.RowsAffected(); n != 1 {
			t.Errorf("%d events changed", n)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if out, err := p.run("", "doctor"); err == nil || !strings.Contains(out, "PROBLEM  history") {
		t.Errorf("doctor does not see a changed event: %v\n%s", err, out)
	}
}

func readUnder(t *testing.T, p *program, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(p.data, filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func writeUnder(t *testing.T, p *program, path string, text []byte) {
	t.Helper()
	path = filepath.Join(p.data, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
