package main

import (
	"crypto/sha256"
	endian "encoding/binary"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"onedoor/internal/intake"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/store"
	"onedoor/internal/switchboard"
	"onedoor/internal/telephony/audio"
	"onedoor/internal/telephony/record"
	"onedoor/internal/telephony/tones"
)

// toneWAV is a second of 440 Hz: linear, 16 bits, one channel.
func toneWAV() []byte {
	le := endian.LittleEndian
	g := tones.Sine(440)
	var data []byte
	for range 50 {
		var f audio.Frame
		g.Pull(&f)
		for _, v := range f {
			data = le.AppendUint16(data, uint16(v)) //nolint:gosec // the same bits
		}
	}
	b := append([]byte("RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00"), "\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00data"...)
	return append(le.AppendUint32(b, uint32(len(data))), data...) //nolint:gosec // 16000
}

// soundHost is a call centre's recorder: what it gives, by path.
type soundHost struct {
	*httptest.Server
	gives map[string]func(w http.ResponseWriter)
	asked atomic.Int32
}

func newSoundHost(t *testing.T) *soundHost {
	h := &soundHost{gives: map[string]func(http.ResponseWriter){}}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.asked.Add(1)
		if f := h.gives[r.URL.Path]; f != nil {
			f(w)
			return
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(h.Close)
	return h
}

// spoken tells of a call that seat 8001 answered, and returns it.
func (x *adapter) spoken(ref string) switchboard.CallFacts {
	x.t.Helper()
	x.tell("ok", "call.arrived", ref, map[string]any{"number": "13800000001", "hotline": "12345"})
	x.tell("ok", "call.answered", ref, map[string]any{"agent": "8001"})
	x.clock.Advance(time.Minute)
	x.tell("ok", "call.ended", ref, nil)
	return x.facts(ref)
}

func (x *adapter) facts(ref string) switchboard.CallFacts {
	x.t.Helper()
	q := x.store.Read(x.t.Context())
	var call switchboard.CallFacts
	if err := q.QueryRow(`SELECT call_id FROM cti_stream WHERE ref = ?`, ref).Scan(&call.ID); err != nil {
		x.t.Fatal(err)
	}
	list, err := x.calls.Facts(q, call.ID)
	if err != nil || len(list) != 1 {
		x.t.Fatal(list, err)
	}
	return list[0]
}

// soundState is how it stands with a recording, and why.
func (x *adapter) soundState(ref string) string {
	x.t.Helper()
	var state, why string
	err := x.store.Read(x.t.Context()).QueryRow(`SELECT r.state, r.last_error FROM cti_recording r JOIN cti_stream s ON s.call_id = r.call_id WHERE s.ref = ?`, ref).Scan(&state, &why)
	if err != nil {
		x.t.Fatal(err)
	}
	return strings.TrimSpace(state + " " + why)
}

// TestCTI_Recording: a recording is fetched, again after a failure, and is heard on the order of its call for a purpose.
func TestCTI_Recording(t *testing.T) { eachPlatform(t, testCTIRecording) }

func testCTIRecording(t *testing.T) {
	host := newSoundHost(t)
	x := newAdapter(t, strings.TrimPrefix(host.URL, "http://"))
	wav := toneWAV()
	call := x.spoken("a")
	seat, err := x.directory.Principal(t.Context(), x.seats["8001"])
	if err != nil {
		t.Fatal(err)
	}
	made, err := x.intake.TakeOn(t.Context(), seat, intake.TakeOnIn{Door: intake.DoorPhone, CallID: call.ID, Caller: intake.Caller{ContactPhone: "13800000001"},
		Requests: []intake.RequestForm{{Kind: "help", CategoryID: x.category, Title: "停水", Content: "小区停水"}}})
	if err != nil {
		t.Fatal(err)
	}

	host.gives["/a.wav"] = func(w http.ResponseWriter) { w.WriteHeader(http.StatusServiceUnavailable) }
	sum := sha256.Sum256(wav)
	x.tell("ok", "recording.ready", "a", map[string]any{"recording": map[string]any{"url": host.URL + "/a.wav?ticket=geheim", "sha256": hex.EncodeToString(sum[:])}})
	x.tell("cti.no_effect", "recording.ready", "a", map[string]any{"recording": map[string]any{"url": host.URL + "/b.wav"}})
	x.run()
	if got := x.soundState("a"); got != "waiting cti.recording_not_given" || x.facts("a").Recorded {
		t.Errorf("after a failure: %s", got)
	}
	host.gives["/a.wav"] = func(w http.ResponseWriter) { _, _ = w.Write(wav) }
	x.run()
	if host.asked.Load() != 1 {
		t.Errorf("asked %d times without a pause", host.asked.Load())
	}
	x.clock.Advance(time.Minute)
	x.run()
	if got := x.soundState("a"); got != "kept" || !x.facts("a").Recorded {
		t.Fatalf("after the second try: %s", got)
	}

	q, order := x.store.Read(t.Context()), made[0].Order
	list, err := x.intake.CallsOf(q, auth.System, order)
	if err != nil || len(list) != 1 || !list[0].Recorded || list[0].SeatName == "" || list[0].AnsweredAt == nil {
		t.Fatalf("%+v, %v", list, err)
	}
	var sound switchboard.Sound
	x.write(func(tx *store.Tx) error {
		hearing, err := x.calls.Hear(tx, auth.System, call.ID, order, "verify")
		if err != nil {
			return err
		}
		sound, err = x.calls.Heard(tx, auth.System, hearing, call.ID, order)
		return err
	})
	left, right := record.Split(sound.WAV[record.HeadBytes:])
	if !sound.Whole || sound.Length < 900*time.Millisecond || tones.Power(left, 440) < 0.9 || tones.Power(right, 440) < 0.9 {
		t.Errorf("%v, whole %v", sound.Length, sound.Whole)
	}
	path := x.calls.Recordings.Path(call.ID, call.BeganAt)
	raw, err := os.ReadFile(path)
	if files, glob := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); err != nil || glob != nil || len(files) != 1 || strings.Contains(string(raw), "RIFF") || strings.Contains(string(raw), string(wav[200:260])) {
		t.Errorf("the file is not sealed: %v %v %v", files, err, glob)
	}
	var url []byte
	if err := q.QueryRow(`SELECT url FROM cti_recording`).Scan(&url); err != nil || len(url) != 0 {
		t.Errorf("the address is still kept: %d bytes, %v", len(url), err)
	}
}

// TestCTI_RecordingRefused holds which recordings are not taken, and why.
func TestCTI_RecordingRefused(t *testing.T) { eachPlatform(t, testCTIRecordingRefused) }

func testCTIRecordingRefused(t *testing.T) {
	host, other := newSoundHost(t), newSoundHost(t)
	x := newAdapter(t, strings.TrimPrefix(host.URL, "http://"))
	host.gives["/mp3"] = func(w http.ResponseWriter) { _, _ = w.Write([]byte("ID3\x03\x00")) }
	host.gives["/huge"] = func(w http.ResponseWriter) {
		for range 102 {
			_, _ = w.Write(make([]byte, 1<<20))
		}
	}
	host.gives["/elsewhere"] = func(w http.ResponseWriter) {
		w.Header().Set("Location", other.URL+"/a.wav")
		w.WriteHeader(http.StatusFound)
	}
	for name, c := range map[string]struct{ url, sum, outcome, state string }{
		"MP3":       {host.URL + "/mp3", "", "ok", "refused cti.recording_type"},
		"Huge":      {host.URL + "/huge", "", "ok", "refused cti.recording_too_large"},
		"Changed":   {host.URL + "/mp3", strings.Repeat("0", 64), "ok", "refused cti.recording_digest"},
		"OtherHost": {other.URL + "/a.wav", "", "cti.recording_host", "refused cti.recording_host"},
		"Redirect":  {host.URL + "/elsewhere", "", "ok", "waiting cti.recording_not_given"},
		"Missing":   {host.URL + "/none", "", "ok", "waiting cti.recording_not_given"},
	} {
		x.spoken(name)
		x.tell(c.outcome, "recording.ready", name, map[string]any{"recording": map[string]any{"url": c.url, "sha256": c.sum}})
		x.run()
		if got := x.soundState(name); got != c.state {
			t.Errorf("%s: %s, want %s", name, got, c.state)
		}
	}
	if other.asked.Load() != 0 {
		t.Errorf("another host was asked %d times", other.asked.Load())
	}
	x.tell("ok", "recording.ready", "MP3", map[string]any{"recording": map[string]any{"url": host.URL + "/none"}}) // one that was refused may be announced anew
	x.tell("cti.no_effect", "recording.ready", "never", map[string]any{"recording": map[string]any{"url": host.URL + "/mp3"}})
	for range 60 {
		x.clock.Advance(2 * time.Hour)
		x.run()
	}
	if got := x.soundState("Missing"); got != "refused cti.recording_not_given" {
		t.Errorf("after days: %s", got)
	}
}

// TestCTI_RecordingBrought: the bytes come with a signed request; twice is once.
func TestCTI_RecordingBrought(t *testing.T) { eachPlatform(t, testCTIRecordingBrought) }

func testCTIRecordingBrought(t *testing.T) {
	x := newAdapter(t)
	wav := toneWAV()
	x.spoken("a")
	for _, c := range []struct {
		path, body string
		status     int
		want       string
	}{
		{"/cti/v1/recordings/b", string(wav), 404, "cti.no_call"},
		{"/cti/v1/recordings/a", "ID3", 422, "cti.recording_type"},
		{"/cti/v1/recordings/a?format=mp3", string(wav), 422, "cti.recording_type"},
		{"/cti/v1/recordings/a", string(wav), 200, `"outcome":"ok"`},
		{"/cti/v1/recordings/a", string(wav), 200, `"again":true`},
		{"/cti/v1/recordings/a?format=pcmu", string(wav[100:]), 409, "cti.recording_there"},
	} {
		if status, body := x.post(c.path, []byte(c.body)); status != c.status || !strings.Contains(body, c.want) {
			t.Errorf("%s: %d %s", c.path, status, body)
		}
	}
	if !x.facts("a").Recorded {
		t.Error("it is not recorded")
	}
	var kept int
	if err := x.store.Read(t.Context()).QueryRow(`SELECT COUNT(*) FROM ledger_event WHERE kind = ?`, switchboard.EventRecorded).Scan(&kept); err != nil || kept != 1 {
		t.Errorf("%d events, %v", kept, err)
	}
}

// TestCTI_Pop: without an exchange of our own, the seat's view shows the call that rings at the seat's number elsewhere.
func TestCTI_Pop(t *testing.T) {
	x := newAdapter(t)
	c := newClient(x.server.URL)
	c.signIn(t, "seat1", testPassword)
	see := func() (v switchboard.SeatView) {
		t.Helper()
		var raw json.RawMessage
		if err := c.call(t.Context(), http.MethodGet, "/seat", "", nil, &raw); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(raw, &v); err != nil {
			t.Fatal(err)
		}
		return v
	}
	if v := see(); v.Served || !v.Outside || len(v.Calls) != 0 {
		t.Errorf("%+v", v)
	}
	x.tell("ok", "call.arrived", "a", map[string]any{"number": "13800000001", "hotline": "12345"})
	x.tell("ok", "call.ringing", "a", map[string]any{"agent": "8001"})
	if v := see(); len(v.Calls) != 1 || v.Calls[0].CallerNumber != "13800000001" || v.Calls[0].State != "ringing" || v.Calls[0].Source != "老呼叫中心" || len(v.Calls[0].May) != 0 {
		t.Errorf("%+v", v)
	}
	x.tell("ok", "call.ringing", "a", map[string]any{"agent": "8002"})
	if v := see(); len(v.Calls) != 0 {
		t.Errorf("it rings elsewhere: %+v", v)
	}
}
