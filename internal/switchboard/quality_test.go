package switchboard

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/telephony/rtp"
)

// TestQuality: what became of the caller's sound is with the call's end in the ledger, in its row and in the figures; of
// calls that nothing came of, nothing is said.
func TestQuality(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		var calls []ids.ID
		for _, q := range []rtp.Quality{
			{Received: 990, Lost: 10, Jitter: 1500 * time.Microsecond, MOS: 4.094},
			{Received: 1000, MOS: 4.4},
			{}, // such as one who never spoke
		} {
			id := r.arrive(Caller{Number: "13900000001", Hotline: "12345"})
			calls = append(calls, id)
			r.Sounded(id, qualityOf(q))
			r.Gone(id)
			r.clock.Advance(time.Second)
		}
		r.Sounded(calls[0], Quality{MOS: 100}) // it has ended
		f := r.figures("")
		if f.Measured != 2 || f.MOS != 409+440 || f.AverageMOS() != 849.0/200 {
			t.Errorf("%+v", f)
		}
		if v := floorFigures(f); v.MOS == nil || *v.MOS != f.AverageMOS() {
			t.Errorf("%+v", v)
		}
		if v := floorFigures(Figures{Calls: 1}); v.MOS != nil {
			t.Errorf("of nothing: %v", *v.MOS)
		}
		facts, err := r.Facts(st.Read(t.Context()), calls...)
		if err != nil || len(facts) != 3 {
			t.Fatal(facts, err)
		}
		for i, want := range []Quality{{MOS: 409, Loss: 100, Jitter: 1500}, {MOS: 440}, {}} {
			if facts[i].ID != calls[i] || facts[i].Quality != want {
				t.Errorf("call %d: %+v, want %+v", i, facts[i].Quality, want)
			}
		}
		if raw, err := json.Marshal(Payload{Quality: Quality{MOS: 409}}); err != nil || !strings.Contains(string(raw), `"mos":409`) || strings.Contains(string(raw), "jitter") {
			t.Errorf("%s, %v", raw, err)
		}
	}, Migrations)
}
