package main

import (
	"testing"

	"onedoor/internal/directory"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/store"
)

// TestSeated: only who may sit at a telephone now gets citizens' calls, whatever telephone of theirs is switched on.
func TestSeated(t *testing.T) {
	h := newProgram(t, store.SQLite).house()
	defer func() { _ = h.close() }()
	x := &telephone{h: h}
	hire := func(login, role string) (st directory.Staff) {
		t.Helper()
		newcomer, err := h.directory.Prepare(directory.StaffIn{Login: login, Name: login, Roles: []string{role}, Password: testPassword})
		if err == nil {
			err = h.store.Write(t.Context(), func(tx *store.Tx) error {
				st, err = h.directory.AddStaff(tx, auth.System, newcomer)
				return err
			})
		}
		if err != nil {
			t.Fatal(err)
		}
		return st
	}
	seat, other := hire("seat1", directory.RoleSeat), hire("auditor1", directory.RoleInspector)
	if !x.takes(seat.ID, "12345") {
		t.Error("a seat gets no calls")
	}
	if x.takes(other.ID, "12345") || x.takes(other.ID+1, "12345") {
		t.Error("somebody who may sit at no telephone, or nobody at all, gets calls")
	}
	off := false
	if err := h.store.Write(t.Context(), func(tx *store.Tx) error {
		_, err := h.directory.ChangeStaff(tx, auth.System, seat.ID, directory.StaffPatch{Version: seat.Version, Active: &off})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if x.takes(seat.ID, "12345") {
		t.Error("somebody who was deactivated gets calls")
	}
}
