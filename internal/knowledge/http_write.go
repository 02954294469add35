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

func (s *Service) writeRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/articles", ID: "article-create", Tag: tag, Right: RightWrite,
		Summary: "新增一条知识（草稿）", Status: http.StatusCreated}, s.postArticle)
	httpx.Register(api, httpx.Op{Method: http.MethodPut, Path: "/articles/{id}", ID: "article-save", Tag: tag, Right: RightWrite,
		Summary: "保存一个新版本（草稿），有效版本不变"}, s.putArticleHTTP)
	verb(api, s, "submit", RightWrite, "提交审核", func(tx *store.Tx, p auth.Principal, id ids.ID, version int64, _ string) (Article, error) {
		return s.Submit(tx, p, id, version)
	})
	verb(api, s, "approve", RightReview, "审核通过并发布；编写人不得审核", s.Approve)
	verb(api, s, "reject", RightReview, "退回修改，须写明原因", s.Reject)
	verb(api, s, "retire", RightWrite, "下架", s.Retire)
}

// ContentIn is what an editor writes.
type ContentIn struct {
	Title     string     `json:"title" maxLength:"400"`
	Summary   string     `json:"summary,omitempty" maxLength:"1200"`
	Body      string     `json:"body" maxLength:"80000"`
	Keywords  []string   `json:"keywords,omitempty" maxItems:"50"`
	UnitID    ids.ID     `json:"unit_id,omitempty" doc:"whose entry it is; units: their own"`
	Category  ids.ID     `json:"category_id,omitempty"`
	Public    bool       `json:"public,omitempty" doc:"citizens may read it"`
	ValidFrom *time.Time `json:"valid_from,omitempty" doc:"absent: at once"`
	ExpiresAt *time.Time `json:"expires_at,omitempty" doc:"absent: never; announcements need it"`
}

func (in ContentIn) content() Content {
	c := Content{Title: in.Title, Summary: in.Summary, Body: in.Body, Keywords: in.Keywords, Unit: in.UnitID,
		Category: in.Category, Public: in.Public}
	if in.ValidFrom != nil {
		c.ValidFrom = *in.ValidFrom
	}
	if in.ExpiresAt != nil {
		c.ExpiresAt = *in.ExpiresAt
	}
	return c
}

type createIn struct {
	Body struct {
		Kind Kind `json:"kind" enum:"article,announcement,wording"`
		ContentIn
	}
}

func (s *Service) postArticle(ctx context.Context, in *createIn) (*httpx.Out[ArticleView], error) {
	p := auth.From(ctx)
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (ArticleView, error) {
		a, err := s.Create(tx, p, in.Body.Kind, in.Body.content())
		if err != nil {
			return ArticleView{}, err
		}
		return s.viewNow(tx, p, a)
	}))
}

type saveIn struct {
	ID   ids.Param `path:"id"`
	Body struct {
		Version int64 `json:"version" doc:"the latest version that you saw"`
		ContentIn
	}
}

func (s *Service) putArticleHTTP(ctx context.Context, in *saveIn) (*httpx.Out[ArticleView], error) {
	p := auth.From(ctx)
	var out ArticleView
	err := s.Store.Write(ctx, func(tx *store.Tx) error {
		a, err := s.Save(tx, p, in.ID.ID, in.Body.Version, in.Body.content())
		if err != nil {
			return err
		}
		out, err = s.viewNow(tx, p, a)
		return err
	})
	return httpx.Reply(out, err)
}

type verbIn struct {
	ID   ids.Param `path:"id"`
	Body struct {
		Version int64  `json:"version" doc:"the latest version that you saw"`
		Note    string `json:"note,omitempty" maxLength:"2000"`
	}
}

// verb registers POST /articles/{id}/<name>.
func verb(api huma.API, s *Service, name, right, summary string, do func(tx *store.Tx, p auth.Principal, id ids.ID, version int64, note string) (Article, error)) {
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/articles/{id}/" + name, ID: "article-" + name, Tag: tag,
		Right: right, Summary: summary},
		func(ctx context.Context, in *verbIn) (*httpx.Out[ArticleView], error) {
			p := auth.From(ctx)
			return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (ArticleView, error) {
				a, err := do(tx, p, in.ID.ID, in.Body.Version, in.Body.Note)
				if err != nil {
					return ArticleView{}, err
				}
				return s.viewNow(tx, p, a)
			}))
		})
}
