package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"onedoor/internal/platform/store"
)

// TestBackup backs a server up while requests are taken on and files attached, and are acknowledged meanwhile. It
// restores the file elsewhere, and finds every request that was acknowledged before the backup began. The key is not in
// the backup.
func TestBackup(t *testing.T) {
	eachEngine(t, func(t *testing.T, p *program) {
		p.must(testPassword+"\n", "user", "add", "--login", "unit-admin", "--name", "管理员", "--role", "admin")
		p.must(testPassword+"\n", "user", "add", "--login", "seat-one", "--name", "坐席一", "--role", "seat")
		s := p.serve()
		seat := newClient(s.url)
		seat.signIn(t, "seat-one", testPassword)
		before := newJournal(t)
		before.furnish(t, s.url)
		if err := os.MkdirAll(filepath.Join(p.data, "blobs"), 0o700); err != nil {
			t.Fatal(err)
		}
		for i := range 40 {
			open := before.next(i)
			if err := before.send(t.Context(), seat, open); err != nil {
				t.Fatal(err)
			}
		}
		var files []filed
		for i := range 6 {
			f, err := before.attach(t.Context(), seat, 5000+i)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
		during := newJournal(t)
		during.category, during.unit, during.sent = before.category, before.unit, 10_000
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() { during.callIn(ctx, seat, nil) })
		}
		during.attachOn(ctx, &wg, seat, 20_000)
		file, meanwhile := "", 0
		for try := range 5 { // a small database is copied in a moment: until enough came in that moment
			during.grows(t)
			file = filepath.Join(t.TempDir(), "city"+fmt.Sprint(try)+".backup")
			already := during.count()
			before.copy(during)
			p.must("", "backup", "--out", file)
			if meanwhile = during.count() - already; meanwhile >= 10 {
				break
			}
		}
		cancel()
		wg.Wait()
		if meanwhile < 10 {
			t.Errorf("only %d requests were acknowledged while the backup ran", meanwhile)
		}
		t.Logf("%d requests acknowledged on %s before the backup, %d while it ran", len(before.receipts), p.engine, meanwhile)
		if during.refused != nil {
			t.Fatal(during.refused)
		}
		if err := s.stop(); err != nil {
			t.Fatal(err)
		}

		t.Run("Restore", func(t *testing.T) {
			r := newProgram(t, p.engine)
			if out := r.must("", "restore", file); !strings.Contains(out, "master key") {
				t.Errorf("restore does not speak of the key: %s", out)
			}
			if out, err := r.run("", "doctor"); err == nil || !strings.Contains(out, "data.key_missing") {
				t.Fatalf("a restore without the key must not make a new one: %v\n%s", err, out)
			}
			key, err := os.ReadFile(filepath.Join(p.data, "keys", "master.key"))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.MkdirAll(filepath.Join(r.data, "keys"), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(r.data, "keys", "master.key"), key, 0o600); err != nil {
				t.Fatal(err)
			}
			if out := r.must("", "doctor"); !strings.Contains(out, "all is well") {
				t.Errorf("doctor: %s", out)
			}
			leaveOrphan(t, filepath.Join(r.data, "blobs"))
			if out := r.must("", "doctor"); !strings.Contains(out, "; 1 that nothing names wait") || !strings.Contains(out, "all is well") {
				t.Errorf("doctor does not count bytes without a row: %s", out)
			}
			before.checkAtLeast(t, r)
			checkFiles(t, r, files)
		})
		t.Run("NoKey", func(t *testing.T) { checkNoKey(t, p, file) })
		t.Run("NotEmpty", func(t *testing.T) {
			if out, err := p.run("", "restore", file); err == nil || !strings.Contains(out, "backup.not_empty") {
				t.Errorf("a restore over living data: %v\n%s", err, out)
			}
		})
		t.Run("Damaged", func(t *testing.T) {
			whole, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for name, bad := range map[string][]byte{"Cut": whole[:len(whole)*2/3], "Empty": {}, "Other": []byte("hello, this is no backup")} {
				r := newProgram(t, store.SQLite)
				part := filepath.Join(t.TempDir(), "bad.backup")
				if err := os.WriteFile(part, bad, 0o600); err != nil {
					t.Fatal(err)
				}
				out, err := r.run("", "restore", part)
				if err == nil || !strings.Contains(out, "backup.") {
					t.Errorf("%s: %v\n%s", name, err, out)
				}
				if _, err := os.Stat(filepath.Join(r.data, "onedoor.db")); err == nil {
					t.Errorf("%s: a damaged backup left a database behind", name)
				}
			}
		})
	})
}

// TestStop ends the server while requests are on their way: each is answered or was never begun, and the program
// ends by itself without an error.
func TestStop(t *testing.T) {
	p := newProgram(t, store.SQLite)
	p.must(testPassword+"\n", "user", "add", "--login", "unit-admin", "--name", "管理员", "--role", "admin")
	p.must(testPassword+"\n", "user", "add", "--login", "seat-one", "--name", "坐席一", "--role", "seat")
	s := p.serve()
	seat := newClient(s.url)
	seat.signIn(t, "seat-one", testPassword)
	j := newJournal(t)
	j.furnish(t, s.url)
	var wg sync.WaitGroup
	enough := make(chan struct{})
	var once sync.Once
	pending := make([]*submission, 4)
	for i := range pending {
		wg.Go(func() {
			for n := 0; ; n++ {
				open := j.next(i*100_000 + n)
				if err := j.send(t.Context(), seat, open); err != nil {
					pending[i] = open
					return
				}
				if n == 10 {
					once.Do(func() { close(enough) })
				}
			}
		})
	}
	<-enough
	if err := s.stop(); err != nil {
		t.Errorf("the server did not stop in good order: %v\n%s", err, s.log)
	}
	wg.Wait()
	j.checkAtLeast(t, p)
}

// TestUserAdd holds that there is no default account and that bad input is refused.
func TestUserAdd(t *testing.T) {
	p := newProgram(t, store.SQLite)
	s := p.serve()
	if err := newClient(s.url).call(t.Context(), "POST", "/session", "", map[string]string{"login": "admin", "password": "admin"}, nil); err == nil {
		t.Error("an account exists that nobody made")
	}
	for name, x := range map[string]struct{ input, code string }{
		"Weak": {"short\n", "password_short"}, "Empty": {"", "password"},
	} {
		if out, err := p.run(x.input, "user", "add", "--login", "somebody", "--name", "某人", "--role", "admin"); err == nil || !strings.Contains(out, x.code) {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
	if out, err := p.run(testPassword+"\n", "user", "add", "--login", "somebody", "--name", "某人", "--role", "emperor"); err == nil {
		t.Errorf("an unknown role was taken: %s", out)
	}
	p.must(testPassword+"\n", "user", "add", "--login", "somebody", "--name", "某人", "--role", "admin")
	if out, err := p.run(testPassword+"\n", "user", "add", "--login", "somebody", "--name", "某人", "--role", "admin"); err == nil || !strings.Contains(out, "login_taken") {
		t.Errorf("the same login twice: %v\n%s", err, out)
	}
	newClient(s.url).signIn(t, "somebody", testPassword) // the running server knows the person at once
}

// TestFastClock holds that real data refuse a fast clock.
func TestFastClock(t *testing.T) {
	p := newProgram(t, store.SQLite)
	if out, err := p.run("", "serve", "--listen", "127.0.0.1:0", "--clock-speed", "60"); err == nil || !strings.Contains(out, "serve.not_simulation") {
		t.Errorf("%v\n%s", err, out)
	}
}
