package anchor

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/seal"
)

// TestTree holds root and paths against the definition, and the root against the test vectors of RFC 6962's own
// reference implementation (leaves "", 00, 10, 2021, 3031, 40414243, 50…57, 60…6f).
func TestTree(t *testing.T) {
	inputs := []string{"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}
	roots := []string{"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"}
	var list [][]byte
	for i, text := range inputs {
		raw, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, leafOf(sha256.New, raw))
		if got := hex.EncodeToString(rootOf(sha256.New, list)); got != roots[i] {
			t.Errorf("root of %d leaves: %s", i+1, got)
		}
	}
	for n := 1; n <= 70; n++ {
		list = nil
		for i := range n {
			list = append(list, leafOf(sha256.New, []byte{byte(i)}))
		}
		want := rootOf(sha256.New, list)
		if !bytes.Equal(newTree(sha256.New, list).root(), want) {
			t.Fatalf("the kept tree of %d leaves has another root", n)
		}
		for i := range n {
			path := newTree(sha256.New, list).path(i)
			if !bytes.Equal(climb(sha256.New, list[i], i, n, path), want) {
				t.Fatalf("leaf %d of %d does not lead to the root", i, n)
			}
			if j := (i + 1) % n; j != i && bytes.Equal(climb(sha256.New, list[i], j, n, path), want) {
				t.Fatalf("leaf %d of %d passes as %d", i, n, j)
			}
			if got := climb(sha256.New, list[i], i, n, append(path, want)); got != nil && bytes.Equal(got, want) {
				t.Fatal("a path that is too long passes")
			}
		}
	}
}

func example(t testing.TB, suite string, lines []line) (signed, seal.Signer) {
	t.Helper()
	ring, err := seal.NewRing(suite, time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	by := ring.Signer(SignerLabel)
	newHash := hashOf(suite)
	h := Header{Format: format, Number: 1, Suite: suite, Upto: int64(len(lines)), At: time.Unix(1_700_000_000, 0).UTC(), Key: by.Public(),
		Digest: hex.EncodeToString(running(newHash, nil, lines)), Root: root(newHash, lines)}
	s, err := sign(h, by)
	if err != nil {
		t.Fatal(err)
	}
	return s, by
}

func exampleLines() []line {
	var lines []line
	for i := range 5 {
		sum := sha256.Sum256([]byte{byte(i)})
		lines = append(lines, line{ids.ID(100 + i), int64(i + 1), sum[:]})
	}
	lines[3] = line{}
	return lines
}

// TestFile writes and reads an anchor, and changes every byte of it: each change is found.
func TestFile(t *testing.T) {
	for _, suite := range seal.SuiteNames() {
		lines := exampleLines()
		s, by := example(t, suite, lines)
		var b bytes.Buffer
		if err := write(&b, s, lines); err != nil {
			t.Fatal(err)
		}
		good := func(text []byte) bool {
			f, err := read(bytes.NewReader(text))
			return err == nil && f.by(by.Public()) && f.covers(hashOf(suite), nil, f.lines)
		}
		text := b.Bytes()
		if !good(text) {
			t.Fatal("what was written is not what is read")
		}
		for i := range text {
			changed := bytes.Clone(text)
			changed[i] ^= 1
			if good(changed) {
				t.Fatalf("%s: byte %d changed and it passes: %q", suite, i, changed)
			}
			if good(text[:i]) {
				t.Fatalf("%s: cut to %d bytes and it passes", suite, i)
			}
		}
		if good(append(bytes.Clone(text), "-\n"...)) || good(append(bytes.Clone(text), '\n')) {
			t.Error("longer and it passes")
		}
	}
}

// FuzzRead: no text makes reading panic or take more memory than the anchor says; what is read is written the same.
func FuzzRead(f *testing.F) {
	lines := exampleLines()
	s, by := example(f, seal.Intl, lines)
	var b bytes.Buffer
	if err := write(&b, s, lines); err != nil {
		f.Fatal(err)
	}
	f.Add(b.String())
	f.Add(strings.Replace(b.String(), `"upto":5`, `"upto":65536`, 1))
	f.Add(strings.Replace(b.String(), `"after":0`, `"after":-9223372036854775808`, 1))
	f.Add("{}\n\n")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := read(strings.NewReader(text))
		if err != nil {
			return
		}
		var again bytes.Buffer
		if err := write(&again, got.signed, got.lines); err != nil || again.String() != text {
			t.Errorf("read %q, wrote %q (%v)", text, again.String(), err)
		}
		if got.by(by.Public()) && got.covers(sha256.New, nil, got.lines) && text != b.String() {
			t.Errorf("another text passes: %q", text)
		}
	})
}

func TestGrouped(t *testing.T) {
	for in, want := range map[string]string{"": "", "abc": "abc", "abcd": "abcd", "abcdefgh1": "abcd efgh 1"} {
		if got := Grouped(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
	if s := fmt.Sprint(Problem{Kind: EventChanged, Subject: 4, Order: "YM1", Pos: 2, Seq: 9, Detail: "is wrong"}); s != "event_changed    chain 4, order YM1, position 2, number 9: is wrong" {
		t.Errorf("%q", s)
	}
}
