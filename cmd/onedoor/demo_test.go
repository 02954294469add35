package main

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"onedoor/internal/directory"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/tool/democity"
)

// TestDemo starts the demo city, works in it, starts it again, and starts it over.
func TestDemo(t *testing.T) {
	if testing.Short() {
		t.Skip("entering the city takes a while")
	}
	p := newProgram(t, store.SQLite)
	demo := []string{"demo", "--listen", "127.0.0.1:0"}
	s := p.start(demo...)
	first := demoOrders(t, s.url, "")
	number := demoRequest(t, s.url)
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	welcomed(t, s)
	key := readUnder(t, p, "keys/master.key")

	t.Run("Again", func(t *testing.T) {
		s := p.start(demo...)
		if strings.Contains(s.log.String(), "entering the demo city") {
			t.Errorf("the second start enters the city once more:\n%s", s.log)
		}
		if n := demoOrders(t, s.url, number); n != 1 {
			t.Errorf("%d orders %s, want the one of before", n, number)
		}
		if n := demoOrders(t, s.url, ""); n != first+1 {
			t.Errorf("%d orders, want %d and the one taken on", n, first)
		}
		if err := s.stop(); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(key, readUnder(t, p, "keys/master.key")) {
			t.Error("the second start made a new key")
		}
	})
	t.Run("Reset", func(t *testing.T) {
		s := p.start(append(demo, "--reset")...)
		if n := demoOrders(t, s.url, number); n != 0 {
			t.Errorf("%d orders %s after starting over", n, number)
		}
		// Which cases are told of a second time goes by how old they are now: some minutes more than at first.
		if n := demoOrders(t, s.url, ""); n < first-5 || n > first+5 {
			t.Errorf("%d orders after starting over, want about %d as at first", n, first)
		}
		if err := s.stop(); err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(key, readUnder(t, p, "keys/master.key")) {
			t.Error("the key of what was deleted lives on")
		}
		if out := p.must("", "doctor"); !strings.Contains(out, "all is well") {
			t.Errorf("doctor: %s", out)
		}
	})
}

// TestDemo_Interrupted kills the first start in the middle of the city: the next one starts over by itself, and the city is whole.
func TestDemo_Interrupted(t *testing.T) {
	p := newProgram(t, store.SQLite)
	cmd := exec.Command(p.path, "--data", p.data, "demo", "--install-only")
	cmd.Env = p.env
	told, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(told)
	for n := 0; n < 3 && lines.Scan(); n++ { // each line is a part of the city
		t.Log(lines.Text())
	}
	_ = cmd.Process.Kill()
	if _, err := io.Copy(io.Discard, told); err != nil {
		t.Log(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Fatal("the city was entered before it could be interrupted")
	}
	if out := p.must("", "demo", "--install-only"); !strings.Contains(out, "the first start was interrupted") {
		t.Errorf("the second start: %s", out)
	}
	if out := p.must("", "doctor"); !strings.Contains(out, "all is well") {
		t.Errorf("doctor: %s", out)
	}
	if out := p.must("", "demo", "--install-only"); strings.Contains(out, "interrupted") || strings.Contains(out, "entering") {
		t.Errorf("the third start: %s", out)
	}
}

// welcomed holds that the demo told its addresses, and an account of every role with the password.
func welcomed(t *testing.T, s *server) {
	t.Helper()
	wanted := []string{"entering the demo city", democity.Password, s.url + "/\n", s.url + "/staff/", s.url + "/api/v1/openapi.json", "demo --reset"}
	for _, r := range directory.Roles() {
		wanted = append(wanted, "  "+directory.RoleName(r.ID)+"  ")
	}
	for _, want := range wanted {
		if !strings.Contains(s.log.String(), want) {
			t.Errorf("the first start does not say %q:\n%s", want, s.log)
		}
	}
}

// TestDemo_Foreign holds that the demo neither deletes real data nor moves in with them.
func TestDemo_Foreign(t *testing.T) {
	p := newProgram(t, store.SQLite)
	p.must(testPassword+"\n", "user", "add", "--login", "unit-admin", "--name", "管理员", "--role", "admin")
	before := map[string][]byte{}
	for _, name := range []string{"onedoor.json", "onedoor.db", "keys/master.key"} {
		before[name] = readUnder(t, p, name)
	}
	if out, err := p.run("", "demo", "--reset", "--install-only"); err == nil || !strings.Contains(out, "demo.not_a_demo") {
		t.Errorf("--reset on real data: %v\n%s", err, out)
	}
	for name, text := range before {
		if !bytes.Equal(text, readUnder(t, p, name)) {
			t.Errorf("--reset on real data changed %s", name)
		}
	}
	if out, err := p.run("", "demo", "--install-only"); err == nil || !strings.Contains(out, "[demo.") {
		t.Errorf("a demo city in real data: %v\n%s", err, out)
	}
	if out := p.must("", "doctor"); !strings.Contains(out, "all is well") {
		t.Errorf("doctor: %s", out)
	}
	if out := p.must("", "user", "list"); !strings.Contains(out, "unit-admin") || strings.Contains(out, "seat1") {
		t.Errorf("users: %s", out)
	}
	// Nothing there yet: there is nothing to delete, and the city is entered.
	empty := newProgram(t, store.SQLite)
	if err := os.MkdirAll(empty.data, 0o700); err != nil {
		t.Fatal(err)
	}
	empty.must("", "demo", "--reset", "--install-only")
	readUnder(t, empty, "onedoor.db")
}

// demoOrders counts the orders that the leader sees: of a number, or all.
func demoOrders(t *testing.T, url, number string) (n int) {
	t.Helper()
	leader := newClient(url)
	leader.signIn(t, "leader1", democity.Password)
	for cursor := ""; ; {
		var l listed
		if err := leader.call(t.Context(), "GET", "/orders?limit=200&q="+number+"&cursor="+cursor, "", nil, &l); err != nil {
			t.Fatal(err)
		}
		if n += len(l.Items); l.Next == "" {
			return n
		}
		cursor = l.Next
	}
}

// demoRequest takes a request on and returns its order's number.
func demoRequest(t *testing.T, url string) string {
	t.Helper()
	seat := newClient(url)
	seat.signIn(t, "seat1", democity.Password)
	var categories struct {
		Items []struct {
			ID   ids.ID `json:"id"`
			Name string `json:"name"`
		} `json:"items"`
	}
	if err := seat.call(t.Context(), "GET", "/categories", "", nil, &categories); err != nil || len(categories.Items) == 0 {
		t.Fatalf("%d categories, err = %v", len(categories.Items), err)
	}
	var out struct {
		Receipts []struct {
			Number string `json:"order_number"`
		} `json:"receipts"`
	}
	in := map[string]any{"door": "phone", "caller_number": "15400008888", "requests": []any{map[string]any{"kind": "help",
		"category_id": categories.Items[len(categories.Items)-1].ID, "title": "演示路口信号灯不亮", "content": "路口信号灯从昨晚起不亮，请派人看看。"}}}
	if err := seat.call(t.Context(), "POST", "/contacts", "", in, &out); err != nil {
		t.Fatal(err)
	}
	return out.Receipts[0].Number
}
