package directory

import (
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

// The kinds of event that the directory writes. The subject is the thing's own id.
const (
	EventUnitAdded       = "directory.unit_added"
	EventUnitChanged     = "directory.unit_changed" // closing and opening too: see `active`
	EventHotlineAdded    = "directory.hotline_added"
	EventHotlineChanged  = "directory.hotline_changed"
	EventDivisionAdded   = "directory.division_added"
	EventDivisionChanged = "directory.division_changed"
	EventStaffAdded      = "directory.staff_added"
	EventStaffChanged    = "directory.staff_changed"
	EventPasswordReset   = "directory.password_reset"
)

// UnitEvent tells what a unit became; Changed names the fields that a change touched.
type UnitEvent struct {
	Unit      ids.ID   `json:"unit"`
	Code      string   `json:"code"`
	Kind      UnitKind `json:"kind"`
	Mode      Mode     `json:"mode"`
	Parent    ids.ID   `json:"parent"`
	SubCentre ids.ID   `json:"sub_centre"`
	Division  string   `json:"division"`
	Active    bool     `json:"active"`
	Version   int64    `json:"version"`
	Changed   []string `json:"changed,omitempty"`
}

// HotlineEvent tells what a hotline number became.
type HotlineEvent struct {
	Hotline ids.ID   `json:"hotline"`
	Number  string   `json:"number"` // a public service's number, nobody's own
	Unit    ids.ID   `json:"unit"`
	Mode    Mode     `json:"mode"`
	Active  bool     `json:"active"`
	Version int64    `json:"version"`
	Changed []string `json:"changed,omitempty"`
	Next    Mode     `json:"next_mode,omitempty"` // takes over by itself at NextAt
	NextAt  int64    `json:"next_at,omitempty"`   // UTC microseconds
}

// DivisionEvent tells what a division became.
type DivisionEvent struct {
	Code    string       `json:"code"`
	Level   Level        `json:"level"`
	Kind    DivisionKind `json:"kind"`
	Parent  string       `json:"parent"`
	Active  bool         `json:"active"`
	Version int64        `json:"version"`
	Changed []string     `json:"changed,omitempty"`
}

// StaffEvent tells what a member of staff became: neither name nor sign-in name.
type StaffEvent struct {
	Staff   ids.ID   `json:"staff"`
	Unit    ids.ID   `json:"unit"`
	Roles   []string `json:"roles"`
	Active  bool     `json:"active"`
	Version int64    `json:"version"`
	Changed []string `json:"changed,omitempty"`
}

func (s *Service) recordUnit(tx *store.Tx, p auth.Principal, kind string, u Unit, changed []string) error {
	return s.record(tx, p, kind, u.ID, UnitEvent{Unit: u.ID, Code: u.Code, Kind: u.Kind, Mode: u.Mode,
		Parent: u.ParentID, SubCentre: u.SubCentreID, Division: u.DivisionCode, Active: u.Active,
		Version: u.Version, Changed: changed})
}

func (s *Service) recordHotline(tx *store.Tx, p auth.Principal, kind string, h Hotline, changed []string) error {
	return s.record(tx, p, kind, h.ID, HotlineEvent{Hotline: h.ID, Number: h.Number, Unit: h.UnitID, Mode: h.Mode,
		Active: h.Active, Version: h.Version, Changed: changed, Next: h.NextMode, NextAt: h.nextMicros()})
}

func (s *Service) recordDivision(tx *store.Tx, p auth.Principal, kind string, d Division, changed []string) error {
	return s.record(tx, p, kind, d.ID, DivisionEvent{Code: d.Code, Level: d.Level, Kind: d.Kind, Parent: d.ParentCode, Active: d.Active,
		Version: d.Version, Changed: changed})
}

func (s *Service) recordStaff(tx *store.Tx, p auth.Principal, kind string, st Staff, changed []string) error {
	return s.record(tx, p, kind, st.ID, StaffEvent{Staff: st.ID, Unit: st.UnitID, Roles: st.Roles, Active: st.Active,
		Version: st.Version, Changed: changed})
}

// record appends for the centre's eyes only: no unit is told of another's changes.
func (s *Service) record(tx *store.Tx, p auth.Principal, kind string, subject ids.ID, payload any) error {
	_, err := s.ledger.Append(tx, ledger.Event{Kind: kind, Subject: subject, Actor: p.ID, Payload: payload})
	return err
}
