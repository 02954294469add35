package vault

import (
	"errors"
	"testing"

	"onedoor/internal/platform/store"
)

func TestErase(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		id := r.put(t, wang)
		more := wang
		more.Phones = append(more.Phones, "0756-2123456")
		r.put(t, more)
		neighbour := r.put(t, Person{Name: "王小红", Phones: wang.Phones})
		ctx := as(t, 7, RightReveal)
		if _, err := r.RevealNow(ctx, id, PurposeHandle, 0); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			r.write(t, func(tx *store.Tx) error { return r.Erase(ctx, tx, id, "retention") })
		}

		if _, err := r.RevealNow(ctx, id, PurposeHandle, 0); !errors.Is(err, ErrErased) {
			t.Errorf("reveal: %v", err)
		}
		if _, err := r.Contact(r.read(t), id); !errors.Is(err, ErrErased) {
			t.Errorf("contact: %v", err)
		}
		if found, err := r.Find(r.read(t), wang.Phones[0]); err != nil || len(found) != 1 || found[0] != neighbour {
			t.Errorf("found %v, %v, want the neighbour only", found, err)
		}
		if found, err := r.Find(r.read(t), "2123456"); err != nil || len(found) != 0 {
			t.Errorf("found %v by the second number, %v", found, err)
		}
		masked, err := r.Masked(r.read(t), id)
		if err != nil || masked[id] != (Masked{ID: id, Name: nameErased, Erased: true}) {
			t.Errorf("masked %+v, %v", masked, err)
		}
		if n := r.count(t, `SELECT COUNT(*) FROM vault_record`); n != 0 {
			t.Errorf("%d records left", n)
		}
		kinds := []string{}
		for _, e := range r.events(t, id) {
			kinds = append(kinds, e.Kind)
		}
		if len(kinds) != 2 || kinds[0] != KindRevealed || kinds[1] != KindErased {
			t.Errorf("chain %v", kinds)
		}
		if again := r.put(t, wang); again == id || again == 0 {
			t.Errorf("the person came back as %d, erased was %d", again, id)
		}
		err = r.Store.Write(ctx, func(tx *store.Tx) error { return r.Erase(ctx, tx, 404, "retention") })
		if !errors.Is(err, ErrNotFound) {
			t.Errorf("erase of an unknown identity: %v", err)
		}
	})
}
