package catalogue

import (
	"slices"
	"strconv"
	"strings"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/store"
)

// The columns of the catalogue as a file. Those that only help to read are not taken on import.
const (
	colCategory     = "分类编码"
	colCategoryName = "诉求分类"
	colDivision     = "区划编码"
	colDivisionName = "区划"
	colKind         = "类型"
	colDoor         = "渠道"
	colBusiness     = "涉企"
	colTopic        = "专题"
	colAccusedUnit  = "被反映单位编码"
	colAccusedWords = "被反映对象关键词"
	colHours        = "时段"
	colWeekdays     = "星期"
	colSeason       = "季节"
	colUnit         = "主办单位编码"
	colUnitName     = "主办单位"
	colCoUnits      = "协办单位编码"
	colBasis        = "职责依据"
	colUnclear      = "首接负责"
	colPriority     = "优先级"
)

var tableColumns = []sheet.Column{
	{Heading: colCategory, Width: 12}, {Heading: colCategoryName, Width: 26}, {Heading: colDivision, Width: 12}, {Heading: colDivisionName, Width: 14},
	{Heading: colKind, Width: 8}, {Heading: colDoor, Width: 8}, {Heading: colBusiness, Width: 6}, {Heading: colTopic, Width: 12},
	{Heading: colAccusedUnit, Width: 16}, {Heading: colAccusedWords, Width: 20}, {Heading: colHours, Width: 13}, {Heading: colWeekdays, Width: 8},
	{Heading: colSeason, Width: 14}, {Heading: colUnit, Width: 16}, {Heading: colUnitName, Width: 18}, {Heading: colCoUnits, Width: 22},
	{Heading: colBasis, Width: 40}, {Heading: colUnclear, Width: 9}, {Heading: colPriority, Width: 7},
}

// columnOf is the column of an entry's field, for messages.
var columnOf = map[string]string{"category_id": colCategory, "division_code": colDivision, "kind": colKind, "door": colDoor,
	"business": colBusiness, "topic": colTopic, "accused_unit_id": colAccusedUnit, "accused_words": colAccusedWords, "hours": colHours,
	"weekdays": colWeekdays, "season": colSeason, "unit_id": colUnit, "co_unit_ids": colCoUnits, "basis": colBasis,
	"unclear": colUnclear, "priority": colPriority}

// cells writes an entry as a row of the file.
func (s *Service) cells(q store.Queryer, v *view, e Entry) []string {
	var category Category
	if e.CategoryID != 0 {
		category = v.categories[e.CategoryID]
	}
	division := ""
	if path, err := s.places.path(q, e.DivisionCode); err == nil && len(path) > 0 {
		division = path[0].Name
	}
	var helpers []string
	for _, u := range e.CoUnits {
		helpers = append(helpers, s.unitCell(q, u))
	}
	business := map[string]string{"yes": "是", "no": "否"}[e.Business]
	unclear, priority := "", ""
	if e.Unclear {
		unclear = "是"
	}
	if e.Priority > 0 {
		priority = strconv.Itoa(e.Priority)
	}
	return []string{category.Code, category.Name, e.DivisionCode, division, kindLabels[e.Kind], doorLabels[e.Door], business, e.Topic,
		s.unitCell(q, e.AccusedUnitID), e.AccusedWords, e.Hours, e.Weekdays, e.Season, s.unitCell(q, e.UnitID), s.places.unitName(q, e.UnitID),
		strings.Join(helpers, " "), e.Basis, unclear, priority}
}

// unitCell names a unit in a file: by its code, or by its name where there is none.
func (s *Service) unitCell(q store.Queryer, unit ids.ID) string {
	if code := s.places.unitCode(q, unit); code != "" {
		return code
	}
	return s.places.unitName(q, unit)
}

// tableRow is a row of an imported file with its number, as a spreadsheet counts.
type tableRow struct {
	line  int
	cells map[string]string
}

// entry reads a row; what is wrong is named by column.
func (s *Service) entry(q store.Queryer, v *view, byCode map[string]ids.ID, r tableRow) (e Entry, wrong []rowFault) {
	say := func(column, message string) { wrong = append(wrong, rowFault{column, message}) }
	if code := r.cells[colCategory]; code != "" {
		id, ok := byCode[code]
		if !ok {
			say(colCategory, "没有编码为“"+code+"”的诉求分类")
		}
		e.CategoryID = id
	} else if r.cells[colCategoryName] != "" {
		say(colCategory, "填了诉求分类，但没有填编码")
	}
	e.DivisionCode = r.cells[colDivision]
	if e.DivisionCode == "" && r.cells[colDivisionName] != "" && r.cells[colDivisionName] != "全市" {
		say(colDivision, "填了区划，但没有填编码")
	}
	e.Kind = coded(kindLabels, r.cells[colKind], func() { say(colKind, "没有“"+r.cells[colKind]+"”这种类型") })
	e.Door = coded(doorLabels, r.cells[colDoor], func() { say(colDoor, "没有“"+r.cells[colDoor]+"”这种渠道") })
	e.Business = coded(map[string]string{"yes": "是", "no": "否"}, r.cells[colBusiness], func() { say(colBusiness, "只能填“是”“否”或留空") })
	e.Unclear = coded(map[string]string{"yes": "是", "no": "否"}, r.cells[colUnclear], func() { say(colUnclear, "只能填“是”“否”或留空") }) == "yes"
	e.Topic, e.AccusedWords, e.Basis = r.cells[colTopic], r.cells[colAccusedWords], r.cells[colBasis]
	e.Hours, e.Weekdays, e.Season = r.cells[colHours], r.cells[colWeekdays], r.cells[colSeason]
	unit := func(column, text string) ids.ID {
		id := s.places.findUnit(q, text)
		if id == 0 {
			say(column, "没有“"+text+"”这个单位")
		}
		return id
	}
	switch text := r.cells[colUnit]; text {
	case "":
		say(colUnit, "请填写主办单位编码")
	default:
		e.UnitID = unit(colUnit, text)
	}
	for _, text := range strings.FieldsFunc(r.cells[colCoUnits], partsWords) {
		e.CoUnits = append(e.CoUnits, unit(colCoUnits, text))
	}
	if text := r.cells[colAccusedUnit]; text != "" {
		e.AccusedUnitID = unit(colAccusedUnit, text)
	}
	if text := r.cells[colPriority]; text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			n = -1
		}
		e.Priority = n
	}
	if len(wrong) > 0 {
		return e, wrong
	}
	for _, list := range [][]rowFault{e.clean(), s.checkEntry(q, e)} {
		for _, w := range list {
			say(columnOf[w.field], w.message)
		}
		if len(wrong) > 0 {
			break
		}
	}
	return e, wrong
}

// coded finds the code of a label; the code itself is taken, too.
func coded(labels map[string]string, text string, unknown func()) string {
	if text == "" {
		return ""
	}
	for code, label := range labels {
		if text == label || text == code {
			return code
		}
	}
	unknown()
	return ""
}

// head finds the columns of a file's first row.
func head(cells []string) ([]string, error) {
	names := make([]string, len(cells))
	for i, c := range cells {
		names[i] = strings.TrimSpace(strings.TrimPrefix(c, "\ufeff"))
	}
	if !slices.Contains(names, colUnit) {
		return nil, ErrTableHead
	}
	for i, name := range names {
		if name != "" && slices.Index(names, name) < i {
			return nil, ErrTableHead.WithMessage("列名“%s”重复，请用导出的文件作模板。", name)
		}
		if name != "" && !slices.ContainsFunc(tableColumns, func(c sheet.Column) bool { return c.Heading == name }) {
			return nil, ErrTableHead.WithMessage("不认识的列名“%s”，请用导出的文件作模板。", name)
		}
	}
	return names, nil
}
