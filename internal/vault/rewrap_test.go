package vault

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

func TestRewrap(t *testing.T) {
	for _, c := range []struct{ from, to string }{{seal.Intl, seal.Intl}, {seal.Intl, seal.GM}, {seal.GM, seal.Intl}} {
		t.Run(c.from+" to "+c.to, func(t *testing.T) {
			testkit.Each(t, func(t *testing.T, st *store.Store) {
				r := newRoom(t, st, c.from)
				var identities []ids.ID
				for i := range rewrapBatch + 5 {
					identities = append(identities, r.put(t, Person{Name: "王小明", Phones: []string{fmt.Sprintf("138%08d", i)}}))
				}
				more := r.put(t, Person{Name: "王小明", Phones: []string{"13800000000"}, Address: "新址"})
				r.write(t, func(tx *store.Tx) error {
					if err := r.Erase(t.Context(), tx, identities[1], "retention"); err != nil {
						return err
					}
					return r.PutText(tx, 77, r.SealText(Text{Field: "content", Words: "原文"}))
				})

				ring, err := r.ring.Rotated(c.to, r.Clock.Now())
				if err != nil {
					t.Fatal(err)
				}
				after := New(st, r.Ledger, r.Clock, ring, DefaultConfig)
				if _, err := after.Contact(r.read(t), identities[2]); err != nil {
					t.Fatalf("before rewrapping: %v", err)
				}
				changed, err := after.Rewrap(t.Context(), nil)
				if want := len(identities) - 1 + 2; err != nil || changed != want {
					t.Fatalf("changed %d, %v, want %d", changed, err, want)
				}
				uses, err := after.KeyUses(r.read(t))
				want := []KeyUse{{Key: ring.Keys()[1].ID, Rows: changed, Known: true}}
				if err != nil || !reflect.DeepEqual(uses, want) {
					t.Errorf("uses %+v, %v, want %+v", uses, err, want)
				}
				got, err := after.Contact(r.read(t), more)
				if err != nil || got.Address != "新址" {
					t.Errorf("after rewrapping: %q, %v", got.Address, err)
				}
				if found, err := after.Find(r.read(t), "13800000002"); err != nil || len(found) != 1 {
					t.Errorf("find after rewrapping: %v, %v", found, err)
				}
				ctx := as(t, 7, RightReveal)
				if err := st.Write(ctx, func(tx *store.Tx) error {
					_, err := after.OpenText(ctx, tx, 77, PurposeHandle, 0)
					return err
				}); err != nil {
					t.Errorf("text after rewrapping: %v", err)
				}
				if changed, err = after.Rewrap(t.Context(), nil); changed != 0 || err != nil {
					t.Errorf("a second run changed %d, %v", changed, err)
				}
			}, Migrations)
		})
	}
}

func TestRewrap_MissingKey(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		r.put(t, wang)
		ring, err := seal.NewRing(seal.Intl, r.Clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		stranger := New(r.Store, r.Ledger, r.Clock, ring, DefaultConfig)
		if _, err := stranger.Rewrap(t.Context(), nil); !errors.Is(err, ErrUnreadable) {
			t.Errorf("err = %v", err)
		}
		uses, err := stranger.KeyUses(r.read(t))
		if err != nil || len(uses) != 1 || uses[0].Known || uses[0].Rows != 1 {
			t.Errorf("uses %+v, %v", uses, err)
		}
	})
}

func TestRewrap_Stopped(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		r.put(t, wang)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := r.Rewrap(ctx, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("err = %v", err)
		}
	})
}
