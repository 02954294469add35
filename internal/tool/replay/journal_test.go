package replay

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
)

func opened(t *testing.T, path, run string) *journal {
	t.Helper()
	j, err := openJournal(path, run)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.close() })
	return j
}

func put(t *testing.T, j *journal, list ...entry) {
	t.Helper()
	for _, e := range list {
		if err := j.put(e); err != nil {
			t.Fatal(err)
		}
	}
}

func content(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestJournal(t *testing.T) {
	path := file(t, "journal", "")
	j := opened(t, path, "ABCDE")
	put(t, j, entry{Row: 1, What: whatForm, Token: "token-of-row-one-0001"}, entry{Row: 1, What: whatReceipt, Number: "YM1", Code: "AAAA"},
		entry{Row: 1, What: whatOrder, Order: "77", OrderNumber: "O1"}, entry{Row: 1, What: whatVerb, Verb: "sign"}, entry{Row: 1, What: whatVerb, Verb: "sign"},
		entry{Row: 2, What: whatForm, Token: "token-of-row-two-0002"}, entry{Row: 3, What: whatReceipt, Number: "YM3", Code: "CCCC", Order: "79", OrderNumber: "O3"},
		entry{Row: 3, What: whatEnd}, entry{Row: 4, What: whatRefused, Problem: "x"})
	again := opened(t, path, "ABCDE")
	for _, x := range []*journal{j, again} {
		one, two, three, four := x.of(1), x.of(2), x.of(3), x.of(4)
		if one.Number != "YM1" || one.Code != "AAAA" || one.Order != "77" || one.OrderNumber != "O1" || one.Verbs["sign"] != 2 || one.Ended {
			t.Errorf("row 1: %+v", one)
		}
		if two.acknowledged() || two.Token != "token-of-row-two-0002" || !three.Ended || three.Order != "79" || four.Refused != "x" || !four.Ended {
			t.Errorf("rows 2 to 4: %+v %+v %+v", two, three, four)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may read the query codes: %v %v", info.Mode(), err)
	}
}

// TestJournalTorn cuts a journal at every byte of its last line: what stood before is whole, and the next line begins
// where the torn one did.
func TestJournalTorn(t *testing.T) {
	path := file(t, "journal", "")
	j := opened(t, path, "ABCDE")
	put(t, j, entry{Row: 1, What: whatReceipt, Number: "YM1", Code: "AAAA"})
	whole := content(t, path)
	put(t, j, entry{Row: 2, What: whatReceipt, Number: "YM2", Code: "BBBB"})
	full := content(t, path)
	for cut := len(whole); cut < len(full); cut++ {
		torn := file(t, "torn", full[:cut])
		j := opened(t, torn, "ABCDE")
		if j.of(1).Number != "YM1" || j.of(2).acknowledged() {
			t.Fatalf("cut at %d: %+v", cut, j.all())
		}
		put(t, j, entry{Row: 3, What: whatReceipt, Number: "YM3", Code: "CCCC"})
		if again := opened(t, torn, "ABCDE"); again.of(3).Number != "YM3" || strings.Count(content(t, torn), "\n") != 3 {
			t.Fatalf("cut at %d: %s", cut, content(t, torn))
		}
	}
	if j := opened(t, file(t, "torn head", full[:10]), "ABCDE"); len(j.all()) != 0 {
		t.Error("a torn first line")
	}
}

func TestJournalRefused(t *testing.T) {
	good := `{"run":"ABCDE"}` + "\n"
	for name, text := range map[string]string{"OtherRun": `{"run":"ZZZZZ"}` + "\n", "NoRun": `{"row":1}` + "\n", "NoJournal": "kind,title\n", "Middle": good + "garbage\n" + `{"row":1}` + "\n",
		"Binary": "\x00\x01\x02\n", "Type": good + `{"row":"one"}` + "\n"} {
		path := file(t, "journal", text)
		_, err := openJournal(path, "ABCDE")
		refused(t, name, err, ErrJournal, path)
		if content(t, path) != text {
			t.Errorf("%s: the file was changed", name)
		}
	}
	_, err := openJournal("/does/not/exist/journal", "ABCDE")
	refused(t, "no folder", err, ErrJournal)
	j := opened(t, file(t, "journal", ""), "ABCDE")
	_ = j.file.Close() // a disk that fails
	for range 2 {
		if err := j.put(entry{Row: 1, What: whatEnd}); !errors.Is(err, ErrJournal) {
			t.Errorf("a write that failed: %v", err)
		}
	}
}

// TestJournalTogether has many rows write at once: every line is whole and there once.
func TestJournalTogether(t *testing.T) {
	path := file(t, "journal", "")
	j := opened(t, path, "ABCDE")
	var wg sync.WaitGroup
	for row := 1; row <= 50; row++ {
		wg.Go(func() {
			for n := range 4 {
				if err := j.put(entry{Row: row, What: whatVerb, Verb: fmt.Sprint("verb", n)}); err != nil {
					t.Error(err)
				}
				if !strings.Contains(content(t, path), fmt.Sprintf(`"row":%d,`, row)) {
					t.Errorf("row %d went on before its line was there", row)
				}
			}
		})
	}
	wg.Wait()
	again := opened(t, path, "ABCDE")
	for row := 1; row <= 50; row++ {
		if len(again.of(row).Verbs) != 4 {
			t.Errorf("row %d: %v", row, again.of(row).Verbs)
		}
	}
}

func TestAccounts(t *testing.T) {
	list, err := LoadAccounts(file(t, "accounts.csv", "login,password\n# seats\nseat1,\"a, long one\"\n officer1,x y\n"))
	if err != nil || len(list) != 2 || list[0] != (Account{"seat1", "a, long one"}) || list[1] != (Account{"officer1", "x y"}) {
		t.Errorf("%v, %v", list, err)
	}
	for name, c := range map[string][2]string{"Empty": {"", ""}, "Head": {"login,password\n", ""}, "OneCell": {"login,password\nseat1\n", "第 2 行"}, "Three": {"seat1,secret,x\n", "第 1 行"},
		"NoPassword": {"a,b\nseat1,\n", "第 2 行"}, "Quote": {"a,b\nseat1,\"secret\n", "第"}, "Many": {strings.Repeat("a,b\n", 3000), "2000"}} {
		_, err := LoadAccounts(file(t, "accounts.csv", c[0]))
		refused(t, name, err, ErrAccounts, c[1])
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s tells a password: %v", name, err)
		}
	}
	_, err = LoadAccounts("/does/not/exist")
	refused(t, "no file", err, ErrAccounts)
}

func TestPercentile(t *testing.T) {
	f := newFigures()
	for n := range 100 {
		f.add("sign", milliseconds(100-n))
	}
	f.add("reply", milliseconds(3))
	by, all := f.sum()
	if want := (Latency{100, 50, 95, 99, 100}); by["sign"] != want || by["reply"] != (Latency{1, 3, 3, 3, 3}) || all != 101 {
		t.Errorf("%+v, %d requests", by, all)
	}
}
