package workorder

import (
	"bytes"
	"strings"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger/anchor"
	"onedoor/internal/platform/store"
)

// kinds are the events of a history that are shown, "-" for a hidden one.
func kinds(h anchor.History) string {
	var list []string
	for _, e := range h.Events {
		switch {
		case e.Told == nil:
			list = append(list, "-")
		case e.Whole == nil:
			list = append(list, "("+e.Kind+")")
		default:
			list = append(list, strings.TrimPrefix(e.Kind, "workorder."))
		}
	}
	return strings.Join(list, " ")
}

// TestHistory exports the same order as several people: each sees the events that their timeline has, whole; the
// others only as hashes; and every file can be checked by itself.
func TestHistory(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		o := b.in(StateHandling)
		b.must(func(tx *store.Tx) (Order, error) {
			return b.s.Note(tx, centre, o.ID, 0, NoteIn{Text: "中心内部备注"})
		})
		if _, err := b.anchors.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.must(func(tx *store.Tx) (Order, error) {
			return b.s.Urge(tx, centre, o.ID, 0, UrgeIn{Note: "请尽快"})
		})
		for who, p := range map[string]auth.Principal{"centre": centre, "unit": waters} {
			h, err := b.s.History(b.Store.Read(t.Context()), p, o.ID)
			if err != nil {
				t.Fatal(err)
			}
			items, err := b.s.Timeline(b.Store.Read(t.Context()), p, o.ID)
			if err != nil {
				t.Fatal(err)
			}
			v := h.Check(b.anchors.Key(), b.anchors.Dir())
			if !v.OK || v.Events != 5 || v.Whole != len(items) || v.Told != 0 || v.Anchored != 4 || v.Number != o.Number {
				t.Errorf("%s: %s, %d in the timeline: %+v", who, kinds(h), len(items), v)
			}
			var file bytes.Buffer
			if err := h.Write(&file); err != nil {
				t.Fatal(err)
			}
			for _, words := range []string{"内部备注", "请尽快", o.Title} {
				if strings.Contains(file.String(), words) {
					t.Errorf("%s: words in the file: %s", who, words)
				}
			}
			if noted := strings.Contains(kinds(h), "noted"); noted != (who == "centre") {
				t.Errorf("%s: %s", who, kinds(h))
			}
		}
		q := b.Store.Read(t.Context())
		for _, id := range []ids.ID{o.ID, 987654} {
			if _, err := b.s.History(q, roads, id); code(err) != "workorder.not_found" {
				t.Errorf("another unit's: %v", err)
			}
		}
	})
}

func TestHTTP_History(t *testing.T) {
	a := newAPI(t)
	form := a.form()
	form.Sealed = true
	sealed := a.must(func(tx *store.Tx) (Order, error) { return a.s.Create(tx, centre, form) })
	o := a.must(func(tx *store.Tx) (Order, error) { return a.s.Create(tx, centre, a.form()) })
	got := a.get("centre", "/orders/"+o.ID.String()+"/history")
	h, err := anchor.ReadHistory(bytes.NewReader(got.body))
	if got.status != 200 || err != nil || !strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment") || kinds(h) != "created" || !h.Check("", "").OK {
		t.Errorf("%d %s %v", got.status, got.body, err)
	}
	if got := a.get("seat", "/orders/"+sealed.ID.String()+"/history"); got.status != 403 || got.code() != "workorder.sealed" {
		t.Errorf("sealed: %d %s", got.status, got.body)
	}
	if got := a.get("centre", "/orders/1/history"); got.status != 404 {
		t.Errorf("none: %d", got.status)
	}
}
