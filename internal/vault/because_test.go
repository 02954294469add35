package vault

import (
	"context"
	"errors"
	"strings"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// TestReveal_Reason holds that the officer of an order opens with one click, and that everybody else says why.
func TestReveal_Reason(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		const mine, foreign ids.ID = 501, 502
		id := r.put(t, wang)
		s := *r.Service
		s.SetHandles(func(_ store.Queryer, p auth.Principal, order ids.ID) (bool, error) {
			return !p.Scope.All && order == mine, nil
		})
		s.SetGuard(func(_ context.Context, _ store.Queryer, _ auth.Principal, _, _ ids.ID) error { return nil })
		for name, c := range map[string]struct {
			ctx     context.Context
			purpose string
			order   ids.ID
			reason  string
			want    string
			kept    string
		}{
			"OneClick":       {officer(t, 8, 3, RightReveal), PurposeHandle, mine, "", "", ""},
			"OwnOtherReason": {officer(t, 8, 3, RightReveal), PurposeVerify, mine, "", "vault.reason_needed", ""},
			"OwnWithReason":  {officer(t, 8, 3, RightReveal), PurposeVerify, mine, "核对来电人", "", "核对来电人"},
			"Foreign":        {officer(t, 8, 3, RightReveal), PurposeHandle, foreign, "", "vault.reason_needed", ""},
			"Centre":         {as(t, 7, RightReveal), PurposeHandle, mine, "", "vault.reason_needed", ""},
			"CentreNoOrder":  {as(t, 7, RightReveal), PurposeHandle, 0, "", "vault.reason_needed", ""},
			"Short":          {as(t, 7, RightReveal), PurposeHandle, mine, "看看 ", "vault.reason_needed", ""},
			"Blank":          {as(t, 7, RightReveal), PurposeHandle, mine, " \n\t　   ", "vault.reason_needed", ""},
			"Long":           {as(t, 7, RightReveal), PurposeHandle, mine, strings.Repeat("长", 201), "vault.reason_needed", ""},
			"Broken":         {as(t, 7, RightReveal), PurposeHandle, mine, "\xff\xfe坏的事由", "vault.reason_needed", ""},
			"Centred":        {as(t, 7, RightReveal), PurposeCallback, mine, "来电中断，\n回拨", "", "来电中断， 回拨"},
			"System":         {auth.With(t.Context(), auth.System), PurposeLegal, 0, "", "", ""},
		} {
			t.Run(name, func(t *testing.T) {
				_, err := s.RevealNow(c.ctx, id, c.purpose, c.order, c.reason)
				got := ""
				if err != nil {
					got = fault.Of(err).Code
				}
				if got != c.want {
					t.Fatalf("code %q, want %q", got, c.want)
				}
				log, _, err := s.Openings(r.read(t), auditor, OpenFilter{Limit: 1})
				if err != nil || len(log) != 1 || log[0].Reason != c.kept || log[0].Refused != c.want {
					t.Errorf("log %+v, %v", log, err)
				}
				for _, e := range r.events(t, id) {
					if c.kept != "" && strings.Contains(string(e.Payload), c.kept) {
						t.Errorf("the ledger holds the words: %s", e.Payload)
					}
				}
			})
		}
	})
}

// TestOpenings holds that who opens much stands among the alarms, once a window, with how much it was.
func TestOpenings(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		r.config.RevealAlert, r.config.RevealStop = 2, 4
		id := r.put(t, wang)
		for n := range 7 {
			_, err := r.RevealNow(as(t, 7, RightReveal), id, PurposeVerify, 99, "核对来电人")
			if stopped := err != nil; stopped != (n >= 4) {
				t.Errorf("opening %d: %v", n+1, err)
			}
		}
		if _, err := r.RevealNow(as(t, 8, RightReveal), id, PurposeVerify, 99, "核对来电人"); err != nil {
			t.Errorf("somebody else is stopped, too: %v", err)
		}
		alarms, _, err := r.Openings(r.read(t), auditor, OpenFilter{Alarms: true, Limit: 10})
		if err != nil || len(alarms) != 1 || alarms[0].ActorID != 7 || alarms[0].Within != 3 {
			t.Errorf("alarms %+v, %v", alarms, err)
		}
		all, _, err := r.Openings(r.read(t), auditor, OpenFilter{Actor: 7, Limit: 10})
		if err != nil || len(all) != 4 {
			t.Errorf("%d lines of one person, %v", len(all), err)
		}
		_, next, err := r.Openings(r.read(t), auditor, OpenFilter{Actor: 7, Limit: 2})
		if err != nil {
			t.Fatal(err)
		}
		older, _, err := r.Openings(r.read(t), auditor, OpenFilter{Actor: 7, Cursor: next, Limit: 1})
		if err != nil || len(older) != 1 || older[0].ID != all[2].ID {
			t.Errorf("page after %d: %+v, %v", all[1].ID, older, err)
		}
		byName, _, err := r.Openings(r.read(t), auditor, OpenFilter{Sort: "actor", Limit: 10})
		if err != nil || len(byName) != 5 || byName[0].ActorName > byName[4].ActorName || byName[0].ID > byName[1].ID {
			t.Errorf("by name: %+v, %v", byName, err)
		}
		// What is about the reader is kept from them: by its order, or by what is behind it where no order is named.
		if _, err := r.RevealNow(as(t, 8, RightReveal), id, PurposeVerify, 0, "未写明工单"); err != nil {
			t.Fatal(err)
		}
		for name, kept := range map[string]Kept{"Order": {Orders: []ids.ID{99}}, "Subject": {Orders: []ids.ID{98}, Subjects: []ids.ID{id}}, "Both": {Orders: []ids.ID{99}, Subjects: []ids.ID{id}}} {
			r.SetHide(func(store.Queryer, auth.Principal) (Kept, error) { return kept, nil })
			list, _, err := r.Openings(r.read(t), auditor, OpenFilter{Limit: 10})
			log, logErr := r.AccessLog(r.read(t), auditor, id, 0, 10)
			want := map[string]int{"Order": 1, "Subject": 5, "Both": 0}[name]
			if err != nil || logErr != nil || len(list) != want || len(log) != want {
				t.Errorf("%s: %d and %d lines, want %d (%v, %v)", name, len(list), len(log), want, err, logErr)
			}
		}
		if _, _, err := r.Openings(r.read(t), auth.Principal{ID: 8, Scope: auth.Scope{All: true}}, OpenFilter{Limit: 1}); !errors.Is(err, fault.Forbidden) {
			t.Errorf("without the right: %v", err)
		}
	})
}

// auditor reads the log.
var auditor = auth.Principal{ID: 9, Scope: auth.Scope{All: true}}.WithRights(RightAccessLog)
