package outreach

import (
	"encoding/binary"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/speech"
	"onedoor/internal/switchboard"
	"onedoor/internal/telephony/exchange"
	"onedoor/internal/telephony/g711"
	"onedoor/internal/telephony/peers"
	"onedoor/internal/telephony/sip"
	"onedoor/internal/telephony/timer"
)

// citizenHz is the tone that a citizen of SIPp speaks with.
const citizenHz = 700

// telephones stand in for the exchange of the bench: robots call by a real one.
type telephones struct {
	Calls
	phones *switchboard.Phones
}

// Robot implements Calls.
func (x *telephones) Robot(number string, e switchboard.Errand, ring time.Duration, r switchboard.Robot) error {
	return x.phones.Robot(number, e, ring, r)
}

// telephones lets the robots of a bench call SIPp, which behaves in some manner.
func (b *bench) telephones(manner peers.Manner) (ended <-chan error) {
	b.t.Helper()
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	at, ended := peers.Server(b.t, manner)
	var trunk *sip.Trunk
	phones := switchboard.NewPhones(switchboard.PhonesConfig{Log: log, Sounds: switchboard.Sounds{}, Menu: time.Second, Trunk: func() *sip.Trunk { return trunk }})
	loopback := netip.MustParseAddr("127.0.0.1")
	x, err := exchange.New(exchange.Config{Clock: timer.Real{}, Log: log, Bind: loopback, Realm: "onedoor", Agent: "Onedoor", Incoming: phones.Incoming})
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(x.Close)
	phones.Attach(x, switchboard.NewBoard(timer.Real{}, switchboard.ShippedQueues(), phones, func(string, switchboard.Payload, *switchboard.Caller) {}))
	if err := x.Stack().ListenUDP(netip.AddrPortFrom(loopback, 0)); err != nil {
		b.t.Fatal(err)
	}
	trunk = x.Stack().AddTrunk(sip.TrunkConfig{Name: "out", Transport: "UDP", Peers: []string{at}, User: "12345"})
	b.Calls = &telephones{Calls: b.x, phones: phones}
	return ended
}

// funasr is a recognizer that plays a part with each client.
func funasr(t *testing.T, part func(net.Conn, map[string]any)) *speech.FunASR {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		up := ws.HTTPUpgrader{Protocol: func(p string) bool { return p == "binary" }}
		conn, _, _, err := up.Upgrade(r, w)
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		raw, _, err := wsutil.ReadClientData(conn)
		var hello map[string]any
		if err != nil || json.Unmarshal(raw, &hello) != nil {
			t.Errorf("hello %s: %v", raw, err)
			return
		}
		part(conn, hello)
	}))
	t.Cleanup(s.Close)
	return &speech.FunASR{URL: strings.Replace(s.URL, "http", "ws", 1), Finish: 5 * time.Second}
}

// untilOver reads what a client says until it says that its sound is over.
func untilOver(c net.Conn) (sound []int16, over bool) {
	for {
		raw, op, err := wsutil.ReadClientData(c)
		if err != nil {
			return sound, false
		}
		if op != ws.OpBinary {
			return sound, true
		}
		for ; len(raw) >= 2; raw = raw[2:] {
			sound = append(sound, int16(binary.LittleEndian.Uint16(raw)))
		}
	}
}

// calledByRobot calls somebody by a script and returns what became of it.
func (b *bench) calledByRobot(script Script, ended <-chan error) PersonRow {
	b.t.Helper()
	var c Campaign
	b.must(func(tx *store.Tx) (err error) {
		settings := daily()
		settings.Wait = 8
		if c, err = b.Put(tx, writer, 0, CampaignIn{Name: "办结回访", Kind: KindRobot, Script: script, Settings: settings}); err != nil {
			return err
		}
		head, rows, err := ParseList([]byte("电话,称谓\n13900000001,王先生\n"))
		if err != nil {
			return err
		}
		if _, err = b.Import(tx, writer, c.ID, head, rows); err != nil {
			return err
		}
		if c, err = b.Approve(tx, approver, c.ID, 0); err != nil {
			return err
		}
		c, err = b.Start(tx, writer, c.ID, c.Version)
		return err
	})
	b.clock.Set(time.Date(2026, 11, 16, 7, 0, 0, 0, time.UTC))
	b.within("the call is begun", func() bool {
		b.tick()
		return b.underWay() > 0
	})
	if err := peers.Wait(b.t, "SIPp is content", ended); err != nil {
		b.t.Error(err)
	}
	b.within("the result is kept", func() bool { return b.underWay() == 0 })
	rows, _, err := b.People(b.Store.Read(b.t.Context()), seat, c.ID, PeopleFilter{})
	if err != nil || len(rows) != 1 || len(rows[0].Calls) != 1 {
		b.t.Fatalf("%+v %v", rows, err)
	}
	return rows[0]
}

// within waits until something holds.
func (b *bench) within(what string, holds func() bool) {
	b.t.Helper()
	for deadline := time.Now().Add(peers.Patient); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			b.t.Fatal("in vain: " + what)
		}
	}
}

// TestSpokenAnswers: with SIPp as the operator's network. Somebody speaks, the recognizer hears that and nothing of the
// robot, and the path of what it understood is taken. What it does not understand is asked again. When it dies, or cannot be
// reached, keys still work, and the call says that it was deaf.
func TestSpokenAnswers(t *testing.T) {
	tone := func(t *testing.T) string { return peers.ToneFile(t, g711.ALaw, citizenHz, 1) }
	answer := func(c net.Conn, text string) {
		_ = wsutil.WriteServerText(c, []byte(`{"mode":"2pass-offline","wav_name":"call","text":"`+text+`","is_final":true,"timestamp":"[[600,1400]]"}`)) // the client may have hung up
	}
	t.Run("Understood", func(t *testing.T) {
		b := realBench(t)
		b.Words = map[string]int{"公积金": 30}
		b.Recognizer = funasr(t, func(c net.Conn, hello map[string]any) {
			var words map[string]int
			text, _ := hello["hotwords"].(string)
			if err := json.Unmarshal([]byte(text), &words); err != nil || words["满意"] == 0 || words["公积金"] != 30 {
				t.Errorf("hot words %q, %v", text, err)
			}
			sound, over := untilOver(c)
			if n := peers.Frames(sound, citizenHz); !over || n < 25 || n > 75 {
				t.Errorf("it hears %d frames of the citizen, over %v", n, over)
			}
			answer(c, "满意。")
		})
		p := b.calledByRobot(spoken(), b.telephones(peers.Speaks(tone(t))))
		if p.State != PersonDone || p.Result != "满意" || len(p.Answers) != 1 || p.Answers[0] != (Answer{"开场", "满意"}) || p.Calls[0].Deaf {
			t.Errorf("%+v", p)
		}
	})
	t.Run("OwnWords", func(t *testing.T) {
		b := realBench(t)
		b.Recognizer = funasr(t, func(c net.Conn, _ map[string]any) {
			untilOver(c)
			answer(c, "路灯还是不亮，我的电话是13912345678")
		})
		script := Script{Steps: []Step{{ID: "原因", Say: "请说一下原因。", Free: &Free{Name: "不满意原因", Next: "再会"}}, {ID: "再会", Say: "再会。", Result: "已记录"}}}
		p := b.calledByRobot(script, b.telephones(peers.Speaks(tone(t))))
		if p.Result != "已记录" || len(p.Answers) != 0 || len(p.Calls[0].Said) != 1 || p.Calls[0].Said[0].Step != "不满意原因" ||
			!strings.HasPrefix(p.Calls[0].Said[0].Value, "路灯还是不亮") || strings.Contains(p.Calls[0].Said[0].Value, "13912345678") {
			t.Errorf("%+v", p)
		}
		var body []byte
		if err := b.Store.Read(t.Context()).QueryRow(`SELECT body FROM outreach_attempt`).Scan(&body); err != nil || len(body) == 0 || strings.Contains(string(body), "路灯") {
			t.Errorf("the words lie open: %v", err)
		}
	})
	for name, part := range map[string]func(net.Conn, map[string]any){
		"Dies":     func(c net.Conn, _ map[string]any) { _, _, _ = wsutil.ReadClientData(c) },
		"Nonsense": func(c net.Conn, _ map[string]any) { _ = wsutil.WriteServerText(c, []byte("?")); untilOver(c) },
	} {
		t.Run(name, func(t *testing.T) {
			b := realBench(t)
			b.Recognizer = funasr(t, part)
			script := asks()
			script.Steps[0].Spoken = []Branch{{Phrases: []string{"满意"}, Next: "满意"}}
			script.Steps[0].Say = strings.ReplaceAll(script.Steps[0].Say, "{事项}", "")
			script.Steps[0].Keys["2"] = "不满意"
			script.Steps[2].Digits = nil
			script.Steps = append(script.Steps[:2], script.Steps[3:]...)
			p := b.calledByRobot(script, b.telephones(peers.SpeaksAndPresses(tone(t))))
			if p.State != PersonDone || p.Result != "不满意" || !p.Calls[0].Deaf {
				t.Errorf("%+v", p)
			}
			d, err := b.Get(b.Store.Read(t.Context()), seat, campaignOf(t, b))
			if err != nil || d.Deaf != 1 || d.Reached != 1 || d.Called != 1 || len(d.Final) != 1 {
				t.Errorf("%+v %v", d, err)
			}
		})
	}
}

// campaignOf is the only campaign.
func campaignOf(t *testing.T, b *bench) ids.ID {
	t.Helper()
	list, err := b.List(b.Store.Read(t.Context()), seat, "")
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v %v", list, err)
	}
	return list[0].ID
}
