package cti

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"onedoor/internal/platform/fault"
)

// FuzzParseEvent holds that no bytes make the reader panic or hang, and that what it takes has the shape that the rest of
// the door relies on.
func FuzzParseEvent(f *testing.F) {
	for _, seed := range []string{``, `{}`, `null`, `{"version":1,"id":"a","kind":"ping"}`,
		`{"version":1,"id":"a","kind":"call.arrived","call":"c@1","seq":1,"at":"2026-11-16T01:00:00Z","number":"13800000001","hotline":"12345"}`,
		`{"version":1,"id":"a","kind":"call.answered","call":"c","seq":2147483648,"at":"2026-11-16T01:00:00Z","agent":"8001"}`,
		`{"version":1,"id":"a","kind":"recording.ready","call":"c","seq":9,"at":"2026-11-16T01:00:00Z","recording":{"url":"https://a/b?t=1"}}`,
		`{"version":1,"id":"a","kind":"agent.state","agent":"8001","state":"busy","reason":"meal","at":"2026-11-16T01:00:00+08:00"}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		e, err := ParseEvent(text)
		if err != nil {
			var refused *fault.Fault
			if !errors.As(err, &refused) || refused.Status >= 500 {
				t.Fatalf("not a refusal: %v", err)
			}
			return
		}
		_, step := steps[e.Kind]
		if !idShape.MatchString(e.ID) || step && (e.Call == "" || e.Seq < 1 || e.At.IsZero()) || e.Kind == KindRecording && (e.Recording == nil || e.Recording.Format == "") ||
			len(e.Number) > 30 || len(e.Call) > 64 {
			t.Fatalf("taken: %+v", e)
		}
	})
}

// TestParseEvent holds what is refused, and which field is named.
func TestParseEvent(t *testing.T) {
	good := map[string]any{"version": 1, "id": "a", "kind": "call.ringing", "call": "c", "seq": 1, "at": "2026-11-16T01:00:00Z", "agent": "8001"}
	for _, c := range []struct {
		name  string
		set   map[string]any
		field string
	}{
		{"Good", nil, ""},
		{"LaterMinorVersion", map[string]any{"new": 1}, ""},
		{"Kind", map[string]any{"kind": "call.sung"}, "kind"},
		{"ID", map[string]any{"id": "a b"}, "id"},
		{"NoCall", map[string]any{"call": ""}, "call"},
		{"Call", map[string]any{"call": "a/../b"}, "call"},
		{"Seq", map[string]any{"seq": 0}, "seq"},
		{"NoTime", map[string]any{"at": "0001-01-01T00:00:00Z"}, "at"},
		{"NoAgent", map[string]any{"agent": ""}, "agent"},
		{"AgentOfTwoWords", map[string]any{"agent": "80 01"}, "agent"},
		{"NumberOfWords", map[string]any{"number": "王小明"}, "number"},
		{"Rating", map[string]any{"kind": "rating", "rating": 6}, "rating"},
		{"Reason", map[string]any{"kind": "call.ended", "reason": "bored"}, "reason"},
		{"NoRecording", map[string]any{"kind": "recording.ready"}, "recording"},
		{"RecordingOfAFile", map[string]any{"kind": "recording.ready", "recording": map[string]any{"url": "file:///etc/passwd"}}, "recording.url"},
		{"RecordingWithAUser", map[string]any{"kind": "recording.ready", "recording": map[string]any{"url": "https://a:b@c/d"}}, "recording.url"},
		{"RecordingFormat", map[string]any{"kind": "recording.ready", "recording": map[string]any{"url": "https://c/d", "format": "mp3"}}, "recording.format"},
		{"State", map[string]any{"kind": "agent.state", "state": "asleep"}, "state"},
	} {
		e := map[string]any{}
		for _, from := range []map[string]any{good, c.set} {
			for k, v := range from {
				e[k] = v
			}
		}
		text, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		_, err = ParseEvent(text)
		var f *fault.Fault
		if c.field == "" {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if !errors.As(err, &f) || !errors.Is(err, ErrEvent) || len(f.Fields) != 1 || f.Fields[0].Location != c.field {
			t.Errorf("%s: %+v", c.name, err)
		}
	}
	if _, err := ParseEvent([]byte(`{"version":2,"id":"a","kind":"ping"}`)); !errors.Is(err, ErrVersion) {
		t.Error(err)
	}
	if _, err := ParseEvent([]byte(`{"version":1,"id":"a","kind":"ping","reason":"` + strings.Repeat("x", maxEvent) + `"}`)); !errors.Is(err, ErrTooLarge) {
		t.Error(err)
	}
	if _, err := ParseEvent([]byte(`{"version":1,"id":"a","kind":"ping"} {}`)); !errors.Is(err, ErrEvent) {
		t.Error(err)
	}
}

// TestAllowed holds from which addresses recordings are fetched.
func TestAllowed(t *testing.T) {
	hosts := []string{"rec.example.cn", "10.0.0.9:8080"}
	for address, want := range map[string]bool{
		"https://rec.example.cn/a": true, "http://REC.example.cn/a?x=1": true, "https://rec.example.cn:443/a": true, "http://10.0.0.9:8080/a": true,
		"https://rec.example.cn:8443/a": false, "http://rec.example.cn:443/": false, "http://10.0.0.9/a": false, "https://rec.example.cn.evil.cn/a": false, "https://evil.cn/rec.example.cn": false,
		"https://rec.example.cn@evil.cn/a": false, "https://evil.cn#@rec.example.cn": false, "file://rec.example.cn/a": false, "//rec.example.cn/a": false, "": false,
	} {
		if got := allowed(hosts, address); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
	if allowed(nil, "https://rec.example.cn/a") || allowed([]string{""}, "https:///a") {
		t.Error("without hosts something is fetched")
	}
}
