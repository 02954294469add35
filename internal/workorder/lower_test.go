package workorder

import (
	"fmt"
	"strings"

	"onedoor/internal/clock"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// The units of the tests. Waters and Roads are under the sub-centre Works. District, Waters and Village are a line, so
// that the orders of Waters, which most tests are about, can be passed up and down.
const (
	unitWaters ids.ID = 101
	unitRoads  ids.ID = 102
	unitParks  ids.ID = 103
	unitWorks  ids.ID = 110
	unitMarket ids.ID = 130 // never has an order of the tests, so that it may be accused of any
	unitCentre ids.ID = 131
	unitClosed ids.ID = 199

	unitDistrict ids.ID = 120
	unitVillage  ids.ID = 122
)

var unitNames = map[ids.ID]string{
	unitWaters: "水务局", unitRoads: "公路局", unitParks: "园林局", unitWorks: "城建分中心", unitClosed: "已撤销单位", unitMarket: "市场监管局", unitCentre: "热线中心",
	unitDistrict: "香洲区", unitVillage: "紫荆社区",
}

type testUnits struct{}

func (testUnits) Receives(_ store.Queryer, unit ids.ID) error {
	switch {
	case unit == unitClosed:
		return ErrUnitClosed
	case unitNames[unit] == "":
		return ErrUnitUnknown
	}
	return nil
}

func (testUnits) Line(_ store.Queryer, unit ids.ID) (Line, bool) {
	line, ok := map[ids.ID]Line{
		unitDistrict: {Below: []ids.ID{unitWaters}}, unitWaters: {Above: unitDistrict, Below: []ids.ID{unitVillage}}, unitVillage: {Above: unitWaters},
	}[unit]
	return line, ok
}

func (testUnits) UnitName(_ store.Queryer, unit ids.ID) string { return unitNames[unit] }

// testAccusables knows who stands above whom, names, and one duty phone: that of Roads.
type testAccusables struct{ testUnits }

var testOver = map[ids.ID][]ids.ID{
	unitWaters: {unitWaters, unitDistrict, unitWorks}, unitRoads: {unitRoads, unitWorks}, unitVillage: {unitVillage, unitWaters, unitDistrict, unitWorks},
}

func (testAccusables) Over(_ store.Queryer, unit ids.ID) []ids.ID {
	if over := testOver[unit]; over != nil {
		return over
	}
	return []ids.ID{unit}
}

func (testAccusables) NamedIn(_ store.Queryer, text string) (list []NamedParty, err error) {
	for unit, name := range unitNames {
		if unit != unitClosed && unit != unitCentre && strings.Contains(text, name) {
			list = append(list, NamedParty{Unit: unit})
		}
	}
	if strings.Contains(text, "紫荆") {
		list = append(list, NamedParty{Staff: village.ID})
	}
	return list, nil
}

func (testAccusables) PhoneKey(phone string) (key []byte, masked string) {
	if len(phone) < 7 {
		return nil, ""
	}
	return []byte("key of " + phone), phone[:3] + "****"
}

func (testAccusables) UnitsWithPhone(_ store.Queryer, key []byte) ([]ids.ID, error) {
	if string(key) == "key of "+roadsPhone {
		return []ids.ID{unitRoads}, nil
	}
	return nil, nil
}

func (testAccusables) AccusableUnit(_ store.Queryer, unit ids.ID) (name string, centre bool) {
	return unitNames[unit], unit == unitCentre
}

func (testAccusables) AccusableStaff(_ store.Queryer, staff ids.ID) (name string, unit ids.ID) {
	if staff > 20 {
		return "", 0
	}
	return fmt.Sprintf("职员%d", staff), unitRoads
}

// roadsPhone is the duty phone of Roads.
const roadsPhone = "07561234567"

type testNames struct{}

func (testNames) StaffName(_ store.Queryer, id ids.ID) string { return fmt.Sprintf("职员%d", id) }
func (testNames) CategoryName(_ store.Queryer, id ids.ID) string {
	if id == unknownCategory {
		return ""
	}
	return fmt.Sprintf("类别%d", id)
}

func (testNames) DivisionName(_ store.Queryer, code string) string {
	if code == unknownDivision {
		return ""
	}
	return "区划" + code
}

// What nobody has a name for.
const (
	unknownCategory ids.ID = 4711
	unknownDivision        = "000000"
)

// testLimits gives a unit 5 working days, 1 to sign; the citizen 15, or 3 for an enquiry and 30 for a suggestion.
type testLimits struct {
	handle, giveBack, cohandle int
	stages                     map[Stage]clock.Fields // limits of other stages
}

func (l *testLimits) Limit(_ store.Queryer, about LimitFor) (Limit, error) {
	if f, ok := l.stages[about.Stage]; ok {
		return Limit{Preset: "test", Fields: f}, nil
	}
	days := map[Stage]int{StageTotal: 15, StageHandle: 5, StageSign: 1, StageExtend: 4, StageReturn: l.giveBack, StageCohandle: l.cohandle}[about.Stage]
	if days == 0 {
		return Limit{}, nil
	}
	if byKind := map[Kind]int{KindConsult: 3, KindSuggestion: 30}[about.Kind]; about.Stage == StageTotal && byKind != 0 {
		days = byKind
	}
	if about.Stage == StageHandle && l.handle != 0 {
		days = l.handle
	}
	return Limit{Preset: "test", Fields: clock.Fields{Unit: "working_day", N: days}}, nil
}

func (*testLimits) Calendar(store.Queryer) (clock.Calendar, error) { return clock.Weekdays{}, nil }
