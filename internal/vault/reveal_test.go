package vault

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
)

func TestReveal(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		id := r.put(t, wang)
		got, err := r.RevealNow(as(t, 7, RightReveal), id, PurposeVerify, 99)
		if err != nil || !reflect.DeepEqual(got, wang) {
			t.Fatalf("RevealNow: %v", err)
		}
		events := r.events(t, id)
		if len(events) != 1 || events[0].Kind != KindRevealed || events[0].Actor != 7 {
			t.Fatalf("events %+v", events)
		}
		log, err := r.AccessLog(r.read(t), auditor, id, 0, 10)
		if err != nil || len(log) != 1 {
			t.Fatalf("log %+v, %v", log, err)
		}
		want := Access{ID: log[0].ID, ActorID: 7, ActorName: "林工", Purpose: PurposeVerify, OrderID: 99, At: r.Clock.Now().UTC()}
		if log[0] != want {
			t.Errorf("line %+v, want %+v", log[0], want)
		}
		if wantPayload := fmt.Sprintf(`{"access":"%d","purpose":"verify","order":"99"}`, log[0].ID); string(events[0].Payload) != wantPayload {
			t.Errorf("payload %s, want %s", events[0].Payload, wantPayload)
		}
	})
}

func TestReveal_Refused(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		id := r.put(t, wang)
		confidential := wang
		confidential.Secret = true
		hidden := r.put(t, confidential)
		const mine, foreign ids.ID = 501, 502
		guarded := *r.Service
		guarded.SetGuard(func(_ context.Context, _ store.Queryer, p auth.Principal, identity, order ids.ID) error {
			if p.Scope.All || (order == mine && identity == id) {
				return nil
			}
			return ErrNotFound
		})
		for name, c := range map[string]struct {
			service  *Service
			ctx      context.Context
			identity ids.ID
			purpose  string
			order    ids.ID
			want     error
		}{
			"Nobody":                {&guarded, t.Context(), id, PurposeLegal, mine, fault.SignIn},
			"NoRight":               {&guarded, as(t, 7, RightAccessLog), id, PurposeLegal, mine, fault.Forbidden},
			"NoPurpose":             {&guarded, as(t, 7, RightReveal), id, "", mine, ErrPurpose},
			"OtherPurpose":          {&guarded, as(t, 7, RightReveal), id, "curiosity", mine, ErrPurpose},
			"Unknown":               {&guarded, as(t, 7, RightReveal), 12345, PurposeLegal, 0, ErrNotFound},
			"Confidential":          {&guarded, as(t, 7, RightReveal), hidden, PurposeLegal, 0, ErrSealed},
			"ConfidentialAllowed":   {&guarded, as(t, 7, RightReveal, RightRevealSealed), hidden, PurposeLegal, 0, nil},
			"SealedRightAlone":      {&guarded, as(t, 7, RightRevealSealed), hidden, PurposeLegal, 0, fault.Forbidden},
			"OfficerNoOrder":        {&guarded, officer(t, 8, 3, RightReveal), id, PurposeHandle, 0, ErrOrderNeeded},
			"OfficerForeignOrder":   {&guarded, officer(t, 8, 3, RightReveal), id, PurposeHandle, foreign, ErrNotFound},
			"OfficerOtherIdentity":  {&guarded, officer(t, 8, 3, RightReveal), hidden, PurposeHandle, mine, ErrNotFound},
			"OfficerUnknown":        {&guarded, officer(t, 8, 3, RightReveal), 12345, PurposeHandle, mine, ErrNotFound},
			"OfficerOwnOrder":       {&guarded, officer(t, 8, 3, RightReveal), id, PurposeHandle, mine, nil},
			"OfficerWithoutGuard":   {r.Service, officer(t, 8, 3, RightReveal), id, PurposeHandle, mine, fault.Forbidden},
			"CentreWithoutGuard":    {r.Service, as(t, 7, RightReveal), id, PurposeHandle, 0, nil},
			"SystemWithoutGuard":    {r.Service, auth.With(t.Context(), auth.System), id, PurposeHandle, 0, nil},
			"OfficerNoScopeNoGuard": {r.Service, auth.With(t.Context(), auth.Principal{ID: 9}.WithRights(RightReveal)), id, PurposeHandle, mine, fault.Forbidden},
		} {
			t.Run(name, func(t *testing.T) {
				before := r.count(t, `SELECT COUNT(*) FROM vault_access`)
				got, err := c.service.RevealNow(c.ctx, c.identity, c.purpose, c.order)
				if !errors.Is(err, c.want) {
					t.Fatalf("err = %v, want %v", err, c.want)
				}
				if (err == nil) != (got.Name == wang.Name) {
					t.Errorf("err %v but name %q", err, got.Name)
				}
				logged := r.count(t, `SELECT COUNT(*) FROM vault_access`) - before
				wantLogged := 1
				if errors.Is(err, fault.SignIn) || !auth.From(c.ctx).Can(RightReveal) {
					wantLogged = 0
				}
				if logged != wantLogged {
					t.Errorf("%d lines logged, want %d", logged, wantLogged)
				}
			})
		}
		// What was refused stands in the log and in the chain of who was refused.
		n := 0
		for _, e := range r.events(t, 8) {
			if e.Kind == KindRefused {
				n++
			}
		}
		if n != 5 {
			t.Errorf("%d refusals of officer 8 in the ledger, want 5", n)
		}
	})
}

// A transaction that fails later leaves no trace and its caller nothing to show.
func TestReveal_RolledBack(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		id := r.put(t, wang)
		stop := errors.New("later failure")
		err := r.Store.Write(as(t, 7, RightReveal), func(tx *store.Tx) error {
			if _, err := r.Reveal(tx.Context(), tx, id, PurposeCallback, 0); err != nil {
				return err
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Fatal(err)
		}
		if n := r.count(t, `SELECT COUNT(*) FROM vault_access`); n != 0 || len(r.events(t, id)) != 0 {
			t.Errorf("%d lines, %d events", n, len(r.events(t, id)))
		}
	})
}

func TestReveal_Many(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		id := r.put(t, wang)
		r.config.RevealAlert, r.config.RevealStop = 3, 6
		ctx := as(t, 7, RightReveal)
		alerts := func() (n int) {
			for _, e := range r.events(t, 7) {
				if e.Kind == KindBulkReveal {
					n++
				}
			}
			return n
		}
		for i := range 6 {
			r.Clock.Advance(hour / 60)
			if _, err := r.RevealNow(ctx, id, PurposeCallback, 0); err != nil {
				t.Fatalf("reveal %d: %v", i+1, err)
			}
			if want := min(1, i/3); alerts() != want {
				t.Errorf("after %d reveals %d alerts, want %d", i+1, alerts(), want)
			}
		}
		for range 3 {
			if _, err := r.RevealNow(ctx, id, PurposeCallback, 0); !errors.Is(err, ErrLimit) {
				t.Errorf("past the limit: %v", err)
			}
		}
		if n := r.count(t, `SELECT COUNT(*) FROM vault_access`); n != 6 {
			t.Errorf("%d lines, want 6", n)
		}
		if _, err := r.RevealNow(as(t, 8, RightReveal), id, PurposeCallback, 0); err != nil {
			t.Errorf("somebody else: %v", err)
		}
		r.Clock.Advance(2 * hour)
		for i := range 4 {
			if _, err := r.RevealNow(ctx, id, PurposeCallback, 0); err != nil {
				t.Errorf("reveal %d an hour later: %v", i+1, err)
			}
		}
		if alerts() != 2 {
			t.Errorf("%d alerts, want 2", alerts())
		}
	})
}

// Guessing ids counts like revealing does.
func TestReveal_Guessing(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		r.config.RevealStop = 5
		ctx := as(t, 7, RightReveal)
		for range 5 {
			if _, err := r.RevealNow(ctx, ids.New(), PurposeCallback, 0); !errors.Is(err, ErrNotFound) {
				t.Fatal(err)
			}
		}
		if _, err := r.RevealNow(ctx, r.put(t, wang), PurposeCallback, 0); !errors.Is(err, ErrLimit) {
			t.Errorf("after five guesses: %v", err)
		}
	})
}

// Rows changed behind the program's back, or read with another keyring, do not
// open and do not say why to the caller.
func TestReveal_Unreadable(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		id, other := r.put(t, wang), r.put(t, Person{Name: "李四", Phones: []string{"13900000001"}})
		ring, err := seal.NewRing(seal.Intl, r.Clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		stranger := New(r.Store, r.Ledger, r.Clock, ring, DefaultConfig)
		if _, err := stranger.RevealNow(as(t, 7, RightReveal), id, PurposeLegal, 0); !errors.Is(err, ErrUnreadable) {
			t.Errorf("another keyring: %v", err)
		}
		r.write(t, func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE vault_identity SET head = (SELECT head FROM vault_identity WHERE id = ?),
				body = (SELECT body FROM vault_identity WHERE id = ?) WHERE id = ?`, other, other, id)
			return err
		})
		if _, err := r.RevealNow(as(t, 7, RightReveal), id, PurposeLegal, 0); !errors.Is(err, ErrUnreadable) {
			t.Errorf("another person's sealed details: %v", err)
		}
	})
}
