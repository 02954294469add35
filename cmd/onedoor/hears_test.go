package main

import (
	"testing"

	"onedoor/internal/platform/audit"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/switchboard"
)

// TestOwnSeat: of calls a seat hears what it takes part in, team leaders and the auditor all, and nobody else anything.
func TestOwnSeat(t *testing.T) {
	held := ledger.Record{Kind: switchboard.EventHeld, Payload: []byte(`{"call":"5","seat":"7","colleague":"8","at":1}`)}
	listened := ledger.Record{Kind: switchboard.EventWatched, Payload: []byte(`{"call":"5","leader":"11","watched":"7","mode":"listen","at":1}`)}
	waits := ledger.Record{Kind: switchboard.EventQueued, Payload: []byte(`{"call":"5","at":1}`)}
	seat := func(p auth.Principal) auth.Principal { return p.WithRights(switchboard.RightSeat) }
	for name, c := range map[string]struct {
		p                     auth.Principal
		held, waits, listened bool
	}{
		"Own":      {seat(auth.Principal{ID: 7}), true, false, false}, // who is listened to is not told
		"Helper":   {seat(auth.Principal{ID: 8}), true, false, false},
		"Another":  {seat(auth.Principal{ID: 9}), false, false, false},
		"Citizens": {auth.Principal{}, false, false, false},
		"Leader":   {auth.Principal{ID: 11}.WithRights(switchboard.RightLead), true, true, true},
		"Auditor":  {auth.Principal{ID: 10}.WithRights(audit.RightRead), true, true, true},
	} {
		if got := ownSeat(held)(c.p); got != c.held {
			t.Errorf("%s hears of a held call: %v", name, got)
		}
		if got := ownSeat(waits)(c.p); got != c.waits {
			t.Errorf("%s hears of a waiting call: %v", name, got)
		}
		if got := ownSeat(listened)(c.p); got != c.listened {
			t.Errorf("%s hears that somebody is listened to: %v", name, got)
		}
	}
	if ownSeat(ledger.Record{Kind: "workorder.urged"}) != nil {
		t.Error("orders have an audience of their own")
	}
}
