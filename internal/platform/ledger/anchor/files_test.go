package anchor_test

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onedoor/internal/platform/ledger/anchor"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// forge signs a header with a key of one's own.
func forge(t *testing.T, text string, key seal.Signer, keepName bool) string {
	t.Helper()
	head, rest, _ := strings.Cut(text, "\n")
	_, rest, _ = strings.Cut(rest, "\n")
	if !keepName {
		start := strings.Index(head, `"key":"`) + len(`"key":"`)
		end := start + strings.Index(head[start:], `"`)
		head = head[:start] + string(key.Public()) + head[end:]
	}
	return head + "\n" + base64.StdEncoding.EncodeToString(key.Sign([]byte("onedoor anchor\n"+head))) + "\n" + rest
}

// TestAnchorFiles tampers with the anchors, alone and together with the ledger.
func TestAnchorFiles(t *testing.T) {
	remove := func(t *testing.T, a *archive, numbers ...int) {
		for _, n := range numbers {
			if err := os.Remove(a.file(n)); err != nil {
				t.Fatal(err)
			}
		}
	}
	cases := []struct {
		name string
		do   func(t *testing.T, a *archive)
		want []string
	}{
		{"OneRemoved", func(t *testing.T, a *archive) { remove(t, a, 2) }, []string{"anchor_missing @2"}},
		{"LastRemoved", func(t *testing.T, a *archive) { remove(t, a, 3) }, []string{"anchor_missing @3"}},
		{"AllRemoved", func(t *testing.T, a *archive) { remove(t, a, 1, 2, 3) }, []string{"anchor_missing @1-3"}},
		{"RemovedAndRow", func(t *testing.T, a *archive) { // the database forgets it too; the one after it still proves all before
			remove(t, a, 2)
			a.exec(`DELETE FROM ledger_anchor WHERE number = 2`)
		}, []string{"anchor_missing @2"}},
		{"RemovedAndRowAndEvent", func(t *testing.T, a *archive) {
			remove(t, a, 2)
			a.exec(`DELETE FROM ledger_anchor WHERE number = 2`)
			a.exec(`UPDATE ledger_event SET actor = 99 WHERE seq = 15`)
			a.recompute(3, 5)
		}, []string{"anchor_missing @2", "stretch_changed #9-16 @3", "chain_recomputed 3/6 #18 @3"}},
		{"RemovedAndEvent", func(t *testing.T, a *archive) { // the header in the database still shows that something is wrong
			remove(t, a, 1)
			a.exec(`UPDATE ledger_event SET actor = 99 WHERE seq = 8`)
			r := a.rows(2)[2]
			a.exec(`UPDATE ledger_event SET hash = ? WHERE seq = 8`, r.Sum(a.ring.Suite().Hash))
		}, []string{"anchor_missing @1", "stretch_changed #1-8 @1", "chain_broken 2/4 #11"}},
		{"Cut", func(t *testing.T, a *archive) { a.edit(2, func(s string) string { return s[:len(s)-40] }) }, []string{"anchor_damaged @2"}},
		{"CutToNothing", func(t *testing.T, a *archive) { a.edit(2, func(string) string { return "" }) }, []string{"anchor_damaged @2"}},
		{"CutInHeader", func(t *testing.T, a *archive) { a.edit(2, func(s string) string { return s[:100] }) }, []string{"anchor_damaged @2"}},
		{"LongerThanItWas", func(t *testing.T, a *archive) { a.edit(2, func(s string) string { return s + "-\n" }) }, []string{"anchor_damaged @2"}},
		{"LineEdited", func(t *testing.T, a *archive) {
			a.edit(2, func(s string) string { return strings.Replace(s, "\n2 5 ", "\n2 6 ", 1) })
		}, []string{"anchor_damaged @2"}},
		{"HashEditedWithTheLedger", func(t *testing.T, a *archive) {
			old := a.rows(3)[5]
			a.exec(`UPDATE ledger_event SET actor = 99 WHERE seq = 18`)
			a.recompute(3, 6)
			a.edit(3, func(s string) string { return strings.Replace(s, hexOf(old.Hash), hexOf(a.rows(3)[5].Hash), 1) })
		}, []string{"anchor_damaged @3", "stretch_changed #17-18 @3"}},
		{"HeaderEdited", func(t *testing.T, a *archive) {
			a.edit(2, func(s string) string { return strings.Replace(s, `"upto":16`, `"upto":15`, 1) })
		}, []string{"anchor_forged @2"}},
		{"OtherKey", func(t *testing.T, a *archive) {
			a.edit(3, func(s string) string { return forge(t, s, newRing(t, seal.Intl).Signer("x"), false) })
		}, []string{"anchor_forged @3"}},
		{"OtherKeySameName", func(t *testing.T, a *archive) {
			a.edit(3, func(s string) string { return forge(t, s, newRing(t, seal.Intl).Signer("x"), true) })
		}, []string{"anchor_forged @3"}},
		{"Exchanged", func(t *testing.T, a *archive) {
			text, err := os.ReadFile(a.file(1))
			if err != nil {
				t.Fatal(err)
			}
			a.edit(2, func(string) string { return string(text) })
		}, []string{"anchor_damaged @2"}},
		{"RowDeleted", func(t *testing.T, a *archive) { a.exec(`DELETE FROM ledger_anchor WHERE number = 3`) }, []string{"anchor_unlisted @3"}},
		{"RowChanged", func(t *testing.T, a *archive) { a.exec(`UPDATE ledger_anchor SET upto = 19 WHERE number = 3`) }, []string{"anchor_row @3"}},
		{"RowHeaderChanged", func(t *testing.T, a *archive) {
			a.exec(`UPDATE ledger_anchor SET header = replace(header, '"upto":18', '"upto":19') WHERE number = 3`)
		}, []string{"anchor_row @3"}},
		{"RowSignatureChanged", func(t *testing.T, a *archive) { a.exec(`UPDATE ledger_anchor SET signature = '' WHERE number = 3`) }, []string{"anchor_row @3"}},
	}
	for _, x := range cases {
		t.Run(x.name, func(t *testing.T) {
			testkit.Each(t, func(t *testing.T, st *store.Store) {
				a := filled(t, st, seal.Intl)
				x.do(t, a)
				a.expect(x.want...)
			})
		})
	}
}

// TestCopy holds that a copy of the anchors kept elsewhere finds what somebody with all keys did at home: the chain
// was computed anew, and the anchors were made anew and signed with the right key.
func TestCopy(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		a := filled(t, st, seal.Intl)
		elsewhere := filepath.Join(t.TempDir(), "copy")
		if err := os.CopyFS(elsewhere, os.DirFS(a.dir)); err != nil {
			t.Fatal(err)
		}
		a.exec(`UPDATE ledger_event SET payload = '{}' WHERE seq = 7`)
		a.recompute(1, 3)
		a.exec(`DELETE FROM ledger_anchor`)
		if err := anchor.Remove(a.dir); err != nil {
			t.Fatal(err)
		}
		a.run()
		a.expect()
		_, list := a.verifyWith(elsewhere)
		if got := strings.Join(shorts(list), "; "); !strings.Contains(got, "chain_recomputed 1/3 #7 @1") || !strings.Contains(got, "anchor_row @1") {
			t.Errorf("found %s", got)
		}
	})
}
