package speech

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"onedoor/internal/telephony/tones"
)

// api is an OpenAI-compatible server with one answer.
func api(t *testing.T, answer http.HandlerFunc) *OpenAI {
	t.Helper()
	s := httptest.NewServer(answer)
	t.Cleanup(s.Close)
	return &OpenAI{URL: s.URL + "/", Key: "sk-test", Model: "m", Name: "v", Limit: 5 * time.Second}
}

func TestTranscriptions(t *testing.T) {
	o := api(t, func(w http.ResponseWriter, r *http.Request) {
		file, _, err := r.FormFile("file")
		if err != nil {
			t.Error(err)
			return
		}
		raw, _ := io.ReadAll(file)
		samples, err := readWAV(raw)
		if err != nil || len(samples) != 10*160 || r.URL.Path != "/v1/audio/transcriptions" || r.Header.Get("Authorization") != "Bearer sk-test" ||
			r.FormValue("model") != "m" || r.FormValue("language") != "zh" || r.FormValue("response_format") != "verbose_json" || r.FormValue("prompt") != "井盖，路灯" {
			t.Errorf("%s %v: %d samples, %v", r.URL, r.Form, len(samples), err)
		}
		io.WriteString(w, `{"task":"transcribe","language":"chinese","duration":2.5,"text":"路灯坏了。三天了。","segments":[{"id":0,"start":0.1,"end":1.2,"text":"路灯坏了。"},{"id":1,"start":1.2,"end":2.5,"text":" 三天了。"}]}`)
	})
	got, err := told(t, o, Options{Hotwords: map[string]int{"路灯": 20, "井盖": 10}}, 10)
	want := []Result{{Text: "路灯坏了。", Final: true, From: 100 * time.Millisecond, To: 1200 * time.Millisecond}, {Text: "三天了。", Final: true, From: 1200 * time.Millisecond, To: 2500 * time.Millisecond}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	ear, _ := o.Listen(t.Context(), Options{})
	ear.Hear(make([]int16, int(maxUtterance.Seconds())*Rate+1))
	ear.Finish()
	if _, open := <-ear.Results(); open || !errors.Is(ear.Err(), ErrTooLong) {
		t.Errorf("too long: %v", ear.Err())
	}
}

// TestServerErrors: whatever a server does wrong is a fault of this package, and nothing of what it was sent is in it.
func TestServerErrors(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   error
	}{
		"key": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(401); io.WriteString(w, "bad sk-test") }, ErrRefused},
		"redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://192.0.2.1/", http.StatusTemporaryRedirect)
		}, ErrRefused},
		"down":     {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }, ErrUnreachable},
		"nonsense": {func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html>") }, ErrNonsense},
		"no text":  {func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "{}") }, ErrNonsense},
		"cut": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, "{")
		}, ErrCut},
		"slow": {func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body) // so that the server notices when the client goes
			<-r.Context().Done()
		}, ErrTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			o := api(t, c.answer)
			if errors.Is(c.want, ErrTimeout) {
				o.Limit = 50 * time.Millisecond
			}
			_, err := told(t, o, Options{}, 1)
			if !errors.Is(err, c.want) {
				t.Errorf("transcription: %v", err)
			}
			if _, err := o.Say(t.Context(), "您好"); !errors.Is(err, c.want) {
				t.Errorf("speech: %v", err)
			}
		})
	}
	if err := Check(t.Context(), &OpenAI{URL: "http://127.0.0.1:1"}); !errors.Is(err, ErrUnreachable) {
		t.Errorf("away: %v", err)
	}
}

func TestSay(t *testing.T) {
	o := api(t, func(w http.ResponseWriter, r *http.Request) {
		var in map[string]string
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil || r.URL.Path != "/v1/audio/speech" || in["model"] != "m" || in["voice"] != "v" || in["input"] != "您好" || in["response_format"] != "wav" {
			t.Errorf("%s %v %v", r.URL, in, err)
		}
		w.Write(toneWAV(24000, 2, 700, true))
	})
	got, err := o.Say(t.Context(), "您好")
	if err != nil || len(got) != Rate || tones.Power(got, 700) < 0.95 {
		t.Errorf("%d samples, %v", len(got), err)
	}
	if _, err := o.Say(t.Context(), string(make([]rune, maxText+1))); !errors.Is(err, ErrTooLong) {
		t.Errorf("too long: %v", err)
	}
}

func FuzzTranscript(f *testing.F) {
	f.Add([]byte(`{"text":"好","segments":[{"text":"好","start":0.5,"end":1e3}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		list, err := parseTranscript(raw)
		for _, r := range list {
			if err != nil || r.From < 0 || r.To < r.From || r.Text == "" || !r.Final {
				t.Fatalf("%+v %v", r, err)
			}
		}
	})
}
