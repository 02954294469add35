package httpx_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

func eachFrame(t *testing.T, o httpx.Options, fn func(t *testing.T, f *frame)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, st *store.Store) { fn(t, newFrame(t, st, o)) }, httpx.Migrations)
}

func TestOnce(t *testing.T) {
	eachFrame(t, httpx.Options{}, func(t *testing.T, f *frame) {
		t.Run("Repeated", func(t *testing.T) {
			first, _ := f.post("/things", `{"name":"abc"}`, "Idempotency-Key", "key-number-one")
			again, _ := f.post("/things", `{"name":"abc"}`, "Idempotency-Key", "key-number-one")
			if first.Code != 200 || first.Body.String() != again.Body.String() || f.effects.Load() != 1 {
				t.Errorf("%s, then %s; %d effects", first.Body, again.Body, f.effects.Load())
			}
		})
		t.Run("OtherBody", func(t *testing.T) {
			for _, body := range []string{`{"name":"xyz"}`, `{"name":"abc" }`} {
				if w, p := f.post("/things", body, "Idempotency-Key", "key-number-one"); w.Code != 409 || p.Code != "request.key_reused" {
					t.Errorf("%s: %d %s", body, w.Code, w.Body)
				}
			}
		})
		t.Run("OtherAddress", func(t *testing.T) {
			for _, path := range []string{"/anybody", "/things?x=1"} {
				if w, p := f.post(path, `{"name":"abc"}`, "Idempotency-Key", "key-number-one"); w.Code != 409 || p.Code != "request.key_reused" {
					t.Errorf("%s: %d %s", path, w.Code, w.Body)
				}
			}
			if f.effects.Load() != 1 {
				t.Errorf("%d effects", f.effects.Load())
			}
		})
		t.Run("OtherPrincipal", func(t *testing.T) { // learns nothing of the first one's answer, and acts
			f.p = auth.Principal{ID: 8}.WithRights("thing.add")
			w, _ := f.post("/things", `{"name":"abc"}`, "Idempotency-Key", "key-number-one")
			if w.Code != 200 || f.effects.Load() != 2 {
				t.Errorf("%s, %d effects", w.Body, f.effects.Load())
			}
			f.p = adder
		})
		t.Run("WithoutKey", func(t *testing.T) {
			for range 2 {
				f.post("/things", `{"name":"abc"}`)
			}
			if f.effects.Load() != 4 {
				t.Errorf("%d effects", f.effects.Load())
			}
		})
		t.Run("FailureKeepsNothing", func(t *testing.T) {
			for _, name := range []string{"taken", "taken", "broken", "panic"} {
				if w, _ := f.post("/things", `{"name":"`+name+`"}`, "Idempotency-Key", "key-number-two"); w.Code < 400 {
					t.Error(name)
				}
			}
			if w, _ := f.post("/things", `{"name":"free"}`, "Idempotency-Key", "key-number-two"); w.Code != 200 {
				t.Errorf("a key whose first use failed is lost: %s", w.Body)
			}
		})
		t.Run("BadKey", func(t *testing.T) {
			before := f.effects.Load()
			for _, key := range []string{"short", strings.Repeat("k", 129), "key with blanks", "钥匙钥匙钥匙", "tab\tinside", "nul\x00inside"} {
				if w, p := f.post("/things", `{"name":"abc"}`, "Idempotency-Key", key); w.Code != 400 || p.Code != "request.bad_key" {
					t.Errorf("%q: %s", key, w.Body)
				}
			}
			if f.effects.Load() != before {
				t.Error("took effect")
			}
		})
		t.Run("HostileKey", func(t *testing.T) {
			for _, key := range []string{"';DROP-TABLE-httpx_idempotency;--", `"><script>alert(1)</script>`, strings.Repeat("k", 128)} {
				if w, _ := f.post("/things", `{"name":"abc"}`, "Idempotency-Key", key); w.Code != 200 {
					t.Errorf("%q: %s", key, w.Body)
				}
			}
		})
		t.Run("Swept", func(t *testing.T) {
			change(t, f.store, `UPDATE httpx_idempotency SET at = ?`, time.Now().Add(-8*24*time.Hour).UnixMicro())
			if err := f.store.Write(t.Context(), httpx.SweepKeys); err != nil {
				t.Fatal(err)
			}
			before := f.effects.Load()
			if w, _ := f.post("/things", `{"name":"abc"}`, "Idempotency-Key", "key-number-one"); w.Code != 200 || f.effects.Load() != before+1 {
				t.Errorf("after a week: %s", w.Body)
			}
		})
	})
}

// TestTwins sends the same request many times at the same moment: one takes effect, all get its answer.
func TestTwins(t *testing.T) {
	eachFrame(t, httpx.Options{}, func(t *testing.T, f *frame) {
		f.during = func() { time.Sleep(20 * time.Millisecond) } // so that they do meet
		for round := range 5 {
			before, key := f.effects.Load(), fmt.Sprintf("key-of-the-twins-%d", round)
			var wg sync.WaitGroup
			answers := make([]string, 8)
			for i := range answers {
				wg.Go(func() {
					w, _ := f.post("/things", `{"name":"twin"}`, "Idempotency-Key", key)
					answers[i] = fmt.Sprint(w.Code, w.Body)
				})
			}
			wg.Wait()
			for _, a := range answers {
				if a != answers[0] || !strings.HasPrefix(a, "200") {
					t.Fatalf("twins got %s and %s", answers[0], a)
				}
			}
			var kept string
			if err := f.store.Read(t.Context()).QueryRow(`SELECT response FROM httpx_idempotency WHERE key = ?`, key).Scan(&kept); err != nil {
				t.Fatal(err)
			}
			var got thing // a closure may run and be undone, but what was kept is what all were told
			if err := json.Unmarshal([]byte(kept), &got); err != nil || !strings.Contains(answers[0], fmt.Sprintf(`"n":%d`, got.N)) || got.N <= before {
				t.Errorf("kept %s, told %s", kept, answers[0])
			}
		}
	})
}

// TestTwinFails lets the twin fail because the first one did the work already: it still gets the first one's answer.
func TestTwinFails(t *testing.T) {
	eachFrame(t, httpx.Options{}, func(t *testing.T, f *frame) {
		ctx := t.Context()
		if w, _ := f.post("/things", `{"name":"abc"}`, "Idempotency-Key", "key-number-one"); w.Code != 200 {
			t.Fatal(w.Body)
		}
		var digest string
		if err := f.store.Read(ctx).QueryRow(`SELECT digest FROM httpx_idempotency`).Scan(&digest); err != nil {
			t.Fatal(err)
		}
		change(t, f.store, `DELETE FROM httpx_idempotency`)
		// As if the first one committed between the second one's look and its work.
		f.during = func() {
			if f.store.Engine() == store.Postgres {
				change(t, f.store, `INSERT INTO httpx_idempotency (principal, key, digest, response, at) VALUES (?, 'key-number-one', ?, '{"name":"first","n":77}', 1)`, ids.ID(7), digest)
			}
		}
		w, _ := f.post("/things", `{"name":"abc"}`, "Idempotency-Key", "key-number-one")
		if f.store.Engine() == store.Postgres && !strings.Contains(w.Body.String(), `"n":77`) {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if w.Code != 200 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}

// TestDigest holds that a body which may hold a password is not kept as a digest that can be guessed from.
func TestDigest(t *testing.T) {
	st := testkit.Store(t, httpx.Migrations)
	digestOf := func(key string) (digest string) {
		t.Helper()
		f := newFrame(t, st, httpx.Options{DigestKey: []byte(key)})
		change(t, st, `DELETE FROM httpx_idempotency`)
		if w, _ := f.post("/things", `{"name":"hunter2"}`, "Idempotency-Key", "key-number-one"); w.Code != http.StatusOK {
			t.Fatal(w.Body)
		}
		if err := st.Read(t.Context()).QueryRow(`SELECT digest FROM httpx_idempotency`).Scan(&digest); err != nil {
			t.Fatal(err)
		}
		return digest
	}
	plain, keyed, again, other := digestOf(""), digestOf("a key of 32 bytes"), digestOf("a key of 32 bytes"), digestOf("another key")
	if keyed == plain || keyed != again || keyed == other || len(keyed) != 64 {
		t.Errorf("plain %s, keyed %s, after a restart %s, other key %s", plain, keyed, again, other)
	}
}

func change(t *testing.T, st *store.Store, statement string, args ...any) {
	t.Helper()
	if err := st.Write(t.Context(), func(tx *store.Tx) error { _, err := tx.Exec(statement, args...); return err }); err != nil {
		t.Error(err)
	}
}
