package knowledge

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

const tag = "knowledge"

// Routes adds this room's operations.
func (s *Service) Routes(api huma.API) {
	s.writeRoutes(api)
	s.quoteRoutes(api)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/articles", ID: "article-list", Tag: tag, Right: RightRead,
		Summary: "查找知识、公告和答复口径：关键词、拼音首字母；不填则最新在前"}, s.getArticles)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/articles.xlsx", ID: "article-xlsx", Tag: tag, Right: RightRead,
		Summary: "导出知识、公告和答复口径（xlsx），筛选条件同列表"}, s.getArticleSheet)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/articles/{id}", ID: "article-read", Tag: tag, Right: RightRead,
		Summary: "读一条知识的有效版本"}, s.getArticle)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/articles/{id}/versions", ID: "article-versions", Tag: tag, Right: RightRead,
		Summary: "一条知识的全部版本和审核记录（维护人）"}, s.getVersions)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/articles/{id}/versions/{n}", ID: "article-version", Tag: tag, Right: RightRead,
		Summary: "读一条知识的某个版本"}, s.getVersion)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/service-windows", ID: "service-window-list", Tag: tag, Right: RightRead,
		Summary: "单位窗口和值班电话"}, s.getWindows)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/service-windows.xlsx", ID: "service-window-xlsx", Tag: tag, Right: RightRead,
		Summary: "导出单位窗口和值班电话（xlsx），筛选条件同列表"}, s.getWindowSheet)
}

// ArticleQuery are the query parameters that narrow the list or its export.
type ArticleQuery struct {
	Query    string    `query:"q" maxLength:"200" doc:"words, or pinyin initials of title and keywords"`
	Kind     Kind      `query:"kind" enum:"article,announcement,wording"`
	Unit     ids.Param `query:"unit_id"`
	Category ids.Param `query:"category_id"`
	Hotline  string    `query:"hotline" maxLength:"20" doc:"the number that was called: if its mode of integration says so, entries of its unit stand first"`
	View     View      `query:"state" enum:"published,scheduled,expiring,expired,draft,submitted,rejected,retired,all" doc:"all but published: entries that you keep"`
	Public   bool      `query:"public" doc:"only what citizens may read"`
	Sort     string    `query:"sort" maxLength:"30" doc:"updated_at, expires_at or title; - before it: downwards; absent: the best first"`
}

func (in ArticleQuery) query() Query {
	return Query{Words: in.Query, Kind: in.Kind, Unit: in.Unit.ID, Category: in.Category.ID, View: in.View, Public: in.Public, Sort: in.Sort}
}

type articlesIn struct {
	ArticleQuery
	Cursor string `query:"cursor" maxLength:"600"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200"`
}

func (s *Service) getArticles(ctx context.Context, in *articlesIn) (*httpx.Out[httpx.Page[ArticleRow]], error) {
	q, query := s.Store.Read(ctx), in.query()
	query.Cursor, query.Limit = in.Cursor, httpx.Limit(in.Limit)
	if in.Hotline != "" {
		var err error
		if query.First, err = s.Units.KnowsFirst(q, in.Hotline); err != nil {
			return nil, err
		}
	}
	rows, next, err := s.rows(q, auth.From(ctx), query)
	return httpx.Reply(httpx.Page[ArticleRow]{Items: rows, NextCursor: next}, err)
}

// rows answers a query with what lists show.
func (s *Service) rows(q store.Queryer, p auth.Principal, query Query) ([]ArticleRow, string, error) {
	hits, next, err := s.List(q, p, query)
	rows := make([]ArticleRow, len(hits))
	for i, h := range hits {
		if !keeps(p, h.Unit) {
			h.Latest, h.LatestState = h.Version, h.State // drafts are nobody else's business
		}
		rows[i] = s.row(q, h)
	}
	return rows, next, err
}

type articleIn struct {
	ID ids.Param `path:"id"`
}

func (s *Service) getArticle(ctx context.Context, in *articleIn) (*httpx.Out[ArticleView], error) {
	q, p := s.Store.Read(ctx), auth.From(ctx)
	a, v, err := s.Read(q, p, in.ID.ID)
	if err != nil {
		return nil, err
	}
	return httpx.Reply(s.view(q, p, a, v))
}

type versionIn struct {
	ID ids.Param `path:"id"`
	N  int64     `path:"n" minimum:"1"`
}

func (s *Service) getVersion(ctx context.Context, in *versionIn) (*httpx.Out[ArticleView], error) {
	q, p := s.Store.Read(ctx), auth.From(ctx)
	a, v, err := s.ReadVersion(q, p, in.ID.ID, in.N)
	if err != nil {
		return nil, err
	}
	return httpx.Reply(s.view(q, p, a, v))
}

// HistoryView is what became of an entry.
type HistoryView struct {
	Versions []VersionRow `json:"versions" doc:"newest first"`
	Reviews  []ReviewRow  `json:"reviews" doc:"newest first"`
}

// VersionRow is one line of an entry's history.
type VersionRow struct {
	Version     int64      `json:"version"`
	Title       string     `json:"title"`
	State       State      `json:"state" enum:"draft,submitted,rejected,published,retired"`
	AuthorName  string     `json:"author_name"`
	CreatedAt   time.Time  `json:"created_at"`
	PublishedAt *time.Time `json:"published_at" doc:"null: it never was in force"`
}

// ReviewRow is one decision about a version.
type ReviewRow struct {
	Version   int64     `json:"version"`
	Verdict   string    `json:"verdict" enum:"submitted,approved,rejected,retired"`
	StaffName string    `json:"staff_name"`
	Note      string    `json:"note"`
	At        time.Time `json:"at"`
}

func (s *Service) getVersions(ctx context.Context, in *articleIn) (*httpx.Out[HistoryView], error) {
	q, p := s.Store.Read(ctx), auth.From(ctx)
	versions, err := s.Versions(q, p, in.ID.ID)
	if err != nil {
		return nil, err
	}
	reviews, err := s.Reviews(q, p, in.ID.ID)
	if err != nil {
		return nil, err
	}
	a, _, err := load(q, in.ID.ID, false)
	if err != nil {
		return nil, err
	}
	out := HistoryView{Versions: make([]VersionRow, len(versions)), Reviews: make([]ReviewRow, len(reviews))}
	for i, v := range versions {
		out.Versions[i] = VersionRow{Version: v.N, Title: v.Title, State: stateOf(&a, &v), AuthorName: s.Units.StaffName(q, v.Author),
			CreatedAt: v.CreatedAt, PublishedAt: optional(v.PublishedAt)}
	}
	for i, r := range reviews {
		out.Reviews[i] = ReviewRow{Version: r.Version, Verdict: r.Verdict, StaffName: s.Units.StaffName(q, r.Staff), Note: r.Note, At: r.At}
	}
	return httpx.Reply(out, nil)
}

type windowsIn struct {
	Query string `query:"q" maxLength:"60" doc:"part of the unit's name or code, or its pinyin initials"`
	Limit int    `query:"limit" minimum:"0" maximum:"200"`
}

func (s *Service) getWindows(ctx context.Context, in *windowsIn) (*httpx.Out[httpx.Page[Window]], error) {
	limit := 200 // a city's units are few, and the list is scrolled through
	if in.Limit > 0 {
		limit = httpx.Limit(in.Limit)
	}
	list, err := s.Windows(s.Store.Read(ctx), in.Query, limit)
	return httpx.Reply(httpx.Page[Window]{Items: list}, err)
}

// viewNow shows an entry after a verb, within its transaction.
func (s *Service) viewNow(tx *store.Tx, p auth.Principal, a Article) (ArticleView, error) {
	v, err := loadVersion(tx, a.ID, a.Version)
	if err != nil {
		return ArticleView{}, err
	}
	return s.view(tx, p, a, v)
}
