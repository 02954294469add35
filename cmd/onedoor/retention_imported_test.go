package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/tool/importer"
	"onedoor/internal/workorder"
)

// importedErased holds that an order of an older system, of which nobody recorded when it ended, is opened by who may open
// any and by nobody else, and is erased with all that was said before masking, counted from its import.
func (x *town) importedErased(t *testing.T) {
	path := filepath.Join(t.TempDir(), "old.csv")
	file := "kind,title,time,content,unit,status,reply\n投诉,鹡桥旧事,2016-03-04 05:06:07,鹡桥旧事请打13812340099,水务管理局,办结,已修\n"
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := importer.Run(t.Context(), importer.Deps{Store: x.store, Directory: x.directory, Vault: x.vault, Orders: x.orders}, path, importer.Options{})
	if err != nil || r.Taken != 1 {
		t.Fatalf("import: %+v, %v", r, err)
	}
	x.settle(t)
	var id ids.ID
	q := x.store.Read(t.Context())
	if err := q.QueryRow(`SELECT id FROM workorder_order WHERE title = '鹡桥旧事'`).Scan(&id); err != nil {
		t.Fatal(err)
	}
	o, err := x.orders.Get(q, auth.System, id)
	if err != nil || !o.EndedAt.Equal(x.clock.Now().Truncate(time.Microsecond)) || !o.ArchivedAt.IsZero() {
		t.Fatalf("ended at %v, archived at %v: %v; want the time of the import, and nothing invented", o.EndedAt, o.ArchivedAt, err)
	}
	open := func(who, body string) said {
		t.Helper()
		return x.say(t, who, http.MethodPost, "/api/v1/orders/"+id.String()+"/originals", body)
	}
	const why = `{"purpose":"handle","reason":"核对旧工单的联系电话"}`
	for _, who := range []string{"officer", "leader"} {
		if got := open(who, why); got.status != http.StatusOK || !strings.Contains(got.body, "13812340099") {
			t.Errorf("%s opens the original: %d %s", who, got.status, got.body)
		}
	}
	if got := open("officer", `{"purpose":"handle"}`); got.code != "vault.reason_needed" {
		t.Errorf("without a reason, of an order that has ended: %d %s", got.status, got.body)
	}
	if got := open("officer-b", why); got.code != "workorder.not_found" {
		t.Errorf("another unit: %d %s", got.status, got.body)
	}
	if got := x.say(t, "leader", http.MethodPost, "/api/v1/orders/"+x.matter("a").order.String()+"/originals", why); got.code != "vault.not_found" {
		t.Errorf("an order whose originals are its requests': %d %s", got.status, got.body)
	}

	x.clock.Advance(13 * 31 * 24 * time.Hour) // every rule is on, with twelve months
	for range 4 {
		x.settle(t)
	}
	o, err = x.orders.Get(x.store.Read(t.Context()), auth.System, id)
	if want := workorder.ErasedWords | workorder.ErasedFiles | workorder.ErasedOriginals | workorder.ErasedIdentities; err != nil || o.Erased != want {
		t.Errorf("erased %d, want %d: %v", o.Erased, want, err)
	}
	if got := open("leader", why); got.code != "vault.erased" {
		t.Errorf("the original after its time: %d %s", got.status, got.body)
	}
	var left int
	if err := x.store.Read(t.Context()).QueryRow(`SELECT COUNT(*) FROM vault_text WHERE subject = ? AND body IS NOT NULL`, id).Scan(&left); err != nil || left != 0 {
		t.Errorf("%d originals are left: %v", left, err)
	}
}
