package triage

import (
	"bytes"
	"context"
	"mime"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/catalogue"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

const (
	tag      = "triage"
	xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// Routes adds this room's operations.
func (s *Service) Routes(api huma.API) {
	op := func(method, path, id, right, summary string) httpx.Op {
		return httpx.Op{Method: method, Path: path, ID: id, Tag: tag, Right: right, Summary: summary}
	}
	httpx.Register(api, op(http.MethodGet, "/triage/suggest", "triage-suggest", RightSuggest, "为工单推荐承办单位及理由"), s.getSuggest)
	httpx.Register(api, op(http.MethodPost, "/triage/suggest", "triage-suggest-new", RightSuggest, "为尚未登记的诉求推荐承办单位及理由"), s.postSuggest)
	httpx.Register(api, op(http.MethodGet, "/precedents", "precedent-list", RightPrecedents, "派单异议判例，新的在前"), s.getPrecedents)
	httpx.Register(api, op(http.MethodGet, "/precedents.xlsx", "precedent-export", RightPrecedents, "导出判例（xlsx）"), s.getPrecedentSheet)
	httpx.Register(api, op(http.MethodGet, "/precedents/similar", "precedent-similar", RightPrecedents, "与工单相似的判例及理由"), s.getSimilar)
	httpx.Register(api, op(http.MethodPost, "/precedents/{id}/retire", "precedent-retire", RightRetire, "停用判例"), s.postRetire)
	s.replayRoutes(api)
}

type suggestIn struct {
	Order ids.Param `query:"order_id" required:"true"`
}

func (s *Service) getSuggest(ctx context.Context, in *suggestIn) (*httpx.Out[Suggestion], error) {
	return httpx.Reply(s.SuggestFor(s.Store.Read(ctx), auth.From(ctx), in.Order.ID))
}

type suggestNewIn struct {
	Body struct {
		CategoryID ids.ID                `json:"category_id,omitempty"`
		Division   string                `json:"division_code,omitempty" maxLength:"32"`
		Kind       string                `json:"kind,omitempty" maxLength:"20"`
		Door       string                `json:"door,omitempty" maxLength:"20"`
		Business   bool                  `json:"business,omitempty"`
		Topics     []string              `json:"topics,omitempty" maxItems:"20"`
		Accused    string                `json:"accused,omitempty" maxLength:"500"`
		Parties    []workorder.AccusedIn `json:"accused_parties,omitempty" maxItems:"10" doc:"whom it is about; they are left out"`
		Title      string                `json:"title,omitempty" maxLength:"120"`
		Content    string                `json:"content,omitempty" maxLength:"20000"`
	}
}

// postSuggest takes a body because the words of a citizen do not belong in an address; it changes nothing.
func (s *Service) postSuggest(ctx context.Context, in *suggestNewIn) (*httpx.Out[Suggestion], error) {
	b := in.Body
	return httpx.Reply(s.Suggest(s.Store.Read(ctx), auth.From(ctx), About{Text: b.Title + "\n" + b.Content, Parties: b.Parties, Matter: catalogue.Matter{
		Category: b.CategoryID, Division: b.Division, Kind: b.Kind, Door: b.Door, Business: b.Business, Topics: b.Topics, Accused: b.Accused}}))
}

// PrecedentsIn are the query parameters that narrow the list of precedents.
type PrecedentsIn struct {
	Category ids.Param `query:"category_id"`
	Unit     ids.Param `query:"unit_id" doc:"that returned the order or got it"`
	Verdict  string    `query:"verdict" enum:"upheld,rejected,designated"`
	Retired  bool      `query:"retired" doc:"those that hold no longer"`
	Sort     string    `query:"sort" maxLength:"30" doc:"decided_at (downwards if absent), reason or verdict; - before it: downwards"`
}

func (in PrecedentsIn) filter() Filter {
	return Filter{Category: in.Category.ID, Unit: in.Unit.ID, Verdict: Verdict(in.Verdict), Retired: in.Retired, Sort: in.Sort}
}

type precedentsIn struct {
	PrecedentsIn
	Cursor string `query:"cursor" maxLength:"600"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200"`
}

func (s *Service) getPrecedents(ctx context.Context, in *precedentsIn) (*httpx.Out[httpx.Page[PrecedentRow]], error) {
	f := in.filter()
	f.Cursor, f.Limit = in.Cursor, in.Limit
	rows, next, err := s.Precedents(s.Store.Read(ctx), auth.From(ctx), f)
	return httpx.Reply(httpx.Page[PrecedentRow]{Items: rows, NextCursor: next}, err)
}

// fileOut is a file to be saved.
type fileOut struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

func workbook(name string, b *bytes.Buffer) *fileOut {
	return &fileOut{ContentType: xlsxType, Disposition: mime.FormatMediaType("attachment", map[string]string{"filename": name}), Body: b.Bytes()}
}

type precedentSheetIn struct{ PrecedentsIn }

// mostExported is how many precedents a workbook holds.
const mostExported = 20000

func (s *Service) getPrecedentSheet(ctx context.Context, in *precedentSheetIn) (*fileOut, error) {
	q, by, f := s.Store.Read(ctx), auth.From(ctx), in.filter()
	f.Limit = 200
	page, next, err := s.Precedents(q, by, f)
	if err != nil {
		return nil, err
	}
	left := mostExported
	var file bytes.Buffer
	err = sheet.XLSX(&file, sheet.Table{Sheet: "派单异议判例", Mark: by.Mark(s.now()), Columns: columns("工单编号", 20, "标题", 40, "类别", 18, "区划", 14, "退单单位", 18, "退单原因", 24,
		"建议单位", 18, "结论", 12, "承办单位", 18, "审核时间", 17, "停用理由", 30), Next: func() ([]any, error) {
		if len(page) == 0 && next != "" {
			f.Cursor = next
			var err error
			if page, next, err = s.Precedents(q, by, f); err != nil {
				return nil, err
			}
		}
		if len(page) == 0 || left == 0 {
			return nil, nil
		}
		r := page[0]
		page, left = page[1:], left-1
		return []any{r.Number, r.Title, r.CategoryName, r.DivisionName, r.FromName, r.ReasonName, r.ProposedName, r.VerdictName, r.ToName,
			r.DecidedAt.In(wall.Shanghai), r.RetireReason}, nil
	}})
	return workbook("判例-"+s.now().In(wall.Shanghai).Format(time.DateOnly)+".xlsx", &file), err
}

type similarIn struct {
	Order ids.Param `query:"order_id" required:"true"`
	Limit int       `query:"limit" minimum:"0" maximum:"20" doc:"default 5"`
}

func (s *Service) getSimilar(ctx context.Context, in *similarIn) (*httpx.Out[httpx.Page[PrecedentRow]], error) {
	most := in.Limit
	if most == 0 {
		most = mostShown
	}
	rows, err := s.Similar(s.Store.Read(ctx), auth.From(ctx), in.Order.ID, most)
	return httpx.Reply(httpx.Page[PrecedentRow]{Items: rows}, err)
}

type retireIn struct {
	ID   ids.Param `path:"id"`
	Body struct {
		Reason string `json:"reason" maxLength:"500"`
	}
}

func (s *Service) postRetire(ctx context.Context, in *retireIn) (*httpx.Out[PrecedentRow], error) {
	by := auth.From(ctx)
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (PrecedentRow, error) {
		p, err := s.Retire(tx, by, in.ID.ID, in.Body.Reason)
		if err != nil {
			return PrecedentRow{}, err
		}
		return s.row(tx, by, &p)
	}))
}
