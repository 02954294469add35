package partner

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"onedoor/internal/platform/fault"
)

// FuzzParseMessage holds that no bytes make the parser panic or hang, that what it takes has the shape that the rest of
// the door relies on, and that it is the same after it was written and read again.
func FuzzParseMessage(f *testing.F) {
	for _, seed := range []string{``, `{}`, `null`, `{"version":1,"id":"a","kind":"ping","body":{"from":"甲市"}}`,
		`{"version":1,"id":"a","kind":"order.offered","exchange":"b","seq":1,"sent_at":"2026-11-16T01:00:00Z","body":{"offer":{"number":"1","kind":"help","created_at":"2026-11-16T01:00:00Z","title":"停水","content":"停水","category":{"code":"A1"},"requester":{"contact":"12345"}},"files":[{"id":"1","name":"a.jpg","size":3,"sha256":"` + strings.Repeat("0", 64) + `"}]}}`,
		`{"version":1,"id":"a","kind":"order.replied","exchange":"b","seq":2,"body":{"reply":{"outcome":"resolved","text":"好","contacted_at":"x"}}}`,
		`{"version":1,"id":"a","kind":"order.returned","exchange":"b","seq":9223372036854775807,"body":{"text":""}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := ParseMessage(text)
		var refused *fault.Fault
		if err != nil {
			if !errors.As(err, &refused) || refused.Status >= 500 {
				t.Fatalf("not a refusal: %v", err)
			}
			return
		}
		if m.Kind != MsgPing && (m.Exchange == "" || m.Seq < 1 || fromOwner[m.Kind] == fromHandler[m.Kind]) ||
			m.Kind == MsgOffered && m.Body.Offer == nil || m.Kind == MsgReplied && m.Body.Reply == nil || len(m.Body.Files) > maxFiles {
			t.Fatalf("taken: %+v", m)
		}
		again, err := json.Marshal(m)
		if err != nil {
			return // a time beyond the year 9999
		}
		if _, err := ParseMessage(again); err != nil && !errors.Is(err, ErrTooLarge) {
			t.Fatalf("%v: %s", err, again)
		}
	})
}

// TestAccuses holds when a request complains about a party.
func TestAccuses(t *testing.T) {
	for _, c := range []struct {
		accused string
		names   []string
		want    bool
	}{
		{"", []string{"水务局"}, false},
		{"市水务局", []string{"水务局"}, true},
		{"水务局", []string{"珠海市水务局", ""}, true},
		{"某饭店", []string{"水务局"}, false},
		{"水", []string{"水务局"}, false}, // one letter names nobody
		{"水务局张某", []string{"某某", "水务局"}, true},
	} {
		if got := accuses(c.accused, c.names...); got != c.want {
			t.Errorf("%q %q: %v", c.accused, c.names, got)
		}
	}
}
