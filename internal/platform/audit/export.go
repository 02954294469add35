package audit

import (
	"bytes"
	"context"
	"fmt"
	"mime"
	"strings"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// EventExported tells that somebody took a copy of the audit away; who took it is its subject.
const EventExported = "audit.exported"

// ExportedPayload says what was asked for and how much came of it.
type ExportedPayload struct {
	Kind string `json:"kind,omitempty"`
	Rows int    `json:"rows"`
}

// exportRows is the most that one export holds; exportPage is read at a time.
const (
	exportRows = 50000
	exportPage = 1000
)

type workbookOut struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

var columns = []sheet.Column{
	{Heading: "序号", Width: 10}, {Heading: "时间", Width: 17}, {Heading: "事件", Width: 18}, {Heading: "事件代码", Width: 30},
	{Heading: "操作人", Width: 14}, {Heading: "操作人编号", Width: 20}, {Heading: "工单编号", Width: 22}, {Heading: "对象编号", Width: 20},
	{Heading: "要素", Width: 60}, {Heading: "原始内容", Width: 60},
}

// export is the search as a workbook. It is put together before the first byte is sent, and itself put on record.
func (s *Service) export(ctx context.Context, in *searchIn) (*workbookOut, error) {
	q := s.Store.Read(ctx)
	f, err := s.filter(q, auth.From(ctx), in)
	if err != nil {
		return nil, err
	}
	var page []ledger.Record
	rows, more := 0, true
	names, numbers := map[ids.ID]string{}, map[ids.ID]string{}
	next := func() ([]any, error) {
		if len(page) == 0 && more && rows < exportRows {
			f.Limit = exportPage
			if page, err = s.Ledger.Search(q, f); err != nil {
				return nil, err
			}
			if more = len(page) == exportPage; len(page) > 0 {
				goOn(&f, page[len(page)-1].Seq)
			}
		}
		if len(page) == 0 || rows == exportRows {
			return nil, nil
		}
		r := page[0]
		page, rows = page[1:], rows+1
		if _, known := names[r.Actor]; !known {
			names[r.Actor] = s.Name(q, r.Actor)
		}
		if _, known := numbers[r.Subject]; !known {
			numbers[r.Subject] = s.Number(q, r.Subject)
		}
		return []any{int(r.Seq), r.At.In(wall.Shanghai), named(kindNames, r.Kind), r.Kind, names[r.Actor], r.Actor.String(), numbers[r.Subject],
			r.Subject.String(), sentence(s.facts(q, r)), string(r.Payload)}, nil
	}
	var file bytes.Buffer
	if err := sheet.XLSX(&file, sheet.Table{Sheet: "审计", Mark: auth.From(ctx).Mark(s.Clock.Now()), Columns: columns, Next: next}); err != nil {
		return nil, err
	}
	p := auth.From(ctx)
	if err := s.Store.Write(ctx, func(tx *store.Tx) error {
		_, err := s.Ledger.Append(tx, ledger.Event{Kind: EventExported, Subject: p.ID, Actor: p.ID, Payload: ExportedPayload{strings.TrimSpace(in.Kind), rows}})
		return err
	}); err != nil {
		return nil, fmt.Errorf("audit: record export: %w", err)
	}
	name := mime.FormatMediaType("attachment", map[string]string{"filename": "审计-" + s.today() + ".xlsx"})
	return &workbookOut{ContentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Disposition: name, Body: file.Bytes()}, nil
}
