package directory

import (
	"errors"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// DivisionIn is a new division.
type DivisionIn struct {
	Code       string       `json:"code" minLength:"1" maxLength:"32" doc:"stays for good: orders are kept by it"`
	Name       string       `json:"name" minLength:"1" maxLength:"60"`
	Level      Level        `json:"level" enum:"city,area,street,village"`
	Kind       DivisionKind `json:"kind,omitempty" enum:"division,zone" doc:"default division; zone: a functional zone 功能区, of the level area"`
	ParentCode string       `json:"parent_code,omitempty" maxLength:"32" doc:"absent for the city"`
}

// DivisionPatch changes a division: what is absent stays as it is. Version is the version seen.
type DivisionPatch struct {
	Version    int64         `json:"version" minimum:"1"`
	Name       *string       `json:"name,omitempty" minLength:"1" maxLength:"60"`
	Kind       *DivisionKind `json:"kind,omitempty" enum:"division,zone"`
	ParentCode *string       `json:"parent_code,omitempty" maxLength:"32"`
	Active     *bool         `json:"active,omitempty" doc:"false: offered for new requests no more; orders keep it"`
}

// AddDivision enters one division, active. A functional zone is an area of its own: with a unit of the kind zone it
// receives orders as a district does.
// Faults: request.invalid, directory.division_taken, .division_parent, .division_parent_inactive, .city_exists.
func (s *Service) AddDivision(tx *store.Tx, p auth.Principal, in DivisionIn) (Division, error) {
	if err := need(p, RightWrite); err != nil {
		return Division{}, err
	}
	if err := s.begin(tx); err != nil {
		return Division{}, err
	}
	known, err := knownDivisions(tx)
	if err != nil {
		return Division{}, err
	}
	d := Division{ID: ids.New(), Code: in.Code, Name: in.Name, Level: in.Level, Kind: in.Kind, ParentCode: in.ParentCode, Active: true, Version: 1}
	if err := checkDivision(&d); err != nil {
		return Division{}, err
	}
	if _, taken := known[d.Code]; taken {
		return Division{}, ErrDivisionTaken.WithField("body.code", "该编码已登记")
	}
	if err := placeDivision(d, Division{}, known); err != nil {
		return Division{}, err
	}
	if err := insertDivision(tx, d); err != nil {
		return Division{}, err
	}
	return d, s.recordDivision(tx, p, EventDivisionAdded, d, nil)
}

// ChangeDivision renames a division, moves it, makes a functional zone of a district or the other way round, takes it out
// of use or back into use. Its code stays: orders and rules are kept by it. A change of nothing leaves no trace.
// Faults: those of AddDivision, directory.division_not_found, .stale, .division_in_use.
func (s *Service) ChangeDivision(tx *store.Tx, p auth.Principal, code string, in DivisionPatch) (Division, error) {
	if err := need(p, RightWrite); err != nil {
		return Division{}, err
	}
	if err := s.begin(tx); err != nil {
		return Division{}, err
	}
	known, err := knownDivisions(tx)
	if err != nil {
		return Division{}, err
	}
	old, ok := known[code]
	switch {
	case !ok:
		return Division{}, ErrDivisionNotFound
	case old.Version != in.Version:
		return Division{}, ErrStale
	}
	d := old
	set(&d.Name, in.Name)
	set(&d.Kind, in.Kind)
	set(&d.ParentCode, in.ParentCode)
	set(&d.Active, in.Active)
	if err := checkDivision(&d); err != nil {
		return Division{}, err
	}
	changed := changedDivisionFields(old, d)
	if len(changed) == 0 {
		return old, nil
	}
	if err := placeDivision(d, old, known); err != nil {
		return Division{}, err
	}
	if old.Active && !d.Active {
		if err := unusedDivision(tx, d, known); err != nil {
			return Division{}, err
		}
	}
	d.Version++
	if err := updateDivision(tx, d); err != nil {
		return Division{}, err
	}
	return d, s.recordDivision(tx, p, EventDivisionChanged, d, changed)
}

// placeDivision checks where a division is to stand among the known ones: below something higher, and, if it is in use
// or comes there, below something in use. There is one city.
func placeDivision(d, old Division, known map[string]Division) error {
	if d.Level == City {
		for _, other := range known {
			if other.Level == City && other.Code != d.Code {
				return ErrCityExists
			}
		}
		return nil
	}
	if !fits(d, known) {
		return ErrDivisionParent.WithField("body.parent_code", "上级不存在或级别不相符")
	}
	if parent := known[d.ParentCode]; d.Active && !parent.Active && (d.ParentCode != old.ParentCode || !old.Active) {
		return ErrDivisionParentInactive.WithField("body.parent_code", "“"+parent.Name+"”已停用")
	}
	return nil
}

// unusedDivision refuses to stop a division while others below it, or a unit that answers for it, are in use: requests
// from there would go nowhere.
func unusedDivision(q store.Queryer, d Division, known map[string]Division) error {
	if d.Level == City {
		return ErrDivisionInUse.WithMessage("一个城市须有市级区划，不能停用。")
	}
	for _, other := range known {
		if other.ParentCode == d.Code && other.Active {
			return ErrDivisionInUse.WithMessage("“%s”等下级区划仍在使用，请先停用下级区划。", other.Name)
		}
	}
	u, err := unitOfDivision(q, d.Code)
	switch {
	case errors.Is(err, ErrUnitNotFound):
		return nil
	case err != nil:
		return err
	}
	return ErrDivisionInUse.WithMessage("“%s”仍负责该区划，请先停用该单位，或修改其所属区划。", u.Label())
}

func knownDivisions(q store.Queryer) (map[string]Division, error) {
	list, err := loadDivisions(q)
	if err != nil {
		return nil, err
	}
	known := make(map[string]Division, len(list))
	for _, d := range list {
		known[d.Code] = d
	}
	return known, nil
}

func changedDivisionFields(a, b Division) []string {
	var d diff
	d.add("name", a.Name != b.Name)
	d.add("level", a.Level != b.Level)
	d.add("kind", a.Kind != b.Kind)
	d.add("parent_code", a.ParentCode != b.ParentCode)
	d.add("active", a.Active != b.Active)
	return d
}
