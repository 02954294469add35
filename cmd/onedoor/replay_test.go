package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/tool/replay"
)

// TestReplay replays forty rows: the first half on a server with the machine's clock, the rest, with the same journal,
// on one whose clock runs fast and whose units are slow.
func TestReplay(t *testing.T) {
	eachEngine(t, func(t *testing.T, p *program) {
		p.smallCity()
		p.env = append(p.env, "ONEDOOR_HTTP_PROXY_HEADER="+sourceHeader, "ONEDOOR_SESSION_LIFETIME=87600h")
		journal, accounts, address := filepath.Join(t.TempDir(), "journal"), smallAccounts(t), freeAddress(t)
		file := "testdata/replay.csv"

		s := p.serve("--listen", address)
		first := p.replayed(file, address, journal, "--accounts", accounts, "--speed", "1000000", "--limit", "20")
		if first.Rows != 20 || first.Acknowledged != 20 || first.Arrived != 20 || first.Late != 0 || first.WithoutDue != 0 || first.States["completed"]+first.States["archived"] != 20 {
			t.Errorf("first half: %+v", first)
		}
		if err := s.stop(); err != nil {
			t.Fatal(err)
		}

		slow := writeFile(t, "slow.yaml", "delays:\n  reply: {median: 20d, spread: 1}\nchances: {return: 0.5, rate: 1, reject: 0.5}\n")
		s = p.serve("--listen", address, "--clock-speed", "1000000")
		all := p.replayed(file, address, journal, "--accounts", accounts, "--speed", "1000000", "--behaviour", slow)
		if all.Rows != 41 || len(all.Rejected) != 1 || all.Rejected[0].Code != "import.unknown_kind" || all.Sent != 40 || all.Acknowledged != 40 || all.Arrived != 40 {
			t.Errorf("both halves: %+v", all)
		}
		if all.Late != 20 {
			t.Errorf("%d late, want the 20 whose units took twenty days", all.Late)
		}
		if all.States["completed"]+all.States["archived"] != 40 || all.States["archived"] == 0 || all.Verbs["confirm"] < 15 || all.Latency["reply"].Requests < 20 || all.Latency["sign"].P99 <= 0 {
			t.Errorf("both halves: %+v", all)
		}
		if all.Verbs["sign"] < 40 || all.Verbs["review"] <= first.Verbs["review"]+20 || all.Verbs["return"]+len(all.Refusals) == 0 {
			t.Errorf("nobody returned or sent back: %+v, refusals %v", all.Verbs, all.Refusals)
		}

		// Run once more it finds nothing to do, and forgets nothing.
		again := p.replayed(file, address, journal, "--accounts", accounts, "--speed", "1000000")
		if again.Acknowledged != 40 || again.Arrived != 40 || again.Latency["contact"].Requests+again.Latency["report"].Requests != 0 {
			t.Errorf("again: %+v", again)
		}
		numbers := acknowledged(t, journal)
		twice := 0
		if p.engine == store.SQLite { // what it finds out does not depend on the store
			p.foundOut(t, file, address, journal, accounts)
			twice = sentTwice
		}
		if err := s.stop(); err != nil {
			t.Fatal(err)
		}
		p.holdsOnce(numbers, twice)
	})
}

// TestReplay_AsDocumented runs the command as the documentation writes it: a simulation on this machine tells the citizens
// apart by itself, so that forty who write at once are not held up as one who writes too much.
func TestReplay_AsDocumented(t *testing.T) {
	p := newProgram(t, store.SQLite)
	p.smallCity()
	journal, address := filepath.Join(t.TempDir(), "journal"), freeAddress(t)
	web := writeFile(t, "web.yaml", "doors: {web: 1}\nchances: {return: 0, reject: 0, track: 0, rate: 0}\n")
	s := p.serve("--listen", address)
	r := p.replayPlainly("testdata/replay.csv", address, journal, "--accounts", smallAccounts(t), "--speed", "1000000000", "--behaviour", web)
	report, err := r.wait(t.Context())
	if err != nil {
		t.Fatalf("replay: %v\n%s\n%s", err, r.out.String(), r.report.String())
	}
	if report.Acknowledged != 40 || report.Arrived != 40 || report.Throttled != 0 || report.Retries != 0 || report.Latency["report"].Requests < 40 {
		t.Errorf("%+v", report)
	}
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
}

// replayed runs a replay that has to succeed.
func (p *program) replayed(file, address, journal string, args ...string) replay.Report {
	p.t.Helper()
	r := p.replay(file, address, journal, args...)
	report, err := r.wait(p.t.Context())
	if err != nil {
		p.t.Fatalf("replay: %v\n%s\n%s", err, r.out.String(), r.report.String())
	}
	if !report.Verified || len(report.Missing)+len(report.Doubled)+len(report.Refused)+len(report.Left) > 0 {
		p.t.Errorf("replay: %+v", report)
	}
	return report
}

// sentTwice is how many rows foundOut sends a second time.
const sentTwice = 12

// foundOut holds that the command fails where something is doubled or missing, and before it where nothing can be sent.
func (p *program) foundOut(t *testing.T, file, address, journal, accounts string) {
	fails := func(what, journal string, args []string, words ...string) {
		t.Helper()
		r := p.replay(file, address, journal, args...)
		report, err := r.wait(t.Context())
		if err == nil || r.cmd.ProcessState.ExitCode() == 0 {
			t.Errorf("%s: the command says all is well: %+v", what, report)
		}
		for _, word := range words {
			if !strings.Contains(r.out.String()+r.report.String(), word) {
				t.Errorf("%s: it does not say %q:\n%s%s", what, word, r.out.String(), r.report.String())
			}
		}
	}
	usual := []string{"--accounts", accounts, "--speed", "1000000000"}
	// A journal that was lost, and portal's forms beside calls: calls are known by their keys, forms are not.
	web := writeFile(t, "web.yaml", "doors: {web: 1}\nchances: {return: 0, track: 0, rate: 0}\n")
	fails("doubled", filepath.Join(t.TempDir(), "other"), append(usual, "--limit", strconv.Itoa(sentTwice), "--behaviour", web), "replay.lost_or_doubled", `"doubled": [`)
	text, err := os.ReadFile(journal)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	foreign := append(bytes.Clone(text), []byte(`{"row":77,"what":"receipt","number":"ZZ20260302000010","code":"AAAA","order":"1"}`+"\n"+`{"row":77,"what":"end"}`+"\n")...)
	fails("missing", writeFile(t, "missing", string(foreign)), usual, "replay.lost_or_doubled", `"missing": [`, "77")
	fails("other seed", writeFile(t, "seed", string(lines[0])), append(usual, "--seed", "9"), "replay.journal")
	fails("wrong password", filepath.Join(t.TempDir(), "j"), []string{"--accounts", writeFile(t, "bad.csv", "seat-one,not the password\n")}, "replay.accounts", "seat-one")
	fails("no officer", filepath.Join(t.TempDir(), "j"), []string{"--accounts", writeFile(t, "few.csv", "seat-one,"+testPassword+"\n")}, "replay.crew", "officer")
	fails("speed", filepath.Join(t.TempDir(), "j"), append(usual, "--speed", "0"), "replay.speed")
	fails("server", filepath.Join(t.TempDir(), "j"), append(usual, "--server", "http://hotline.example"), "replay.server")
	fails("behaviour", filepath.Join(t.TempDir(), "j"), append(usual, "--behaviour", writeFile(t, "b.yaml", "chances:\n  rate: 7\n")), "replay.behaviour", "第 2 行")
	fails("nobody there", filepath.Join(t.TempDir(), "j"), append(usual, "--server", "http://"+freeAddress(t), "--patience", "100ms"), "replay.server_gone")
}

// TestReplayKill kills the real server with kill -9 at random moments of a replay, and the replay itself once. In the
// end everything that was acknowledged is there once, with its timers.
//
// ONEDOOR_KILLS is how often the server is killed (default 5 for each store).
func TestReplayKill(t *testing.T) {
	kills := 5
	if n, err := strconv.Atoi(os.Getenv("ONEDOOR_KILLS")); err == nil {
		kills = n
	}
	if testing.Short() {
		kills = 2
	}
	eachEngine(t, func(t *testing.T, p *program) {
		p.smallCity()
		p.env = append(p.env, "ONEDOOR_HTTP_PROXY_HEADER="+sourceHeader)
		journal, accounts, address := filepath.Join(t.TempDir(), "journal"), smallAccounts(t), freeAddress(t)
		rows := 40 + 30*kills
		file := writeFile(t, "rows.csv", manyRows(t, rows))
		// Forty rows a second come in, so that the replay lasts until the last kill however fast the machine is.
		var quick strings.Builder
		quick.WriteString("delays:\n")
		for _, verb := range []string{"dispatch", "sign", "return", "review_return", "reply", "review", "track", "rate"} {
			quick.WriteString("  " + verb + ": {median: 5m, spread: 3}\n")
		}
		args := []string{"--accounts", accounts, "--speed", "7200", "--concurrency", "8", "--behaviour", writeFile(t, "quick.yaml", quick.String())}
		random := rand.New(rand.NewPCG(uint64(kills), 11)) //nolint:gosec // a test's dice
		s := p.serve("--listen", address)
		r := p.replay(file, address, journal, args...)
		done := 0
		for round := range kills {
			r.works(t, journal)
			time.Sleep(time.Duration(random.IntN(400)) * time.Millisecond) // the moment of the kill, not a synchronisation
			if r.ended() {
				break
			}
			s.kill()
			done++
			if round == kills/2 {
				r.kill()
				r = p.replay(file, address, journal, args...)
			}
			s = p.serve("--listen", address)
			if testing.Verbose() {
				t.Logf("kill %d: %d acknowledged so far", done, len(acknowledged(t, journal)))
			}
		}
		report, err := r.wait(t.Context())
		if err != nil {
			t.Fatalf("replay: %v\n%s\n%s", err, r.out.String(), r.report.String())
		}
		if done < kills {
			t.Errorf("the replay was over after %d of %d kills: give it more rows", done, kills)
		}
		if report.Acknowledged != rows || report.Arrived != rows || len(report.Missing)+len(report.Doubled)+len(report.Refused)+len(report.Left) > 0 || report.WithoutDue > 0 || !report.Verified {
			t.Errorf("after %d kills: %+v", done, report)
		}
		if report.States["completed"]+report.States["archived"] != rows {
			t.Errorf("not every order came to its end: %v, refusals %v", report.States, report.Refusals)
		}
		if err := s.stop(); err != nil {
			t.Fatalf("stop: %v\n%s", err, s.log)
		}
		p.holdsOnce(acknowledged(t, journal), 0)
		t.Logf("%d kills on %s: %d rows acknowledged, each there once; %d requests repeated", done, p.engine, report.Acknowledged, report.Retries)
	})
}

// manyRows repeats the test's rows, each a request of its own, some three city minutes apart.
func manyRows(t *testing.T, n int) string {
	t.Helper()
	text, err := os.ReadFile("testdata/replay.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	out := csv.NewWriter(&b)
	at := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	_ = out.Write(rows[0])
	for i := range n {
		row := slices.Clone(rows[1+i%40])
		row[0], row[4] = fmt.Sprintf("K%05d", i+1), at.Add(time.Duration(i)*3*time.Minute).Format("2006-01-02 15:04")
		_ = out.Write(row)
	}
	out.Flush()
	return b.String()
}

// works waits until the replay writes its journal on, or has ended.
func (r *replaying) works(t *testing.T, journal string) {
	t.Helper()
	size := func() int64 {
		info, err := os.Stat(journal)
		if err != nil {
			return 0
		}
		return info.Size()
	}
	before := size()
	for range 3000 {
		if size() > before+500 || r.ended() {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("the replay does not go on:\n%s", r.out.String())
}

// TestAcceptReplay replays a city's public records of three years on a demo city. It runs when asked for
// (ONEDOOR_ACCEPT=1), and fails when the records are not beside the checkout.
func TestAcceptReplay(t *testing.T) {
	if os.Getenv("ONEDOOR_ACCEPT") != "1" {
		testkit.Lack(t, "set ONEDOOR_ACCEPT=1 to run it on the public records beside the checkout")
	}
	file := testkit.Record(t, "messages/zhuhai-12345-2015-2017.jsonl.gz")
	eachEngine(t, func(t *testing.T, p *program) {
		city, err := demoCity()
		if err != nil {
			t.Fatal(err)
		}
		var out lockedBuffer
		if err := installDemo(t.Context(), p.settings(), slog.New(slog.DiscardHandler), city, &out); err != nil {
			t.Fatalf("%v\n%s", err, out.String())
		}
		p.env = append(p.env, "ONEDOOR_HTTP_PROXY_HEADER="+sourceHeader)
		address := freeAddress(t)
		s := p.serve("--listen", address)
		r := p.replayed(file, address, filepath.Join(t.TempDir(), "journal"), "--speed", "1000000")
		if r.Rows != 2842 || r.Acknowledged < 2840 || r.Arrived != r.Acknowledged || r.WithoutDue != 0 || r.States["completed"]+r.States["archived"] != r.Acknowledged {
			t.Errorf("%+v", r)
		}
		if err := s.stop(); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d rows, %d acknowledged, %d arrived, %d missing, %d doubled, %d late, %v; %.0f s, %.0f requests/s, %.0f orders/s",
			p.engine, r.Rows, r.Acknowledged, r.Arrived, len(r.Missing), len(r.Doubled), r.Late, r.States, r.Seconds, r.PerSecond, r.OrdersPer)
		for _, verb := range sortedKeys(r.Latency) {
			l := r.Latency[verb]
			t.Logf("  %-14s %6d  p50 %6.1f ms  p95 %6.1f ms  p99 %6.1f ms", verb, l.Requests, l.P50, l.P95, l.P99)
		}
	})
}
