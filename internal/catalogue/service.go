package catalogue

import (
	"embed"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

//go:embed migrations/*.sql
var migrationsFS embed.FS

// Migrations are the catalogue's tables.
var Migrations = store.Migrations{Room: "catalogue", FS: migrationsFS}

// The rights of this room.
const (
	RightRead  = "catalogue.read"
	RightWrite = "catalogue.write"
	// The dispatch catalogue is written by one and published by another.
	RightDraft   = "catalogue.draft"
	RightPublish = "catalogue.publish"
)

// Rights lists them, for the check against the roles.
var Rights = []string{RightRead, RightWrite, RightDraft, RightPublish}

// Place is a division as the catalogue needs it.
type Place struct{ Code, Name string }

// Places answers about divisions and units; the directory does, through the wiring. Each function may be nil: then
// divisions are taken as unrelated codes and every unit is taken as existing.
type Places struct {
	// Path returns the division and those above it, nearest first; nothing if the code is unknown.
	Path func(q store.Queryer, code string) ([]Place, error)
	// UnitFor returns the unit that answers for the division itself (its town, district or zone); 0 if there is none.
	UnitFor func(q store.Queryer, code string) (ids.ID, error)
	// UnitName returns the unit's name; empty if there is no such unit.
	UnitName func(q store.Queryer, unit ids.ID) string
	// UnitReceives tells whether new orders may be given to the unit.
	UnitReceives func(q store.Queryer, unit ids.ID) bool
	// UnitNames returns all names by which people call the unit; nil: only UnitName.
	UnitNames func(q store.Queryer, unit ids.ID) []string
	// UnitCode returns the unit's code, for files.
	UnitCode func(q store.Queryer, unit ids.ID) string
	// FindUnit returns the unit of a code or a whole name; 0 if there is none.
	FindUnit func(q store.Queryer, text string) ids.ID
}

// Service is the catalogue. It is safe for concurrent use.
type Service struct {
	store  *store.Store
	ledger *ledger.Ledger
	clock  wall.Clock
	places Places
	cache  *cache

	fourEyes bool
}

// FourEyes says whether the dispatch catalogue is published by somebody who did not write it; it is so from the start.
func (s *Service) FourEyes(on bool) { s.fourEyes = on }

// New returns a catalogue on st. Call LoadShipped once before it serves.
func New(st *store.Store, l *ledger.Ledger, clock wall.Clock, places Places) *Service {
	return &Service{store: st, ledger: l, clock: clock, places: places, cache: newCache(st, clock), fourEyes: true}
}

// begin opens a change: p must have the right; the new stamp makes changes wait for each other, on every node, and
// lets views be renewed once the change is durable.
func (s *Service) begin(tx *store.Tx, p auth.Principal) error {
	if err := mayAdminister(p); err != nil {
		return err
	}
	return s.turn(tx)
}

// mayAdminister refuses who may not change the catalogue.
func mayAdminister(p auth.Principal) error {
	switch {
	case p.Anonymous():
		return fault.SignIn
	case !p.Can(RightWrite):
		return fault.Forbidden
	}
	return nil
}

func (p Places) path(q store.Queryer, code string) ([]Place, error) {
	switch {
	case code == "":
		return nil, nil
	case p.Path == nil:
		return []Place{{Code: code, Name: code}}, nil
	}
	return p.Path(q, code)
}

func (p Places) unitFor(q store.Queryer, code string) (ids.ID, error) {
	if p.UnitFor == nil || code == "" {
		return 0, nil
	}
	return p.UnitFor(q, code)
}

func (p Places) unitName(q store.Queryer, unit ids.ID) string {
	if p.UnitName == nil || unit == 0 {
		return ""
	}
	return p.UnitName(q, unit)
}

func (p Places) unitNames(q store.Queryer, unit ids.ID) []string {
	if p.UnitNames == nil {
		return []string{p.unitName(q, unit)}
	}
	return p.UnitNames(q, unit)
}

func (p Places) unitCode(q store.Queryer, unit ids.ID) string {
	if p.UnitCode == nil || unit == 0 {
		return ""
	}
	return p.UnitCode(q, unit)
}

func (p Places) findUnit(q store.Queryer, text string) ids.ID {
	if p.FindUnit == nil {
		return 0
	}
	return p.FindUnit(q, text)
}

func (p Places) receives(q store.Queryer, unit ids.ID) bool {
	return p.UnitReceives == nil || p.UnitReceives(q, unit)
}
