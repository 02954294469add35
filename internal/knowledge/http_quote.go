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

func (s *Service) quoteRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/articles/{id}/quote", ID: "article-quote", Tag: tag, Right: RightQuote,
		Summary: "引用到答复，保留所引版本"}, s.postQuote)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/quotes", ID: "quote-list", Tag: tag, Right: RightRead,
		Summary: "一张工单的答复引用了哪些知识的哪个版本"}, s.getQuotes)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/articles/{id}/feedback", ID: "article-feedback", Tag: tag, Right: RightRead,
		Summary: "反馈这条知识是否有用、缺什么", Status: http.StatusCreated}, s.postFeedback)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/articles/{id}/feedback", ID: "article-feedback-list", Tag: tag, Right: RightRead,
		Summary: "对一条知识的反馈（维护人）"}, s.getFeedback)
}

type quoteIn struct {
	ID   ids.Param `path:"id"`
	Body struct {
		OrderID ids.ID `json:"order_id,omitempty" doc:"absent while the request is still being written"`
	}
}

// QuoteView is a quotation with the text to put into the answer.
type QuoteView struct {
	ArticleID ids.ID `json:"article_id"`
	Version   int64  `json:"version"`
	Title     string `json:"title"`
	Text      string `json:"text"`
}

func (s *Service) postQuote(ctx context.Context, in *quoteIn) (*httpx.Out[QuoteView], error) {
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (QuoteView, error) {
		quote, v, err := s.Quote(tx, auth.From(ctx), in.ID.ID, in.Body.OrderID)
		return QuoteView{ArticleID: quote.Article, Version: quote.Version, Title: v.Title, Text: v.Body}, err
	}))
}

type quotesIn struct {
	Order ids.Param `query:"order_id" required:"true"`
}

// QuoteRow is one line of what was quoted into an order.
type QuoteRow struct {
	ArticleID ids.ID    `json:"article_id"`
	Version   int64     `json:"version"`
	Title     string    `json:"title" doc:"of the version quoted"`
	StaffName string    `json:"staff_name"`
	At        time.Time `json:"at"`
}

func (s *Service) getQuotes(ctx context.Context, in *quotesIn) (*httpx.Out[httpx.Page[QuoteRow]], error) {
	q := s.Store.Read(ctx)
	quotes, err := s.Quotes(q, auth.From(ctx), in.Order.ID)
	if err != nil {
		return nil, err
	}
	page := httpx.Page[QuoteRow]{Items: make([]QuoteRow, len(quotes))}
	for i, c := range quotes {
		v, err := loadVersion(q, c.Article, c.Version)
		if err != nil {
			return nil, err
		}
		page.Items[i] = QuoteRow{ArticleID: c.Article, Version: c.Version, Title: v.Title, StaffName: s.Units.StaffName(q, c.Staff), At: c.At}
	}
	return httpx.Reply(page, nil)
}

type feedbackIn struct {
	ID   ids.Param `path:"id"`
	Body struct {
		Helpful bool   `json:"helpful"`
		Note    string `json:"note,omitempty" maxLength:"2000"`
	}
}

// FeedbackView is one person's word about an entry.
type FeedbackView struct {
	Version   int64     `json:"version"`
	Helpful   bool      `json:"helpful"`
	Note      string    `json:"note"`
	StaffName string    `json:"staff_name"`
	At        time.Time `json:"at"`
}

func (s *Service) postFeedback(ctx context.Context, in *feedbackIn) (*httpx.Out[FeedbackView], error) {
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (FeedbackView, error) {
		f, err := s.AddFeedback(tx, auth.From(ctx), in.ID.ID, in.Body.Helpful, in.Body.Note)
		if err != nil {
			return FeedbackView{}, err
		}
		return s.feedbackView(tx, f), nil
	}))
}

func (s *Service) getFeedback(ctx context.Context, in *articleIn) (*httpx.Out[httpx.Page[FeedbackView]], error) {
	q := s.Store.Read(ctx)
	list, err := s.FeedbackOf(q, auth.From(ctx), in.ID.ID)
	if err != nil {
		return nil, err
	}
	page := httpx.Page[FeedbackView]{Items: make([]FeedbackView, len(list))}
	for i, f := range list {
		page.Items[i] = s.feedbackView(q, f)
	}
	return httpx.Reply(page, nil)
}

func (s *Service) feedbackView(q store.Queryer, f Feedback) FeedbackView {
	return FeedbackView{Version: f.Version, Helpful: f.Helpful, Note: f.Note, StaffName: s.Units.StaffName(q, f.Staff), At: f.At}
}
