package main

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/telephony/audio"
	"onedoor/internal/telephony/g711"
	"onedoor/internal/telephony/peers"
	"onedoor/internal/telephony/record"
)

const (
	citizenHz = 700
	deskHz    = 1000
)

// telephoned is an installation with a trunk and a seat's phone.
func telephoned(t *testing.T, p *program) netip.AddrPort {
	t.Helper()
	p.must(testPassword+"\n", "user", "add", "--login", "seat1", "--name", "坐席一", "--role", "seat")
	plan := filepath.Join(t.TempDir(), "exchange.json")
	text := `{"trunks": [{"name": "city", "transport": "UDP", "allow": ["` + peers.TrunkIP + `/32"]}],
		"accounts": [{"account": "1001", "password": "secret-1001", "login": "seat1", "ready": true}]}`
	if err := os.WriteFile(plan, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	port := peers.FreePort(t, "127.0.0.1")
	p.env = append(p.env, "ONEDOOR_EXCHANGE_PLAN="+plan, fmt.Sprintf("ONEDOOR_EXCHANGE_SIP_PORT=%d", port), "ONEDOOR_EXCHANGE_MEDIA_FROM=34000", "ONEDOOR_EXCHANGE_MEDIA_TO=34999",
		fmt.Sprintf("ONEDOOR_EXCHANGE_BROWSER_PORT=%d", peers.FreePort(t, "127.0.0.1")))
	return netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), uint16(port))
}

// ring is a citizen of SIPp with a number, who presses 1, says a tone for so long and hangs up.
func ring(t *testing.T, at netip.AddrPort, number, milliseconds string) <-chan error {
	file := peers.ToneFile(t, g711.ALaw, citizenHz, 2)
	return peers.SIPp(t, at, strings.ReplaceAll(peers.Invite("8 96")+peers.Answered+peers.Ack+
		`<pause milliseconds="300"/><nop><action><exec play_dtmf="1"/></action></nop><pause milliseconds="900"/>
<nop><action><exec rtp_stream="`+file+`,-1,8"/></action></nop><pause milliseconds="`+milliseconds+`"/>`+peers.Bye, "13800000000", number), "UDP")
}

// calls are what the program keeps of calls: the outcome of each, and its recording.
func (p *program) calls(t *testing.T) (outcomes []string, recordings []string) {
	t.Helper()
	db, err := store.Bare(store.Config{Engine: store.SQLite, Path: filepath.Join(p.data, "onedoor.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT id, outcome, answered_at FROM switchboard_call ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id ids.ID
		var outcome string
		var answered int64
		if err := rows.Scan(&id, &outcome, &answered); err != nil {
			t.Fatal(err)
		}
		found, _ := filepath.Glob(filepath.Join(p.data, "recordings", "*", id.String()+".odr"))
		outcomes, recordings = append(outcomes, fmt.Sprint(outcome, " ", answered > 0)), append(recordings, strings.Join(found, " "))
	}
	if rows.Err() != nil {
		t.Fatal(rows.Err())
	}
	return outcomes, recordings
}

// listen counts the frames of the citizen and of the seat in a recording, and tells whether it was closed.
func (p *program) listen(t *testing.T, path string) (citizen, seat int, whole bool) {
	t.Helper()
	keys, err := seal.LoadKeyring(filepath.Join(p.data, "keys", "master.key"))
	if err != nil {
		t.Fatal(err)
	}
	id, err := ids.Parse(strings.TrimSuffix(filepath.Base(path), ".odr"))
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := record.Open(f, keys, int64(id))
	if err != nil {
		t.Fatal(err)
	}
	var wav strings.Builder
	if _, err := record.WriteWAV(&wav, r); err != nil {
		t.Fatal(err)
	}
	left, right := record.Split([]byte(wav.String()[58:]))
	return peers.Frames(left, citizenHz), peers.Frames(right, deskHz), r.Whole()
}

// TestTelephone is the whole program with real telephones: a citizen is served and recorded. It is killed in the next
// call while somebody else waits: what is kept of that call is true and can be heard, and both are owed a call.
func TestTelephone(t *testing.T) {
	p := newProgram(t, store.SQLite)
	at := telephoned(t, p)
	s := p.serve()
	phone := peers.NewPhone(t, at, nil, "1001", deskHz, true, "PCMA/8000/1")
	if err := peers.Wait(t, "the citizen hangs up", ring(t, at, "13800000000", "2500")); err != nil {
		t.Fatal(err)
	}
	phone.Expect("CALL_CLOSED")
	phone.Stop()
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	outcomes, recordings := p.calls(t)
	if len(outcomes) != 1 || outcomes[0] != "served true" {
		t.Fatalf("calls %q", outcomes)
	}
	if c, d, whole := p.listen(t, recordings[0]); c < 50 || d < 80 || !whole {
		t.Errorf("recorded: citizen %d, seat %d frames, whole %v", c, d, whole)
	}

	p.must(testPassword+"\n", "user", "add", "--login", "unit-admin", "--name", "管理员", "--role", "admin")
	p.must(testPassword+"\n", "user", "add", "--login", "inspector1", "--name", "质检一", "--role", "inspector")
	s = p.serve()
	s.heard(t, recordings[0])
	phone = peers.NewPhone(t, at, nil, "1001", deskHz, true, "PCMA/8000/1")
	_ = ring(t, at, "13800000001", "20000")
	phone.Expect("CALL_ESTABLISHED")
	_ = ring(t, at, "13800000002", "20000") // there is no other seat
	spoken := time.Now()
	time.Sleep(3300 * time.Millisecond) // for so long the two speak; it ends amid a chunk of the recording
	s.kill()
	said := int(time.Since(spoken) / audio.FrameTime)
	s = p.serve()
	s.owes(t)
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	outcomes, recordings = p.calls(t)
	if len(outcomes) != 3 || outcomes[1] != "interrupted true" || outcomes[2] != "interrupted false" {
		t.Fatalf("calls %q", outcomes)
	}
	// What is missing is the last second at most: a chunk of half a second, what is on its way at either end, and what a
	// machine that is held up does not mix.
	if c, d, whole := p.listen(t, recordings[1]); c < 50 || d < said-75 || whole {
		t.Errorf("after the kill: citizen %d, seat %d frames of %d, whole %v", c, d, said, whole)
	}
	if strings.Contains(s.log.String(), "1380000000") {
		t.Error("the log tells who called")
	}
}

// owes holds who is owed a call: the one who spoke when the program was killed, and the one who waited.
func (s *server) owes(t *testing.T) {
	t.Helper()
	seat := newClient(s.url)
	seat.signIn(t, "seat1", testPassword)
	var owed struct {
		Items []struct {
			Why   string `json:"why"`
			State string `json:"state"`
			Phone string `json:"phone_masked"`
		} `json:"items"`
	}
	if err := seat.call(t.Context(), "GET", "/owed-calls", "", nil, &owed); err != nil || len(owed.Items) != 2 {
		t.Fatalf("owed %+v, %v", owed, err)
	}
	for i, ends := range []string{"01", "02"} {
		if d := owed.Items[i]; d.Why != "interrupted" || d.State != "open" || !strings.HasSuffix(d.Phone, ends) {
			t.Errorf("owed %+v", owed)
		}
	}
}

// TestTelephonePlan: a plan that cannot be meant stops the start and says why.
func TestTelephonePlan(t *testing.T) {
	for name, text := range map[string]string{
		"rubbish":        `{`,
		"short password": `{"accounts": [{"account": "1001", "password": "1001"}]}`,
		"twice":          `{"accounts": [{"account": "1", "password": "long enough"}, {"account": "1", "password": "long enough"}]}`,
		"queues":         `{"queues": []}`,
	} {
		path := filepath.Join(t.TempDir(), "plan.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readPlan(path); err == nil || !strings.Contains(err.Error(), "exchange.plan") && !strings.Contains(err.Error(), "queue") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := readPlan("nowhere"); err == nil {
		t.Error("a plan that is not there is read")
	}
}
