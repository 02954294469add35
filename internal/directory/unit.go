package directory

import "onedoor/internal/platform/ids"

// UnitKind says what sort of body a unit is.
type UnitKind string

// The kinds of unit. A zone 功能区 receives orders as a district does; a company is a public-service enterprise
// (water, gas, buses …) that answers for its own field.
const (
	Department UnitKind = "department" // 部门
	District   UnitKind = "district"   // 区
	Town       UnitKind = "town"       // 镇街
	Zone       UnitKind = "zone"       // 功能区
	Company    UnitKind = "company"    // 公共服务企业
	Centre     UnitKind = "centre"     // 热线中心
	SubCentre  UnitKind = "subcentre"  // 分中心
)

// UnitKinds lists every kind.
var UnitKinds = []UnitKind{Department, District, Town, Zone, Company, Centre, SubCentre}

// Mode is the way in which a department's own hotline was brought in 整合方式.
type Mode string

// The ways of integration.
const (
	// FullMerge 整体并入: number, staff and knowledge moved into the centre.
	FullMerge Mode = "full_merge"
	// DualNumber 双号并行: the number stays, both numbers reach the same queue and the same records.
	DualNumber Mode = "dual_number"
	// SubCentreMode 设分中心: the department keeps its seats; calls and orders are passed on to the sub-centre.
	SubCentreMode Mode = "sub_centre"
	// NotIntegrated: there is no such hotline, or it was not brought in.
	NotIntegrated Mode = "none"
)

// Modes lists every way of integration.
var Modes = []Mode{FullMerge, DualNumber, SubCentreMode, NotIntegrated}

// Unit is one body that orders are given to 承办单位.
type Unit struct {
	ID            ids.ID   `json:"id"`
	Code          string   `json:"code" doc:"short stable code, unique"`
	Name          string   `json:"name" doc:"official name"`
	ShortName     string   `json:"short_name" doc:"the name that people use"`
	Pinyin        string   `json:"pinyin" doc:"pinyin initials of the names, for search"`
	Kind          UnitKind `json:"kind" enum:"department,district,town,zone,company,centre,subcentre"`
	ParentID      ids.ID   `json:"parent_id" doc:"the unit above"`
	DivisionCode  string   `json:"division_code" doc:"the division that the unit answers for or lies in"`
	Mode          Mode     `json:"mode" enum:"full_merge,dual_number,sub_centre,none" doc:"how the unit's own hotline was brought in"`
	SubCentreID   ids.ID   `json:"sub_centre_id" doc:"the sub-centre that the unit works through"`
	DutyPhone     string   `json:"duty_phone"`
	DutyPerson    string   `json:"duty_person"`
	WindowAddress string   `json:"window_address" doc:"where citizens are received"`
	OfficeHours   string   `json:"office_hours"`
	Active        bool     `json:"active" doc:"an inactive unit is kept for old orders and receives no new ones"`
	Version       int64    `json:"version" doc:"send it back with a change"`
}

// CanReceive returns nil when the unit may be given an order, else ErrUnitInactive. Every verb that hands an order
// to a unit asks it.
func (u Unit) CanReceive() error {
	if !u.Active {
		return ErrUnitInactive.WithMessage("“%s”已停用，不能接收新工单，请改派其他单位。", u.Label())
	}
	return nil
}

// Label is the short name, or the name where there is none.
func (u Unit) Label() string {
	if u.ShortName != "" {
		return u.ShortName
	}
	return u.Name
}

// Territorial tells whether the unit answers for a division as a whole: districts, zones and towns.
func (u Unit) Territorial() bool {
	return u.Kind == District || u.Kind == Zone || u.Kind == Town
}
