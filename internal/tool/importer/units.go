package importer

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"onedoor/internal/directory"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// unitFinder resolves unit names of that time.
type unitFinder struct {
	directory *directory.Service
	mapping   Mapping
	known     map[string]ids.ID
	Created   []string
	Missing   map[string]int
}

func newUnitFinder(q store.Queryer, d *directory.Service, m Mapping) (*unitFinder, error) {
	f := &unitFinder{directory: d, mapping: m, known: map[string]ids.ID{}, Missing: map[string]int{}}
	list, err := d.Units(q, directory.UnitFilter{})
	if err != nil {
		return nil, fmt.Errorf("importer: units: %w", err)
	}
	for _, u := range list {
		for _, name := range []string{u.Code, u.ShortName, u.Name} {
			if name != "" {
				f.known[name] = u.ID
			}
		}
	}
	return f, nil
}

// find returns the unit that a name means; 0 if there is none.
func (f *unitFinder) find(name string) ids.ID {
	if name == "" {
		return 0
	}
	if today, ok := f.mapping.Units[name]; ok {
		name = today
	}
	return f.known[name]
}

// prepare enters the missing units of a batch as inactive ones, in a transaction of their own.
func (f *unitFinder) prepare(tx *store.Tx, names []string) (map[string]ids.ID, error) {
	made := map[string]ids.ID{}
	for _, name := range names {
		sum := sha256.Sum256([]byte(name))
		u, err := f.directory.AddUnit(tx, auth.System, directory.UnitIn{Code: "old-" + hex.EncodeToString(sum[:5]), Name: name, Kind: directory.Department})
		if err != nil {
			return nil, fmt.Errorf("importer: enter unit: %w", err)
		}
		inactive := false
		if _, err := f.directory.ChangeUnit(tx, auth.System, u.ID, directory.UnitPatch{Version: u.Version, Active: &inactive}); err != nil {
			return nil, fmt.Errorf("importer: enter unit: %w", err)
		}
		made[name] = u.ID
	}
	return made, nil
}
