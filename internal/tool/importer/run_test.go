package importer

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"onedoor/internal/catalogue"
	"onedoor/internal/clock"
	"onedoor/internal/directory"
	"onedoor/internal/platform/blob"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/vault"
	"onedoor/internal/workorder"
)

type noNames struct{}

func (noNames) StaffName(store.Queryer, ids.ID) string    { return "" }
func (noNames) CategoryName(store.Queryer, ids.ID) string { return "" }
func (noNames) DivisionName(store.Queryer, string) string { return "" }

type anyUnit struct{}

func (anyUnit) Receives(store.Queryer, ids.ID) error  { return nil }
func (anyUnit) UnitName(store.Queryer, ids.ID) string { return "" }

type noLimits struct{}

func (noLimits) Limit(store.Queryer, workorder.LimitFor) (workorder.Limit, error) {
	return workorder.Limit{}, nil
}
func (noLimits) Calendar(store.Queryer) (clock.Calendar, error) {
	return catalogue.ShippedCalendar(), nil
}

var tables = []store.Migrations{directory.Migrations, vault.Migrations, workorder.Migrations}

func deps(t *testing.T, st *store.Store) Deps {
	t.Helper()
	w := testkit.NewWorld(st)
	ring, err := seal.NewRing("intl", testkit.Monday)
	if err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.Open(t.TempDir(), w.Clock)
	if err != nil {
		t.Fatal(err)
	}
	return Deps{Store: st, Directory: directory.New(st, w.Ledger, w.Clock, nil), Vault: vault.New(st, w.Ledger, w.Clock, ring, vault.DefaultConfig),
		Orders: workorder.New(workorder.Deps{Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Blobs: blobs, Units: anyUnit{}, Names: noNames{}, Limits: noLimits{}}, workorder.Options{})}
}

func write(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func zipped(t *testing.T, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const head = "kind,title,time,content,unit,status,reply\n"

func jsonRow(n int, kind, status, unit string) string {
	return fmt.Sprintf(`{"kind":%q,"title":"路灯不亮 %d","time":"2016-03-04 05:06:07","content":"第 %d 盏灯不亮，请打 13812345678","unit":%q,"status":%q,"reply":""}`+"\n", kind, n, n, unit, status)
}

func orders(t *testing.T, st *store.Store) (n int) {
	t.Helper()
	if err := st.Read(t.Context()).QueryRow(`SELECT COUNT(*) FROM workorder_order`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestRun(t *testing.T) {
	table := head + "投诉,标题,2016-03-04 05:06:07,\"内容，有逗号\n换行\",市工商局,办结,已处理\n咨询,=1+1,2016-03-05 00:00:00,内容,市工商局,处理中,\n"
	book := excelize.NewFile()
	for i, line := range [][]any{{"kind", "title", "time", "content", "unit", "status", "reply"}, {"投诉", "标题", "2016-03-04 05:06:07", "内容", "市工商局", "办结", "已处理"}, {}, {"咨询", "另一件", "2016-03-05 05:06:07", "内容", "市工商局", "办结", ""}} {
		if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &line); err != nil {
			t.Fatal(err)
		}
	}
	var sheet bytes.Buffer
	if err := book.Write(&sheet); err != nil {
		t.Fatal(err)
	}
	lines := []byte(jsonRow(1, "投诉", "办结", "市工商局") + "\n" + jsonRow(2, "咨询", "处理中", "市工商局"))
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		d := deps(t, st)
		want := 0
		for _, c := range []struct {
			name    string
			file    string
			content []byte
		}{
			{"CSV", "a.csv", []byte(table)}, {"CSVWithMark", "b.csv", []byte("\ufeff" + strings.ReplaceAll(table, "内容", "带标记"))},
			{"Semicolons", "c.csv", []byte("kind;title;time;content;unit;status;reply\n投诉;分号;2016-03-04;内容;甲局;办结;好\n投诉;分号二;2016-03-04;内容;甲局;办结;好\n")},
			{"JSONL", "d.jsonl", lines}, {"XLSX", "e.xlsx", sheet.Bytes()},
			{"Gzip", "f.bin", zipped(t, []byte(jsonRow(11, "投诉", "办结", "乙局")+jsonRow(12, "投诉", "办结", "乙局")))},
		} {
			t.Run(c.name, func(t *testing.T) {
				path := write(t, c.file, c.content)
				r, err := Run(t.Context(), d, path, Options{})
				want += 2
				if err != nil || r.Read != 2 || r.Taken != 2 || len(r.Rejects) != 0 || orders(t, st) != want {
					t.Fatalf("report %+v, %d orders, err = %v; want 2 taken, %d orders", r, orders(t, st), err, want)
				}
				r, err = Run(t.Context(), d, path, Options{})
				if err != nil || r.Taken != 0 || r.Known != 2 || orders(t, st) != want {
					t.Fatalf("second run: %+v, err = %v; want nothing added", r, err)
				}
			})
		}
		t.Run("EqualRows", func(t *testing.T) {
			row := jsonRow(21, "投诉", "办结", "丙局")
			path := write(t, "same.jsonl", []byte(row+row+row))
			r, err := Run(t.Context(), d, path, Options{})
			if err != nil || r.Taken != 3 {
				t.Fatalf("%+v, %v; want every equal row once", r, err)
			}
			if r, err = Run(t.Context(), d, path, Options{}); err != nil || r.Taken != 0 {
				t.Fatalf("second run: %+v, %v", r, err)
			}
		})
		t.Run("Masked", func(t *testing.T) {
			var n int
			if err := st.Read(t.Context()).QueryRow(`SELECT COUNT(*) FROM workorder_order WHERE content LIKE '%13812345678%'`).Scan(&n); err != nil || n != 0 {
				t.Errorf("%d orders show a citizen's number, err = %v", n, err)
			}
			if err := st.Read(t.Context()).QueryRow(`SELECT COUNT(*) FROM vault_text`).Scan(&n); err != nil || n == 0 {
				t.Errorf("%d originals were sealed, err = %v", n, err)
			}
		})
		t.Run("UnknownTimes", func(t *testing.T) {
			var n int
			if err := st.Read(t.Context()).QueryRow(`SELECT COUNT(*) FROM workorder_order WHERE replied_at <> 0 OR completed_at <> 0`).Scan(&n); err != nil || n != 0 {
				t.Errorf("%d orders have a time that nobody recorded, err = %v", n, err)
			}
		})
	}, tables...)
}

func TestRun_Rejects(t *testing.T) {
	good := jsonRow(1, "投诉", "办结", "甲局")
	for name, c := range map[string]struct{ row, code string }{
		"Kind":      {jsonRow(2, "闲聊", "办结", "甲局"), "import.unknown_kind"},
		"State":     {jsonRow(2, "投诉", "丢失", "甲局"), "import.unknown_state"},
		"Time":      {strings.Replace(jsonRow(2, "投诉", "办结", "甲局"), "2016-03-04", "16年3月", 1), "import.bad_time"},
		"Type":      {`{"kind":"投诉","title":["a"],"time":"","content":"x","unit":"","status":"办结","reply":""}` + "\n", "import.wrong_type"},
		"Syntax":    {`{"kind":"投诉",` + "\n", "import.syntax"},
		"Array":     {"[1,2]\n", "import.syntax"},
		"Empty":     {`{"kind":"投诉","title":" ","time":"","content":"","unit":"","status":"办结","reply":""}` + "\n", "workorder.import_row"},
		"Nul":       {`{"kind":"投诉","title":"a","time":"","content":"x` + `\u0000` + `","unit":"","status":"办结","reply":""}` + "\n", "import.encoding"},
		"HugeLine":  {`{"kind":"` + strings.Repeat("长", maxLine/3+1) + "\"}\n", "import.line_too_long"},
		"HugeText":  {`{"kind":"投诉","title":"a","time":"","content":"` + strings.Repeat("长", 30000) + `","unit":"","status":"办结","reply":""}` + "\n", "workorder.import_row"},
		"OpenNoOne": {jsonRow(2, "投诉", "处理中", ""), "workorder.import_row"},
	} {
		t.Run(name, func(t *testing.T) {
			st := testkit.Store(t, tables...)
			r, err := Run(t.Context(), deps(t, st), write(t, "x.jsonl", []byte(good+c.row+jsonRow(3, "咨询", "办结", "甲局"))), Options{})
			if err != nil || r.Taken != 2 || len(r.Rejects) != 1 {
				t.Fatalf("%+v, err = %v; want the two good rows taken and the bad one named", r, err)
			}
			if x := r.Rejects[0]; x.Line != 2 || x.Code != c.code || x.Reason == "" {
				t.Errorf("reject = %+v, want line 2, %s", x, c.code)
			}
		})
	}
}

// TestRun_Outcomes takes a row whose outcome nobody can read, and tells the word.
func TestRun_Outcomes(t *testing.T) {
	mapping, err := parseMapping([]byte("source: s\ncolumns: {kind: kind, title: title, content: content, state: status, reply: reply, outcome: result}\n" +
		"kinds: {投诉: complaint}\nstates: {办结: archived}\noutcomes: {好了: resolved}\ncreate_missing_units: true\n"))
	if err != nil {
		t.Fatal(err)
	}
	st := testkit.Store(t, tables...)
	file := "kind,title,content,status,reply,result\n投诉,一,内容,办结,答,好了\n投诉,二,内容,办结,答,差不多\n投诉,三,内容,办结,答,差不多\n投诉,四,内容,办结,答,\n"
	r, err := Run(t.Context(), deps(t, st), write(t, "o.csv", []byte(file)), Options{Mapping: &mapping})
	if err != nil || r.Taken != 4 || len(r.Outcomes) != 1 || r.Outcomes["“差不多”"] != 2 {
		t.Fatalf("%+v, err = %v; want four taken and one strange word told twice", r, err)
	}
}

func TestRun_Files(t *testing.T) {
	st := testkit.Store(t, tables...)
	d := deps(t, st)
	for name, c := range map[string]struct {
		content []byte
		want    *fault.Fault
	}{
		"Empty": {nil, ErrFile}, "Blank": {[]byte(" \n\n"), ErrFile}, "Binary": {[]byte("\x7fELF\x00\x00\x01"), ErrFile},
		"OtherColumns": {[]byte("a,b\n1,2\n"), ErrColumns}, "BrokenGzip": {[]byte("\x1f\x8bxx"), ErrFile}, "BrokenXLSX": {[]byte("PK\x03\x04zzzz"), ErrFile},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Run(t.Context(), d, write(t, "f", c.content), Options{}); !errors.Is(err, c.want) {
				t.Errorf("err = %v, want %s", err, c.want.Code)
			}
		})
	}
	t.Run("NoFile", func(t *testing.T) {
		if _, err := Run(t.Context(), d, filepath.Join(t.TempDir(), "none"), Options{}); !errors.Is(err, ErrFile) {
			t.Errorf("err = %v", err)
		}
	})
	t.Run("DryRun", func(t *testing.T) {
		r, err := Run(t.Context(), d, write(t, "d.jsonl", []byte(jsonRow(1, "投诉", "办结", "甲局"))), Options{DryRun: true})
		if err != nil || r.Read != 1 || r.Taken != 0 || orders(t, st) != 0 {
			t.Errorf("%+v, %d orders, err = %v", r, orders(t, st), err)
		}
	})
}

// TestRun_Interrupted stops an import between batches and runs it again: every row is there once.
func TestRun_Interrupted(t *testing.T) {
	st := testkit.Store(t, tables...)
	d := deps(t, st)
	var b strings.Builder
	const rows = 3*batch + 17
	for n := range rows {
		b.WriteString(jsonRow(n, "投诉", "办结", fmt.Sprintf("第%d局", n%7)))
	}
	path := write(t, "long.jsonl", []byte(b.String()))
	ctx, cancel := context.WithCancel(t.Context())
	first, err := Run(ctx, d, path, Options{Progress: func(_, _ int64, rows int) {
		if rows >= 2*batch {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || first.Taken != 2*batch {
		t.Fatalf("first run: %+v, err = %v", first, err)
	}
	second, err := Run(t.Context(), d, path, Options{})
	if err != nil || second.Known != 2*batch || second.Taken != rows-2*batch || orders(t, st) != rows {
		t.Fatalf("second run: %+v, %d orders, err = %v", second, orders(t, st), err)
	}
}

func TestLoadMapping(t *testing.T) {
	for name, text := range map[string]string{
		"Unknown": "sorce: x\n", "NoSource": "columns: {title: a}\n", "Field": "source: x\ncolumns: {titel: a}\n", "NoWords": "source: x\ncolumns: {kind: a}\n",
		"Kind": "source: x\ncolumns: {title: a}\nkinds: {甲: nonsense}\n", "State": "source: x\ncolumns: {title: a}\nstates: {甲: nonsense}\n", "Outcome": "source: x\ncolumns: {title: a}\noutcomes: {甲: nonsense}\n", "Zone": "source: x\nzone: Mars\ncolumns: {title: a}\n",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := LoadMapping(write(t, "m.yaml", []byte(text))); !errors.Is(err, ErrMapping) {
				t.Errorf("err = %v, want import.mapping", err)
			}
		})
	}
}

// TestAcceptOrders takes a real city's public records, where they lie beside the checkout.
func TestAcceptOrders(t *testing.T) {
	path := testkit.Record(t, "messages/zhuhai-12345-2015-2017.jsonl.gz")
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		d := deps(t, st)
		start := time.Now()
		r, err := Run(t.Context(), d, path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%d rows read, %d taken, %d rejected, in %v", r.Read, r.Taken, len(r.Rejects), time.Since(start).Round(time.Millisecond))
		if r.Read != 2842 || r.Taken < 2840 || orders(t, st) != r.Taken || r.Taken+len(r.Rejects) != r.Read {
			t.Errorf("%d read, %d taken, %d orders, %d rejects", r.Read, r.Taken, orders(t, st), len(r.Rejects))
		}
		again, err := Run(t.Context(), d, path, Options{})
		if err != nil || again.Taken != 0 || orders(t, st) != r.Taken {
			t.Errorf("a second run added %d, err = %v", again.Taken, err)
		}
	}, tables...)
}

// TestRecords reads a file without writing anything: words stay as they were, and a bad row does not end the file.
func TestRecords(t *testing.T) {
	path := write(t, "rows.jsonl", []byte(jsonRow(1, "投诉", "办结", "市工商局")+"{\"kind\":\n"+jsonRow(3, "骂人", "办结", "")+jsonRow(4, "咨询", "处理中", "市水务局")))
	mapping, err := parseMapping([]byte("source: s\ncolumns: {kind: kind, title: title, content: content, created_at: time, unit: unit, state: status}\nzone: Asia/Shanghai\n" +
		"time_formats: [\"2006-01-02 15:04:05\"]\nkinds: {投诉: complaint, 咨询: consult}\nstates: {办结: archived, 处理中: handling}\nunits: {市工商局: 市市场监管局}\n"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := Open(path, Options{Mapping: &mapping})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	if digest, err := r.Digest(); err != nil || len(digest) != 32 { // reading on is not disturbed by it
		t.Errorf("digest %x, %v", digest, err)
	}
	var got []string
	for rec, err := range r.All() {
		if err != nil {
			t.Fatal(err)
		}
		code := "ok"
		if rec.Err != nil {
			code = fault.Of(rec.Err).Code
		}
		got = append(got, fmt.Sprintf("%d/%d %s %s %s", rec.Row, rec.Line, code, rec.Unit, rec.Order.Title))
		if rec.Err == nil && !strings.Contains(rec.Order.Content, "13812345678") {
			t.Errorf("the words were changed: %s", rec.Order.Content)
		}
	}
	want := []string{"1/1 ok 市市场监管局 路灯不亮 1", "2/2 import.syntax  ", "3/3 import.unknown_kind  ", "4/4 ok 市水务局 路灯不亮 4"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("got %q, want %q", got, want)
	}
	if _, err := Open(path, Options{Mapping: &Mapping{Columns: map[string]string{"content": "words"}}}); !errors.Is(err, ErrColumns) {
		t.Errorf("a mapping that does not fit: %v", err)
	}
}
