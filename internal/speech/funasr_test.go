package speech

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
)

// server is a FunASR server that plays a part with each client, and hangs up when it has played it.
func server(t *testing.T, part func(net.Conn)) *FunASR {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains(r.Header.Values("Sec-WebSocket-Protocol"), "binary") {
			t.Errorf("protocols %q", r.Header.Values("Sec-WebSocket-Protocol"))
		}
		up := ws.HTTPUpgrader{Protocol: func(p string) bool { return p == "binary" }}
		conn, _, _, err := up.Upgrade(r, w)
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		part(conn)
	}))
	t.Cleanup(s.Close)
	return &FunASR{URL: strings.Replace(s.URL, "http", "ws", 1), Finish: 5 * time.Second}
}

// heard takes what a client sends until it says that its sound is over.
func heard(t *testing.T, c net.Conn, after func(bytes int)) (first map[string]any, bytes int) {
	t.Helper()
	for {
		raw, op, err := wsutil.ReadClientData(c)
		if err != nil {
			return first, bytes
		}
		switch {
		case op == ws.OpBinary:
			if bytes += len(raw); after != nil {
				after(bytes)
			}
		case first == nil:
			if err := json.Unmarshal(raw, &first); err != nil {
				t.Error(err)
			}
		default:
			var end map[string]any
			if json.Unmarshal(raw, &end) != nil || end["is_speaking"] != false {
				t.Errorf("the end is %s", raw)
			}
			return first, bytes
		}
	}
}

func say(t *testing.T, c net.Conn, list ...string) {
	t.Helper()
	for _, m := range list {
		if err := wsutil.WriteServerText(c, []byte(m)); err != nil {
			t.Error(err)
		}
	}
}

// told gives an ear some sound and returns all that it understands.
func told(t *testing.T, r Recognizer, o Options, frames int) ([]Result, error) {
	t.Helper()
	ear, err := r.Listen(t.Context(), o)
	if err != nil {
		return nil, err
	}
	go func() {
		for range frames {
			ear.Hear(make([]int16, 160))
		}
		ear.Finish()
	}()
	var list []Result
	for r := range ear.Results() {
		list = append(list, r)
	}
	return list, ear.Err()
}

// TestFunASR/Documented: the messages of the documented protocol, with times as a list and as the text of one, with and
// without a last word, come out as pieces of a sentence and as what stands.
func TestFunASR(t *testing.T) {
	t.Run("Documented", func(t *testing.T) {
		for name, last := range map[string]string{
			"corrected":  `{"mode":"2pass-offline","wav_name":"call","text":"三天了。","is_final":true,"timestamp":"","stamp_sents":[{"text_seg":"三 天 了","punc":"。","start":1700,"end":2300,"ts_list":[[1700,1900]]}]}`,
			"settled":    `{"mode":"2pass-online","wav_name":"call","text":"三天了。","is_final":true}`,
			"hung up on": "",
		} {
			r := server(t, func(c net.Conn) {
				started := false
				first, bytes := heard(t, c, func(int) {
					if !started {
						started = true
						say(t, c, `{"mode":"2pass-online","wav_name":"call","text":"路灯","is_final":false}`)
						if err := ws.WriteFrame(c, ws.NewPingFrame([]byte("?"))); err != nil {
							t.Error(err)
						}
						say(t, c, `{"mode":"2pass-online","wav_name":"call","text":"坏了","is_final":false}`,
							`{"mode":"2pass-offline","wav_name":"call","text":"路灯坏了，","is_final":false,"timestamp":"[[100,380],[380,900]]"}`)
					}
				})
				if first["mode"] != "2pass" || first["audio_fs"] != 8000.0 || first["wav_format"] != "pcm" || first["hotwords"] != `{"路灯":20}` || first["is_speaking"] != true {
					t.Errorf("%s: hello %v", name, first)
				}
				if bytes != 10*160*2 {
					t.Errorf("%s: %d bytes of sound", name, bytes)
				}
				if last == "" {
					say(t, c, `{"mode":"2pass-online","text":"","is_final":true}`)
					return
				}
				say(t, c, last)
				if name == "settled" { // the client waits a moment for a correction, and then is content
					_, _, _ = wsutil.ReadClientData(c)
				}
			})
			if name == "settled" {
				r.Finish = 2 * time.Second
			}
			got, err := told(t, r, Options{Hotwords: map[string]int{"路灯": 20}}, 10)
			want := []Result{{Text: "路灯"}, {Text: "路灯坏了"}, {Text: "路灯坏了，", Final: true, From: 100 * time.Millisecond, To: 900 * time.Millisecond}}
			switch name {
			case "corrected":
				want = append(want, Result{Text: "三天了。", Final: true, From: 1700 * time.Millisecond, To: 2300 * time.Millisecond})
			case "settled":
				want = append(want, Result{Text: "三天了。"})
			}
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%s: %+v, %v", name, got, err)
			}
		}
	})
	wrong := func(name string, want error, part func(net.Conn)) {
		t.Run(name, func(t *testing.T) {
			r := server(t, part)
			if errors.Is(want, ErrTimeout) {
				r.Finish = 50 * time.Millisecond
			}
			if _, err := told(t, r, Options{}, 50); !errors.Is(err, want) {
				t.Errorf("%v, want %v", err, want)
			}
		})
	}
	wrong("Cut", ErrCut, func(c net.Conn) { _, _, _ = wsutil.ReadClientData(c) })
	wrong("Goodbye", ErrCut, func(c net.Conn) {
		_ = ws.WriteFrame(c, ws.NewCloseFrame(ws.NewCloseFrameBody(1011, "")))
		heard(t, c, nil)
	})
	wrong("Silent", ErrTimeout, func(c net.Conn) { heard(t, c, nil); _, _ = io.Copy(io.Discard, c) })
	for name, text := range map[string]string{"NoJSON": "hello", "OtherMode": `{"mode":"3pass","text":"x"}`, "Times": `{"mode":"2pass-offline","text":"x","timestamp":"[[9,1]]"}`,
		"NoUTF8": "{\"mode\":\"2pass-online\",\"text\":\"\xff\"}", "Huge": `{"mode":"2pass-online","text":"` + strings.Repeat("x", maxMessage) + `"}`} {
		wrong(name, ErrNonsense, func(c net.Conn) {
			_ = wsutil.WriteServerText(c, []byte(text)) // the client may hang up before it has all
			_, _ = io.Copy(io.Discard, c)
		})
	}
	wrong("NoFrame", ErrNonsense, func(c net.Conn) {
		_, _ = c.Write([]byte{0xf7, 1, 0})
		_, _ = io.Copy(io.Discard, c)
	})
	t.Run("Slow", func(t *testing.T) {
		gone := make(chan struct{})
		r := server(t, func(net.Conn) { <-gone })
		defer close(gone)
		ear, err := r.Listen(t.Context(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		for range 1 << 20 { // far more than the sockets hold
			ear.Hear(make([]int16, funasrChunk))
			if ear.Err() != nil {
				break
			}
		}
		for range ear.Results() { //nolint:revive // there are none
		}
		if err := ear.Err(); !errors.Is(err, ErrSlow) {
			t.Errorf("%v", err)
		}
	})
	t.Run("Given up", func(t *testing.T) {
		r := server(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) })
		ctx, cancel := context.WithCancel(t.Context())
		ear, err := r.Listen(ctx, Options{})
		if err != nil {
			t.Fatal(err)
		}
		cancel()
		for range ear.Results() { //nolint:revive // there are none
		}
		if ear.Err() == nil {
			t.Error("it goes on")
		}
		ear.Hear(make([]int16, 1000))
		ear.Finish()
	})
	t.Run("Away", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		l.Close()
		for url, want := range map[string]error{"ws://" + l.Addr().String(): ErrUnreachable, "http://127.0.0.1": ErrUnreachable} {
			if err := Check(t.Context(), &FunASR{URL: url}); !errors.Is(err, want) {
				t.Errorf("%s: %v", url, err)
			}
		}
		no := httptest.NewServer(http.NotFoundHandler())
		defer no.Close()
		if err := Check(t.Context(), &FunASR{URL: strings.Replace(no.URL, "http", "ws", 1)}); !errors.Is(err, ErrRefused) {
			t.Errorf("%v", err)
		}
	})
}

func FuzzFunASRWords(f *testing.F) {
	f.Add([]byte(`{"mode":"2pass-offline","text":"好","is_final":true,"timestamp":"[[100,200],[200,500]]","stamp_sents":[{"start":430,"end":1130}]}`), []byte(`{"mode":"2pass-online","text":"好"}`))
	f.Fuzz(func(t *testing.T, one, two []byte) {
		var w funasrWords
		for _, raw := range [][]byte{one, two, one} {
			r, _, err := w.take(raw)
			if err == nil && (r.To < r.From || r.From < 0 || len(r.Text) > maxMessage) {
				t.Fatalf("%+v", r)
			}
		}
	})
}
