package cti

import (
	"context"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/sheet"
)

var centreHeads = []sheet.Column{
	{Heading: "编码", Width: 16}, {Heading: "名称", Width: 30}, {Heading: "最近事件", Width: 17}, {Heading: "在途通话", Width: 9}, {Heading: "坐席", Width: 6},
	{Heading: "密钥", Width: 6}, {Heading: "近30天拒收或未生效", Width: 18}, {Heading: "待对照", Width: 8}, {Heading: "录音已存", Width: 9},
	{Heading: "录音待取", Width: 9}, {Heading: "录音未取得", Width: 11}, {Heading: "启用", Width: 6},
}

// getCentreSheet is the list of call centres as a workbook, without keys.
func (d *Door) getCentreSheet(ctx context.Context, _ *struct{}) (*sheet.Download, error) {
	list, err := d.getCentres(ctx, nil)
	if err != nil {
		return nil, err
	}
	return sheet.File("呼叫中心接入", d.now(), sheet.Table{Sheet: "呼叫中心接入", Columns: centreHeads, Mark: auth.From(ctx).Mark(d.now()),
		Next: sheet.Rows(list.Body.Items, func(c CentreRow) []any {
			cells := []any{c.Code, c.Name, "", c.Open, c.Agents, c.Keys, int(c.Refused), c.Unmapped, c.SoundsKept, c.SoundsWait, c.SoundsRefused, sheet.Yes(c.Active)}
			if c.HeardAt != nil {
				cells[2] = sheet.At(*c.HeardAt)
			}
			return cells
		})})
}
