package directory

import (
	"slices"
	"strings"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Level is the rank of a division.
type Level string

// The levels, highest first.
const (
	City    Level = "city"    // 市
	Area    Level = "area"    // 区县、功能区
	Street  Level = "street"  // 镇、街道
	Village Level = "village" // 社区、村
)

// Levels lists the levels, highest first.
var Levels = []Level{City, Area, Street, Village}

// DivisionKind tells a functional zone from an ordinary division.
type DivisionKind string

// The kinds of division.
const (
	Ordinary       DivisionKind = "division"
	FunctionalZone DivisionKind = "zone" // 功能区: has its own unit and receives orders as a district does
)

// Division is one place of the administrative tree 区划.
type Division struct {
	ID         ids.ID       `json:"-"`
	Code       string       `json:"code"`
	Name       string       `json:"name"`
	Level      Level        `json:"level" enum:"city,area,street,village"`
	Kind       DivisionKind `json:"kind" enum:"division,zone"`
	ParentCode string       `json:"parent_code" doc:"empty for the city"`
	Active     bool         `json:"active" doc:"false: offered for new requests no more; orders keep it"`
	Version    int64        `json:"version" doc:"send it back with a change"`
}

// PutDivisions enters divisions or changes those whose code is known, in any order; it returns how many it added
// and changed. What it enters is active; of one that is known this does not change. A parent is of a higher level and known or in the same list. (Not always the next one: cities
// without districts have their towns directly below them.) The city's own parent is not kept: one installation is
// one city.
func (s *Service) PutDivisions(tx *store.Tx, p auth.Principal, list []Division) (added, changed int, err error) {
	if err := need(p, RightWrite); err != nil {
		return 0, 0, err
	}
	if err := s.begin(tx); err != nil {
		return 0, 0, err
	}
	old, err := loadDivisions(tx)
	if err != nil {
		return 0, 0, err
	}
	known := make(map[string]Division, len(old)+len(list))
	for _, d := range old {
		known[d.Code] = d
	}
	batch, err := mergeDivisions(known, list)
	if err != nil {
		return 0, 0, err
	}
	for _, d := range known {
		if !fits(d, known) {
			return 0, 0, ErrDivisionParent.WithMessage("区划 %s（%s）的上级 %q 不存在或级别不相符。", d.Code, d.Name, d.ParentCode)
		}
	}
	for _, d := range batch {
		kind := EventDivisionChanged
		var what []string
		if d.ID == 0 {
			kind, d.ID, d.Version = EventDivisionAdded, ids.New(), 1
			err = insertDivision(tx, d)
			added++
		} else {
			what = changedDivisionFields(byID(old, d.ID), d)
			d.Version++
			err = updateDivision(tx, d)
			changed++
		}
		if err != nil {
			return 0, 0, err
		}
		if err := s.recordDivision(tx, p, kind, d, what); err != nil {
			return 0, 0, err
		}
	}
	return added, changed, nil
}

// mergeDivisions checks the list, puts it into known, and returns those that are new (no ID yet) or differ.
func mergeDivisions(known map[string]Division, list []Division) ([]Division, error) {
	var batch []Division
	seen := make(map[string]bool, len(list))
	for _, d := range list {
		if err := checkDivision(&d); err != nil {
			return nil, err
		}
		if seen[d.Code] {
			return nil, ErrDivisionTwice.WithMessage("区划编码 %s 重复，请核对后重新导入。", d.Code)
		}
		seen[d.Code] = true
		d.Active = true
		if old, ok := known[d.Code]; ok {
			d.ID, d.Active, d.Version = old.ID, old.Active, old.Version
		}
		if d != known[d.Code] {
			batch = append(batch, d)
		}
		known[d.Code] = d
	}
	return batch, nil
}

// checkDivision trims and checks a division's own fields. The city has no parent.
func checkDivision(d *Division) error {
	var c checks
	c.code("code", &d.Code)
	c.text("name", &d.Name, 1, 60)
	if !slices.Contains(Levels, d.Level) {
		c.wrong("level", "没有这个级别")
	}
	if d.Kind == "" {
		d.Kind = Ordinary
	}
	if d.Kind != Ordinary && (d.Kind != FunctionalZone || d.Level != Area) {
		c.wrong("kind", "只有区级区划可以是功能区")
	}
	if d.ParentCode = strings.TrimSpace(d.ParentCode); d.Level == City {
		d.ParentCode = ""
	}
	return c.fault()
}

func byID(list []Division, id ids.ID) Division {
	return list[slices.IndexFunc(list, func(d Division) bool { return d.ID == id })]
}

// fits tells whether d stands below something higher.
func fits(d Division, known map[string]Division) bool {
	if d.Level == City {
		return true
	}
	parent, ok := known[d.ParentCode]
	return ok && slices.Index(Levels, parent.Level) < slices.Index(Levels, d.Level)
}
