package knowledge

import (
	"context"

	"onedoor/internal/directory"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/store"
)

// Window is where a unit receives citizens, and who is on duty there.
type Window struct {
	UnitID      ids.ID `json:"unit_id"`
	UnitName    string `json:"unit_name"`
	FullName    string `json:"full_name"`
	Address     string `json:"window_address"`
	OfficeHours string `json:"office_hours"`
	DutyPhone   string `json:"duty_phone"`
	DutyPerson  string `json:"duty_person" doc:"for the staff only"`
}

// Windows returns the windows and duty phones of the active units that fit the words (name, code or pinyin
// initials), best fit first; units that have neither a window nor a phone are left out.
func (s *Service) Windows(q store.Queryer, words string, limit int) ([]Window, error) {
	active := true
	units, err := s.Units.Units(q, directory.UnitFilter{Query: cut(words, 200), Active: &active})
	if err != nil {
		return nil, err
	}
	list := []Window{}
	for _, u := range units {
		if u.WindowAddress == "" && u.DutyPhone == "" {
			continue
		}
		if list = append(list, Window{UnitID: u.ID, UnitName: u.Label(), FullName: u.Name, Address: u.WindowAddress,
			OfficeHours: u.OfficeHours, DutyPhone: u.DutyPhone, DutyPerson: u.DutyPerson}); len(list) == limit {
			break
		}
	}
	return list, nil
}

var windowHeads = []sheet.Column{
	{Heading: "单位", Width: 30}, {Heading: "简称", Width: 16}, {Heading: "值班电话", Width: 18}, {Heading: "值班人", Width: 10},
	{Heading: "窗口地址", Width: 40}, {Heading: "办公时间", Width: 30},
}

type windowSheetIn struct {
	Query string `query:"q" maxLength:"60" doc:"part of the unit's name or code, or its pinyin initials"`
}

// getWindowSheet is the list as a workbook, the best fit first.
func (s *Service) getWindowSheet(ctx context.Context, in *windowSheetIn) (*sheet.Download, error) {
	list, err := s.Windows(s.Store.Read(ctx), in.Query, sheet.MaxRows+1)
	if err != nil {
		return nil, err
	}
	return sheet.File("窗口和值班电话", s.now(), sheet.Table{Sheet: "窗口", Columns: windowHeads, Mark: auth.From(ctx).Mark(s.now()), Next: sheet.Rows(list, func(w Window) []any {
		return []any{w.FullName, w.UnitName, w.DutyPhone, w.DutyPerson, w.Address, w.OfficeHours}
	})})
}
