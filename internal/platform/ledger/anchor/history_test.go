package anchor_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/ledger/anchor"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

func hexOf(b []byte) string { return hex.EncodeToString(b) }

func (a *archive) export(subject ids.ID, show func(ledger.Record) anchor.Show) string {
	a.t.Helper()
	h, err := a.keeper.History(st0(a), subject, "YM1", show)
	if err != nil {
		a.t.Fatal(err)
	}
	var b bytes.Buffer
	if err := h.Write(&b); err != nil {
		a.t.Fatal(err)
	}
	return b.String()
}

func check(t *testing.T, text string, key seal.PublicKey, dir string) anchor.Verdict {
	t.Helper()
	h, err := anchor.ReadHistory(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	v := h.Check(key, dir)
	if v.OK != (len(v.Problems) == 0) {
		t.Errorf("ok = %v with %v", v.OK, shorts(v.Problems))
	}
	return v
}

func all(level anchor.Show) func(ledger.Record) anchor.Show {
	return func(ledger.Record) anchor.Show { return level }
}

// mixed shows every event another way.
func mixed(r ledger.Record) anchor.Show { return anchor.Show(r.Pos % 3) }

func TestHistory(t *testing.T) {
	for _, suite := range seal.SuiteNames() {
		t.Run(suite, func(t *testing.T) {
			testkit.Each(t, func(t *testing.T, st *store.Store) {
				a := filled(t, st, suite)
				v := check(t, a.export(1, all(anchor.ShowWhole)), a.keeper.Key(), a.dir)
				if !v.OK || v.Events != 7 || v.Whole != 7 || v.Anchored != 6 || v.Anchor != 2 || !v.KeyKnown || v.Head != hexOf(a.rows(1)[6].Hash) || v.Number != "YM1" {
					t.Errorf("whole: %+v", v)
				}
				v = check(t, a.export(1, mixed), "", "")
				if !v.OK || v.Hidden != 2 || v.Told != 3 || v.Whole != 2 || v.KeyKnown || v.Key != a.keeper.Key() {
					t.Errorf("mixed: %+v", v)
				}
				told := a.export(3, all(anchor.ShowTold))
				for _, secret := range []string{`"3"`, ",7,", "of", "actor", hexOf([]byte("7"))[:0] + a.rows(3)[0].ID.String()} {
					if strings.Contains(strings.ReplaceAll(told, "onedoor-history/1", ""), secret) && secret != "of" {
						t.Errorf("what is not to be seen: %q in %s", secret, told)
					}
				}
				if v := check(t, told, a.keeper.Key(), a.dir); !v.OK || v.Told != 6 || v.Anchored != 6 || v.Anchor != 3 {
					t.Errorf("told: %+v", v)
				}
				hidden := a.export(3, all(anchor.ShowHash))
				if v := check(t, hidden, a.keeper.Key(), a.dir); !v.OK || v.Hidden != 6 || v.Anchored != 6 || strings.Contains(hidden, "thing.changed") {
					t.Errorf("hidden: %+v", v)
				}
			})
		})
	}
}

// TestHistory_Newer: a chain of which nothing is anchored yet has no proof, and says so.
func TestHistory_Newer(t *testing.T) {
	a := newArchive(t, testkit.Store(t), seal.Intl)
	a.add(1, 1)
	if v := check(t, a.export(1, mixed), a.keeper.Key(), ""); !v.OK || v.Anchored != 0 || v.Anchor != 0 {
		t.Errorf("%+v", v)
	}
	s, err := a.keeper.Standing(st0(a), 1)
	if err != nil || s.Events != 2 || s.Anchored != 0 || s.Anchor != 0 || !bytes.Equal(s.Head, a.rows(1)[1].Hash) {
		t.Errorf("%+v, %v", s, err)
	}
	a.run()
	a.add(1)
	if s, err = a.keeper.Standing(st0(a), 1); err != nil || s.Events != 3 || s.Anchored != 2 || s.Anchor != 1 || !s.At.Equal(testkit.Monday) {
		t.Errorf("%+v, %v", s, err)
	}
	if s, err = a.keeper.Standing(st0(a), 404); err != nil || s.Events != 0 || s.Head != nil {
		t.Errorf("no chain: %+v, %v", s, err)
	}
}

// TestHistory_Tampered edits the file field by field; each edit is found.
func TestHistory_Tampered(t *testing.T) {
	a := filled(t, testkit.Store(t), seal.Intl)
	text := a.export(1, func(r ledger.Record) anchor.Show { return anchor.Show(min(r.Pos%4, 2)) }) // 4 hidden, 1 and 5 told, the rest whole
	type doc = map[string]any
	event := func(d doc, pos int) doc { return d["events"].([]any)[pos-1].(doc) }
	edits := map[string]struct {
		edit func(d doc)
		want string
	}{
		"Kind":          {func(d doc) { event(d, 1)["kind"] = "thing.else" }, "event_changed/1"},
		"Time":          {func(d doc) { event(d, 1)["at"] = "2026-01-01T00:00:00Z" }, "event_changed/1"},
		"Inner":         {func(d doc) { event(d, 5)["inner"] = strings.Repeat("0", 64) }, "event_changed/5"},
		"Payload":       {func(d doc) { event(d, 2)["payload"] = "{}" }, "event_changed/2"},
		"Actor":         {func(d doc) { event(d, 3)["actor"] = "4" }, "event_changed/3"},
		"ActorNoNumber": {func(d doc) { event(d, 3)["actor"] = "four" }, "event_changed/3"},
		"Subject":       {func(d doc) { event(d, 3)["subject"] = "4" }, "event_changed/3"},
		"OnlyWhole":     {func(d doc) { delete(event(d, 3), "kind"); delete(event(d, 3), "at"); delete(event(d, 3), "inner") }, "event_changed/3"},
		"HiddenHash":    {func(d doc) { event(d, 4)["hash"] = strings.Repeat("0", 64) }, "chain_broken/5"},
		"HiddenPrev":    {func(d doc) { event(d, 4)["prev"] = strings.Repeat("0", 64) }, "chain_broken/4"},
		"NotAHash":      {func(d doc) { event(d, 4)["hash"] = "x" }, "event_changed/4; chain_broken/5"},
		"LeftOut":       {func(d doc) { d["events"] = append(d["events"].([]any)[:2:2], d["events"].([]any)[3:]...) }, "event_missing/3; proof_wrong/6 @2"},
		"BeginsLater":   {func(d doc) { d["events"] = d["events"].([]any)[2:] }, "event_missing/1-2; proof_wrong/6 @2"},
		"Twice":         {func(d doc) { d["events"] = append(d["events"].([]any), event(d, 7)) }, "chain_broken/7"},
		"Index":         {func(d doc) { d["proof"].(doc)["index"] = 6 }, "proof_wrong/6 @2"},
		"IndexFar":      {func(d doc) { d["proof"].(doc)["index"] = 600 }, "proof_wrong/6 @2"},
		"ProofOfOther":  {func(d doc) { d["proof"].(doc)["pos"] = 5 }, "proof_wrong/5 @2"},
		"ProofOfNone":   {func(d doc) { d["proof"].(doc)["pos"] = 0 }, "proof_wrong @2"},
		"PathShort":     {func(d doc) { d["proof"].(doc)["path"] = d["proof"].(doc)["path"].([]any)[1:] }, "proof_wrong/6 @2"},
		"PathNoHash":    {func(d doc) { d["proof"].(doc)["path"].([]any)[0] = "00" }, "proof_wrong/6 @2"},
		"Header": {func(d doc) {
			d["proof"].(doc)["header"] = strings.Replace(d["proof"].(doc)["header"].(string), `"upto":16`, `"upto":17`, 1)
		}, "anchor_forged @2"},
		"HeaderNone": {func(d doc) { d["proof"].(doc)["header"] = "{}" }, "anchor_damaged"},
		"Signature":  {func(d doc) { d["proof"].(doc)["signature"] = "" }, "anchor_forged @2"},
		"Suite":      {func(d doc) { d["suite"] = "gm" }, ""},
	}
	for name, x := range edits {
		t.Run(name, func(t *testing.T) {
			var d doc
			if err := json.Unmarshal([]byte(text), &d); err != nil {
				t.Fatal(err)
			}
			x.edit(d)
			edited, err := json.Marshal(d)
			if err != nil {
				t.Fatal(err)
			}
			v := check(t, string(edited), a.keeper.Key(), a.dir)
			var got []string
			for _, p := range v.Problems {
				got = append(got, strings.Replace(short(p), " /", "/", 1))
			}
			if v.OK || x.want != "" && strings.Join(got, "; ") != x.want {
				t.Errorf("found %s, want %s", strings.Join(got, "; "), x.want)
			}
		})
	}
	t.Run("OtherKey", func(t *testing.T) {
		if v := check(t, text, newRing(t, seal.Intl).Signer("x").Public(), ""); v.OK || v.Problems[0].Kind != anchor.AnchorForged {
			t.Errorf("%+v", v)
		}
	})
	t.Run("OtherAnchors", func(t *testing.T) { // signed with the right key, but not the anchor that was kept
		b := filled(t, testkit.Store(t), seal.Intl)
		if v := check(t, text, "", b.dir); v.OK || v.Problems[0].Kind != anchor.AnchorOther {
			t.Errorf("%+v", v)
		}
		if v := check(t, text, "", t.TempDir()); v.OK || v.Problems[0].Kind != anchor.AnchorMissing {
			t.Errorf("%+v", v)
		}
	})
	t.Run("ChangedLedger", func(t *testing.T) { // no proof is given of what was not signed
		a.exec(`UPDATE ledger_event SET hash = prev WHERE seq = 16`)
		if strings.Contains(a.export(1, mixed), `"proof"`) {
			t.Error("a proof of a changed event")
		}
	})
}

func TestReadHistory_Malformed(t *testing.T) {
	a := filled(t, testkit.Store(t), seal.Intl)
	good := a.export(1, mixed)
	for name, text := range map[string]string{"Empty": "", "NotJSON": "%PDF-1.4", "Array": "[]", "More": good + "{}", "Unknown": strings.Replace(good, `"suite"`, `"sweet"`, 1),
		"Format": strings.Replace(good, "history/1", "history/2", 1), "NoEvents": `{"format":"onedoor-history/1","suite":"intl","events":[]}`,
		"SuiteUnknown": strings.Replace(good, `"intl"`, `"rot13"`, 1), "Cut": good[:len(good)/2], "NoTime": strings.Replace(good, `"at": "2026`, `"at": "soon`, 1)} {
		if _, err := anchor.ReadHistory(strings.NewReader(text)); !errors.Is(err, anchor.ErrFile) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// kept reads a history that an earlier version wrote, with the key that signed its anchor.
func kept(t testing.TB, suite string) (string, seal.PublicKey) {
	t.Helper()
	text, err := os.ReadFile("testdata/history-" + suite + ".json")
	if err != nil {
		t.Fatal(err)
	}
	key, err := anchor.ReadKey("testdata/history-" + suite + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	return string(text), key
}

// TestHistory_Kept: files that citizens hold stay valid whatever the program becomes.
func TestHistory_Kept(t *testing.T) {
	for _, suite := range seal.SuiteNames() {
		text, key := kept(t, suite)
		if v := check(t, text, key, ""); !v.OK || v.Events != 7 || v.Whole != 2 || v.Told != 3 || v.Hidden != 2 || v.Anchored != 6 || v.Anchor != 2 {
			t.Errorf("%s: %+v", suite, v)
		}
	}
}

// FuzzReadHistory: no text makes reading or checking panic, and no other chain passes as one that was anchored.
func FuzzReadHistory(f *testing.F) {
	anchored := map[string]bool{}
	var keys []seal.PublicKey
	for _, suite := range seal.SuiteNames() {
		text, key := kept(f, suite)
		f.Add(text)
		h, err := anchor.ReadHistory(strings.NewReader(text))
		if err != nil {
			f.Fatal(err)
		}
		anchored[h.Events[h.Proof.Pos-1].Hash] = true
		keys = append(keys, key)
	}
	f.Add(`{"format":"onedoor-history/1","suite":"gm","events":[{"pos":1,"kind":"x"}],"proof":{"pos":1,"header":"{}","path":[""]}}`)
	f.Fuzz(func(t *testing.T, text string) {
		h, err := anchor.ReadHistory(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, key := range keys {
			if v := h.Check(key, ""); v.OK && v.Anchored > 0 && !anchored[h.Events[v.Anchored-1].Hash] {
				t.Errorf("a history passes that was never anchored: %s", text)
			}
		}
	})
}
