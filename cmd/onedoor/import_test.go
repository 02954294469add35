package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// imported is what `import orders` says that it did.
type imported struct{ read, taken, known, rejected int }

var importReport = regexp.MustCompile(`(\d+) rows read, (\d+) taken, (\d+) already there, (\d+) rejected`)

func (p *program) importOrders(args ...string) (r imported) {
	p.t.Helper()
	out := p.must("", append([]string{"import", "orders"}, args...)...)
	found := importReport.FindStringSubmatch(out)
	if found == nil {
		p.t.Fatalf("no report: %s", out)
	}
	for i, n := range []*int{&r.read, &r.taken, &r.known, &r.rejected} {
		*n, _ = strconv.Atoi(found[i+1]) // digits
	}
	return r
}

// counted asks the database itself how many rows a table has.
func (p *program) counted(t *testing.T, queries ...string) []int {
	t.Helper()
	st, err := store.Open(t.Context(), store.Config{Engine: p.engine, Path: p.settings().DatabasePath(), URL: p.url, Lanes: 1}, migrations...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	list := make([]int, len(queries))
	for i, q := range queries {
		if err := st.Read(t.Context()).QueryRow(`SELECT COUNT(*) FROM ` + q).Scan(&list[i]); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
	return list
}

// TestImport_ManyRejects holds that more rejected rows than a screen holds are named in a file without being asked for,
// and that a few are not.
func TestImport_ManyRejects(t *testing.T) {
	p := newProgram(t, store.SQLite)
	text := "number,kind,title,content,created_at,unit,state,reply\nT000,投诉,路灯不亮,路口的路灯不亮。,2026-03-02 08:03,市城管局,已归档,已修好。\n"
	for n := range namedRejects {
		text += fmt.Sprintf("T%03d,没有这一类,路灯不亮,第 %d 盏路灯不亮。,2026-03-02 08:03,市城管局,已归档,已修好。\n", n+1, n)
	}
	file := writeFile(t, "orders.csv", text)
	if r := p.importOrders(file); r.taken != 1 || r.rejected != namedRejects {
		t.Errorf("%+v", r)
	}
	if _, err := os.Stat(file + ".rejects.csv"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file for what the screen names: %v", err)
	}
	file = writeFile(t, "more.csv", text+"T900,也没有这一类,井盖破损,井盖破损。,2026-03-02 08:03,市城管局,已归档,已修好。\n")
	out := p.must("", "import", "orders", file)
	if !strings.Contains(out, "every rejected row is named in "+file+".rejects.csv") || strings.Count(out, "  line ") != namedRejects {
		t.Errorf("%s", out)
	}
	raw, err := os.ReadFile(file + ".rejects.csv")
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil || len(lines) != 1+namedRejects+1 || lines[len(lines)-1][0] != "23" || lines[len(lines)-1][1] != "import.unknown_kind" || lines[len(lines)-1][2] == "" {
		t.Errorf("%q, %v", lines, err)
	}
}

// TestAcceptImport takes a real city's public records with the real program, where they lie beside the checkout: every
// row is an order or a named reject, and a second run adds nothing.
func TestAcceptImport(t *testing.T) {
	file := testkit.Record(t, "messages/zhuhai-12345-2015-2017.jsonl.gz")
	eachEngine(t, func(t *testing.T, p *program) {
		rejects := filepath.Join(t.TempDir(), "rejects.csv")
		start := time.Now()
		first := p.importOrders(file, "--rejects", rejects)
		took := time.Since(start)
		n := p.counted(t, "workorder_order", "workorder_source", "ledger_event WHERE kind = 'workorder.imported'")
		if first.read != 2842 || first.taken < 2840 || first.taken+first.rejected != first.read || n[0] != first.taken || n[1] != first.taken || n[2] != first.taken {
			t.Errorf("%+v; %d orders from %d sources with %d events", first, n[0], n[1], n[2])
		}
		text, err := os.ReadFile(rejects)
		if err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		if err != nil || len(lines) != 1+first.rejected {
			t.Errorf("%d rejects in the file, want %d, err = %v", len(lines)-1, first.rejected, err)
		}
		for _, line := range lines[1:] {
			if line[0] == "" || !strings.Contains(line[1], ".") || line[2] == "" {
				t.Errorf("a reject without line, code or reason: %q", line)
			}
		}
		again := p.importOrders(file)
		if again.taken != 0 || again.known != first.taken || p.counted(t, "workorder_order")[0] != first.taken {
			t.Errorf("again: %+v, %d orders", again, p.counted(t, "workorder_order")[0])
		}
		if out := p.must("", "doctor"); !strings.Contains(out, "all is well") {
			t.Errorf("doctor: %s", out)
		}
		t.Logf("%s: %d read, %d taken, %d rejected in %v; again: %d taken", p.engine, first.read, first.taken, first.rejected, took.Round(time.Millisecond), again.taken)
	})
}

// oldOrders writes a file of historical orders in which every third row holds a number and every fifth is the same as the
// one before.
func oldOrders(t *testing.T, rows int) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	lines := json.NewEncoder(z)
	for n := range rows {
		if n%5 == 4 {
			n--
		}
		words := fmt.Sprintf("第 %d 盏路灯连续三晚不亮。", n)
		if n%3 == 0 {
			words += fmt.Sprintf("请打 1380000%04d。", n)
		}
		if err := lines.Encode(map[string]string{"kind": "投诉", "title": fmt.Sprintf("路灯不亮 %d", n), "time": "2016-03-04 05:06:07", "content": words,
			"unit": fmt.Sprintf("第%d管理所", n%17), "status": "办结", "reply": "已修复。"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return writeFile(t, "old.jsonl.gz", b.String())
}

// TestImportKill kills an import with kill -9 at random moments and runs it again: in the end every row is there once,
// with its event, its unit and the sealed original of its words.
func TestImportKill(t *testing.T) {
	const rows, kills = 6000, 5
	file := oldOrders(t, rows)
	random := rand.New(rand.NewPCG(rows, 3)) //nolint:gosec // a test's dice
	eachEngine(t, func(t *testing.T, p *program) {
		p.must(testPassword+"\n", "user", "add", "--login", "unit-admin", "--name", "管理员", "--role", "admin")
		partial, before := 0, 0
		for round := range kills {
			p.killImport(t, file, round > 0 && round%2 == 0, time.Duration(random.IntN(200))*time.Millisecond)
			n := p.counted(t, "workorder_order", "workorder_source", "ledger_event WHERE kind = 'workorder.imported'")
			if n[0] != n[1] || n[0] != n[2] || n[0] < before {
				t.Fatalf("after kill %d: %d orders, %d sources, %d events, %d before", round+1, n[0], n[1], n[2], before)
			}
			if before = n[0]; before > 0 && before < rows {
				partial++
			}
			t.Logf("kill %d: %d of %d rows taken", round+1, before, rows)
			if before == rows {
				break
			}
		}
		if partial == 0 {
			t.Error("no kill came in the middle: the test shows nothing")
		}
		last := p.importOrders(file)
		if last.read != rows || last.known != before || last.taken != rows-before || last.rejected != 0 {
			t.Errorf("the last run: %+v, %d were there", last, before)
		}
		n := p.counted(t, "workorder_order", "workorder_source", "ledger_event WHERE kind = 'workorder.imported'", "(SELECT DISTINCT subject FROM ledger_event WHERE kind = 'workorder.imported') x",
			"directory_unit", "vault_text", "(SELECT DISTINCT subject FROM vault_text) x", "workorder_order WHERE content LIKE '%1380000%'", "workorder_reply")
		numbers := 0
		for row := range rows {
			if row%5 == 4 {
				row--
			}
			if row%3 == 0 {
				numbers++
			}
		}
		if want := []int{rows, rows, rows, rows, 17, numbers, numbers, 0, rows}; fmt.Sprint(n) != fmt.Sprint(want) {
			t.Errorf("orders, sources, events, their orders, units, originals, their orders, unmasked, replies: %v, want %v", n, want)
		}
		if out := p.must("", "doctor"); !strings.Contains(out, "all is well") {
			t.Errorf("doctor: %s", out)
		}
	})
}

// killImport starts an import and kills it a while after it began, or after it told of its first rows.
func (p *program) killImport(t *testing.T, file string, told bool, after time.Duration) {
	t.Helper()
	cmd := exec.Command(p.path, "--data", p.data, "import", "orders", file)
	cmd.Env = p.env
	pipe, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(pipe)
	for told && lines.Scan() && !strings.Contains(lines.Text(), "importing: ") {
	}
	time.Sleep(after) // the moment of the kill, not a synchronisation
	_ = cmd.Process.Signal(syscall.SIGKILL)
	_ = cmd.Wait() // it was killed
}
