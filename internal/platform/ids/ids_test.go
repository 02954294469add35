package ids

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestNew(t *testing.T) {
	t.Run("Ascending", func(t *testing.T) {
		before := New()
		for range 200_000 { // more than one millisecond's sequence holds
			next := New()
			if next <= before {
				t.Fatalf("%d after %d", next, before)
			}
			before = next
		}
	})
	t.Run("SideBySide", func(t *testing.T) {
		const workers, each = 8, 20_000
		made := make([][]ID, workers)
		var wg sync.WaitGroup
		for i := range made {
			wg.Go(func() {
				for range each {
					made[i] = append(made[i], New())
				}
			})
		}
		wg.Wait()
		seen := make(map[ID]bool, workers*each)
		for _, list := range made {
			for i, id := range list {
				if seen[id] {
					t.Fatalf("%d was made twice", id)
				}
				if i > 0 && id <= list[i-1] {
					t.Fatalf("%d after %d in one goroutine", id, list[i-1])
				}
				seen[id] = true
			}
		}
	})
	t.Run("ClockStepsBack", func(t *testing.T) {
		ahead := (time.Now().Add(time.Hour).UnixMilli() - epochMillis) << sequenceBits
		last.Store(ahead) // as if the machine's clock had been an hour ahead until now
		t.Cleanup(func() { last.Store(0) })
		first, second := New(), New()
		if second != first+1 || first.Time().Before(time.Now().Add(59*time.Minute)) {
			t.Errorf("%d, %d at %s", first, second, first.Time())
		}
	})
	t.Run("SequenceRunsOver", func(t *testing.T) {
		full := (time.Now().Add(time.Hour).UnixMilli()-epochMillis)<<sequenceBits | (1<<sequenceBits - 1)
		last.Store(full - 1)
		t.Cleanup(func() { last.Store(0) })
		end, next := New(), New()
		if next <= end || !next.Time().Equal(end.Time().Add(time.Millisecond)) {
			t.Errorf("%d of %s, then %d of %s", end, end.Time(), next, next.Time())
		}
	})
	t.Run("Time", func(t *testing.T) {
		last.Store(0)
		before := time.Now().Truncate(time.Millisecond)
		if at := New().Time(); at.Before(before) || at.After(time.Now()) {
			t.Errorf("made at %s, says %s", before, at)
		}
	})
	// Two processes of one node begin each millisecond at different places.
	t.Run("OtherProcess", func(t *testing.T) {
		begins := map[int64]bool{}
		for range 8 {
			last.Store(0)
			begins[int64(New())&(1<<sequenceBits-1)] = true
		}
		if len(begins) < 2 {
			t.Errorf("every process begins at %v", begins)
		}
	})
}

func TestSetNode(t *testing.T) {
	t.Cleanup(func() { node.Store(0) })
	for _, n := range []int{-1, MaxNode + 1} {
		if SetNode(n) == nil {
			t.Errorf("node %d was taken", n)
		}
	}
	if err := SetNode(MaxNode); err != nil {
		t.Fatal(err)
	}
	one := New()
	if err := SetNode(1); err != nil {
		t.Fatal(err)
	}
	other := New()
	if n := int64(one) >> (sequenceBits + sideBits) & MaxNode; n != MaxNode {
		t.Errorf("node %d", n)
	}
	if n := int64(other) >> (sequenceBits + sideBits) & MaxNode; n != 1 {
		t.Errorf("node %d", n)
	}
}

func TestParse(t *testing.T) {
	for text, want := range map[string]ID{"1": 1, "9223372036854775807": math.MaxInt64, "0042": 42} {
		if id, err := Parse(text); err != nil || id != want {
			t.Errorf("%q: %d, %v", text, id, err)
		}
	}
	for _, text := range []string{"", "0", "-1", "+1", "1.0", "1e3", " 1", "1 ", "0x1", "1_000", "9223372036854775808", "１２３",
		strings.Repeat("0", 19) + "1", "1\x00", "null", "1;DROP TABLE x"} {
		if id, err := Parse(text); !errors.Is(err, ErrMalformed) || id != 0 {
			t.Errorf("%q: %d, %v", text, id, err)
		}
	}
}

func TestJSON(t *testing.T) {
	type box struct {
		ID    ID    `json:"id"`
		Maybe *ID   `json:"maybe,omitempty"`
		Param Param `json:"param"`
	}
	t.Run("BeyondABrowsersNumbers", func(t *testing.T) {
		big := ID(math.MaxInt64)
		text, err := json.Marshal(box{ID: big, Maybe: &big})
		if err != nil || string(text) != `{"id":"9223372036854775807","maybe":"9223372036854775807","param":null}` {
			t.Fatalf("%s %v", text, err)
		}
		var back box
		if err := json.Unmarshal(text, &back); err != nil || back.ID != big || *back.Maybe != big {
			t.Errorf("%+v %v", back, err)
		}
	})
	t.Run("None", func(t *testing.T) {
		for _, text := range []string{`null`, `""`} {
			id := ID(7)
			if err := json.Unmarshal([]byte(text), &id); err != nil || id != 0 {
				t.Errorf("%s: %d %v", text, id, err)
			}
		}
		if ID(0).String() != "" {
			t.Error("the zero ID is shown as a number")
		}
	})
	t.Run("Refused", func(t *testing.T) {
		for _, text := range []string{`5`, `1.5`, `true`, `{}`, `[]`, `"x"`, `"-1"`, `"0"`, `"9223372036854775808"`} {
			id := ID(7)
			if err := json.Unmarshal([]byte(text), &id); err == nil || id != 7 {
				t.Errorf("%s gave %d", text, id)
			}
		}
	})
	t.Run("Key", func(t *testing.T) {
		text, err := json.Marshal(map[ID]int{5: 1})
		var back map[ID]int
		if err != nil || json.Unmarshal(text, &back) != nil || back[5] != 1 {
			t.Errorf("%s %v", text, back)
		}
	})
}

func TestParam(t *testing.T) {
	var p Param
	if err := p.UnmarshalText([]byte("42")); err != nil || p.ID != 42 {
		t.Errorf("%d %v", p.ID, err)
	}
	if err := p.UnmarshalText([]byte("4 2")); !errors.Is(err, ErrMalformed) || p.ID != 42 {
		t.Errorf("%d %v", p.ID, err)
	}
	if err := p.UnmarshalText(nil); err != nil || p.ID != 0 {
		t.Errorf("%d %v", p.ID, err)
	}
	if s := p.Schema(nil); s.Type != "string" || s.Pattern == "" {
		t.Errorf("%+v", s)
	}
}

// FuzzParse holds that only positive 63-bit decimal numbers are taken, and that what is taken is written the same.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "1", "-5", "007", "9223372036854775808", "1e9", "\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		id, err := Parse(text)
		if err != nil {
			if n, bad := strconv.ParseUint(text, 10, 63); bad == nil && n > 0 && len(text) <= 19 {
				t.Fatalf("%q was refused", text)
			}
			return
		}
		if id <= 0 || id.String() != strings.TrimLeft(text, "0") {
			t.Fatalf("%q became %d", text, id)
		}
		var back ID
		raw, err := json.Marshal(id)
		if err != nil || json.Unmarshal(raw, &back) != nil || back != id {
			t.Fatalf("%d became %s, then %d", id, raw, back)
		}
	})
}

func TestAside(t *testing.T) {
	t.Cleanup(func() { side.Store(0) })
	of := func(id ID) int64 { return int64(id) >> sequenceBits & 1 }
	server := New()
	Aside()
	if command := New(); of(server) != 0 || of(command) != 1 || command < server {
		t.Errorf("%x and %x stand on the sides %d and %d", int64(server), int64(command), of(server), of(command))
	}
}
