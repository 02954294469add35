package partner

import (
	"context"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/sheet"
)

var messageHeads = []sheet.Column{
	{Heading: "时间", Width: 17}, {Heading: "方向", Width: 6}, {Heading: "协同单位", Width: 24}, {Heading: "工单编号", Width: 20}, {Heading: "消息", Width: 24},
	{Heading: "序号", Width: 6}, {Heading: "状态", Width: 24}, {Heading: "次数", Width: 6}, {Heading: "错误", Width: 50}, {Heading: "送达时间", Width: 17},
	{Heading: "编号", Width: 20},
}

type messageSheetIn struct{ MessagesIn }

// getMessageSheet is the list of messages as a workbook: as the list, without what they say.
func (d *Door) getMessageSheet(ctx context.Context, in *messageSheetIn) (*sheet.Download, error) {
	q := d.Store.Read(ctx)
	sides := map[string]string{SideIn: "收到", SideOut: "发出"}
	next := sheet.Pages(func(cursor string) ([]MessageRow, string, error) { return d.messages(q, in.MessagesIn, cursor, 500) }, func(m MessageRow) []any {
		cells := []any{sheet.At(m.At), sides[m.Direction], m.PartnerName, m.OrderNumber, m.Kind, int(m.Seq), m.State, m.Attempts, m.LastError, "", m.ID}
		if m.DeliveredAt != nil {
			cells[9] = sheet.At(*m.DeliveredAt)
		}
		return cells
	})
	return sheet.File("协同消息", d.now(), sheet.Table{Sheet: "协同消息", Columns: messageHeads, Next: next, Mark: auth.From(ctx).Mark(d.now())})
}

var partnerHeads = []sheet.Column{
	{Heading: "编码", Width: 16}, {Heading: "名称", Width: 30}, {Heading: "本地单位", Width: 20}, {Heading: "受理转入", Width: 9}, {Heading: "身份", Width: 8},
	{Heading: "密钥", Width: 6}, {Heading: "近30天送达", Width: 11}, {Heading: "待送达", Width: 8}, {Heading: "未送达", Width: 8}, {Heading: "近30天拒绝", Width: 11},
	{Heading: "待对照", Width: 8}, {Heading: "启用", Width: 6},
}

// getPartnerSheet is the list of partners as a workbook, without keys.
func (d *Door) getPartnerSheet(ctx context.Context, _ *struct{}) (*sheet.Download, error) {
	list, err := d.getPartners(ctx, nil)
	if err != nil {
		return nil, err
	}
	identities := map[string]string{"relay": "不提供", "full": "提供"}
	return sheet.File("协同单位", d.now(), sheet.Table{Sheet: "协同单位", Columns: partnerHeads, Mark: auth.From(ctx).Mark(d.now()),
		Next: sheet.Rows(list.Body.Items, func(p PartnerRow) []any {
			return []any{p.Code, p.Name, p.UnitName, sheet.Yes(p.Takes), identities[p.Identity], p.Keys, p.Delivered, p.Waiting, p.Dead, p.Refused, p.Unmapped,
				sheet.Yes(p.Active)}
		})})
}
