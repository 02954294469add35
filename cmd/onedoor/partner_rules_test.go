package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"onedoor/internal/door/partner"
	"onedoor/internal/intake"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// TestPartner_Identity holds what a partner learns of a citizen by agreement, by sealing and by who is accused; and that
// the vault's log tells of each time.
func TestPartner_Identity(t *testing.T) {
	for _, c := range []struct {
		name, agreed string
		change       func(*intake.TakeOnIn)
		full         bool
		want         string
	}{
		{"Relay", partner.IdentityRelay, nil, false, partner.IdentityRelay},
		{"Full", partner.IdentityFull, nil, true, partner.IdentityFull},
		{"Sealed", partner.IdentityFull, func(in *intake.TakeOnIn) { in.Requests[0].Sealed = true }, false, partner.IdentityRelay},
		{"Accused", partner.IdentityFull, func(in *intake.TakeOnIn) { in.Requests[0].Accused = "乙市供水集团" }, false, partner.IdentityRelay},
		{"Unknown", partner.IdentityFull, func(in *intake.TakeOnIn) { in.Caller = intake.Caller{} }, false, partner.IdentityNone},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, b, _ := platforms(t, func(in *partner.PartnerIn) { in.Identity = c.agreed })
			given := a.request(1, c.change)
			settle(t, a, b)
			twin := a.twin(b, given.ID)
			if twin == 0 {
				t.Fatal("the order did not arrive")
			}
			q := b.store.Read(t.Context())
			var identity, contact string
			if err := q.QueryRow(`SELECT identity, contact FROM partner_exchange WHERE order_id = ?`, twin).Scan(&identity, &contact); err != nil {
				t.Fatal(err)
			}
			if identity != c.want || (c.want != partner.IdentityNone) != strings.Contains(contact, given.Number) {
				t.Errorf("travelled %s, contact %q", identity, contact)
			}
			known, err := b.intake.FirstIdentity(q, twin)
			if err != nil || (known != 0) != c.full {
				t.Fatalf("the handler has identity %d, %v", known, err)
			}
			if c.full {
				person, err := b.vault.Contact(q, known)
				if err != nil || person.Name != "王小明" || person.Phones[0] != "13900001001" {
					t.Errorf("%v %v", person.Name, err)
				}
			}
			var revealed int
			if err := a.store.Read(t.Context()).QueryRow(`SELECT COUNT(*) FROM vault_access WHERE order_id = ?`, given.ID).Scan(&revealed); err != nil || (revealed == 1) != c.full {
				t.Errorf("the vault's log has %d entries, %v", revealed, err)
			}
			var waiting []byte
			if err := a.store.Read(t.Context()).QueryRow(`SELECT body FROM partner_out WHERE kind = 'order.offered'`).Scan(&waiting); err != nil || len(waiting) != 0 {
				t.Errorf("a delivered message keeps its text: %d bytes, %v", len(waiting), err)
			}
			if o := b.order(twin); o.Sealed != given.Sealed {
				t.Errorf("sealed %v there", o.Sealed)
			}
		})
	}
}

// TestPartner_Mapping holds that a code that means nothing here loses no order and waits to be mapped, and that a mapped
// one is translated both ways; and that nobody gets an order about themselves by a mapping.
func TestPartner_Mapping(t *testing.T) {
	a, b, _ := platforms(t, nil)
	first := a.twin(b, func() ids.ID { o := a.request(1, nil); settle(t, a, b); return o.ID }())
	if o := b.order(first); o.Category != 0 {
		t.Fatalf("an unknown category became %d", o.Category)
	}
	q := b.store.Read(t.Context())
	var field, code string
	if err := q.QueryRow(`SELECT field, theirs FROM partner_unmapped`).Scan(&field, &code); err != nil || field != "category" || code != "JA01" {
		t.Fatalf("waits to be mapped: %s %s %v", field, code, err)
	}
	if err := b.store.Write(t.Context(), func(tx *store.Tx) error {
		return b.partner.Map(tx, auth.System, b.other.ID, partner.Mapping{Field: "category", Theirs: "JA01", Ours: "nothing"})
	}); !errors.Is(err, partner.ErrForm) {
		t.Errorf("a code that we do not have is mapped: %v", err)
	}
	b.write(func(tx *store.Tx) error {
		return b.partner.Map(tx, auth.System, b.other.ID, partner.Mapping{Field: "category", Theirs: "JA01", Ours: "YI01"})
	})
	second := a.request(2, nil)
	settle(t, a, b)
	if o := b.order(a.twin(b, second.ID)); o.Category != b.category {
		t.Errorf("a mapped category became %d", o.Category)
	}
	var left int
	if err := q.QueryRow(`SELECT COUNT(*) FROM partner_unmapped`).Scan(&left); err != nil || left != 0 {
		t.Errorf("%d codes wait, %v", left, err)
	}
	// The unit that the owner names gets it at once, unless the request complains about it.
	b.write(func(tx *store.Tx) error {
		return b.partner.Map(tx, auth.System, b.other.ID, partner.Mapping{Field: "unit", Theirs: "SW", Ours: "water"})
	})
	x := newStranger(t, a, b)
	for accused, want := range map[string]workorder.State{"": workorder.StateDispatched, "乙市water": workorder.StateRegistered} {
		m := x.offer("u" + fmt.Sprint(len(accused)))
		m.Body.Offer.Unit, m.Body.Offer.Accused = partner.Code{Code: "SW", Name: "水务"}, accused
		if status, text := x.send(m); status != 200 {
			t.Fatalf("%d %s", status, text)
		}
		var order ids.ID
		if err := q.QueryRow(`SELECT order_id FROM partner_exchange WHERE ref = ?`, m.Exchange).Scan(&order); err != nil {
			t.Fatal(err)
		}
		if o := b.order(order); o.State != want {
			t.Errorf("accused %q: %s", accused, o.State)
		}
	}
}

// TestPartner_Keys holds that a key follows another without a gap: what was made here signs only once the partner has
// signed with it, two are good at a time, and a retired one is nobody's.
func TestPartner_Keys(t *testing.T) {
	a, b, clock := platforms(t, nil)
	signs := func(p *platformHouse) string {
		var out string
		if err := p.store.Read(t.Context()).QueryRow(`SELECT kid FROM partner_key WHERE retired_at = 0 AND (made_here = 0 OR proven_at <> 0)
			ORDER BY id DESC LIMIT 1`).Scan(&out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	ping := func(p *platformHouse) partner.PingResult {
		r, err := p.partner.Ping(t.Context(), p.other.ID)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := ping(a); !r.OK || r.City != "乙市" {
		t.Fatalf("%+v", r)
	}
	ping(b)
	old := signs(a)
	var line string
	b.write(func(tx *store.Tx) (err error) {
		_, line, err = b.partner.NewKey(tx, auth.System, b.other.ID, "hmac-sm3", "")
		return err
	})
	if r := ping(b); !r.OK { // the partner does not have the new key yet
		t.Fatalf("between the keys: %+v", r)
	}
	a.write(func(tx *store.Tx) error {
		_, _, err := a.partner.NewKey(tx, auth.System, a.other.ID, "", line)
		return err
	})
	if r := ping(a); !r.OK || signs(a) == old {
		t.Errorf("with the new key: %+v", r)
	}
	if r := ping(b); !r.OK || signs(b) != signs(a) {
		t.Errorf("the new key is proven, and still the old one signs: %+v", r)
	}
	if err := a.store.Write(t.Context(), func(tx *store.Tx) error {
		_, _, err := a.partner.NewKey(tx, auth.System, a.other.ID, "hmac-sha256", "")
		return err
	}); !errors.Is(err, partner.ErrTwoKeys) {
		t.Errorf("a third key: %v", err)
	}
	for _, p := range []*platformHouse{a, b} {
		p.write(func(tx *store.Tx) error {
			var id ids.ID
			if err := tx.QueryRow(`SELECT id FROM partner_key WHERE kid = ?`, old).Scan(&id); err != nil {
				return err
			}
			return p.partner.RetireKey(tx, auth.System, p.other.ID, id)
		})
		if r := ping(p); p == b && !r.OK {
			t.Errorf("after the old key: %+v", r)
		}
	}
	for _, bad := range []string{"x", "onedoor-key:a:hmac-md5:AAAA", "onedoor-key:a:hmac-sha256:AAAA", strings.Repeat("onedoor-key:", 9)} {
		if err := a.store.Write(t.Context(), func(tx *store.Tx) error {
			_, _, err := a.partner.NewKey(tx, auth.System, a.other.ID, "", bad)
			return err
		}); !errors.Is(err, partner.ErrKeyText) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	_ = clock
}

// TestPartner_DeadLetter holds that what a partner refuses for good is seen and sent again once that is mended, and what
// it could not be reached with is tried by itself, later and later.
func TestPartner_DeadLetter(t *testing.T) {
	a, b, clock := platforms(t, nil)
	away := b.server.URL
	move := func(url string) {
		a.write(func(tx *store.Tx) (err error) {
			a.other, err = a.partner.Change(tx, auth.System, a.other.ID, partner.PartnerPatch{Version: a.other.Version, URL: &url})
			return err
		})
	}
	move("http://127.0.0.1:9")
	given := a.request(1, nil)
	pump := func() {
		if err := a.ledger.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := a.jobs.RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	message := func() (id ids.ID, state string, attempts int, next int64, why string) {
		if err := a.store.Read(t.Context()).QueryRow(`SELECT id, state, attempts, next_at, last_error FROM partner_out`).Scan(&id, &state, &attempts, &next, &why); err != nil {
			t.Fatal(err)
		}
		return
	}
	var pause time.Duration
	for n := 1; n <= 60; n++ {
		pump()
		_, state, attempts, next, why := message()
		if attempts != n || why != "partner.unreachable" || (state == "dead") != (n == 60) {
			t.Fatalf("try %d: %s after %d, %s", n, state, attempts, why)
		}
		wait := wall.FromMicros(next).Sub(clock.Now())
		if wait < pause || wait > time.Hour {
			t.Fatalf("try %d: the pause is %s after %s", n, wait, pause)
		}
		pause = wait
		clock.Advance(wait)
	}
	move(away)
	id, _, _, _, _ := message()
	a.write(func(tx *store.Tx) error { return a.partner.Resend(tx, auth.System, id) })
	settle(t, a, b)
	if a.twin(b, given.ID) == 0 {
		t.Error("sent again, it did not arrive")
	}
	if err := a.store.Write(context.Background(), func(tx *store.Tx) error { return a.partner.Resend(tx, auth.System, id) }); !errors.Is(err, partner.ErrNotDead) {
		t.Errorf("sent again after it was delivered: %v", err)
	}
}
