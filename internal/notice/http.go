package notice

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

type listIn struct {
	Unread bool      `query:"unread" doc:"only what the person has not read"`
	Cursor ids.Param `query:"cursor" doc:"next_cursor of the page before"`
	Limit  int       `query:"limit" minimum:"0" maximum:"200" doc:"messages to a page, 50 if absent"`
}

type unreadCount struct {
	Unread int `json:"unread" doc:"up to 100; 100 stands for more"`
}

type readIn struct {
	ID ids.Param `path:"id"`
}

type readOut struct {
	ID     ids.ID    `json:"id"`
	ReadAt time.Time `json:"read_at"`
}

type readAllIn struct {
	Body struct {
		UpTo ids.ID `json:"up_to" doc:"the newest message that the person has seen"`
	}
}

type readAllOut struct {
	Read int `json:"read" doc:"how many were marked; messages that ask for a receipt are not"`
}

// Routes adds this room's operations. Everybody reads their own inbox only.
func (s *Service) Routes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/notices", ID: "notice-list", Tag: "notices",
		Summary: "The person's inbox", Right: RightRead}, s.list)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/notices/unread", ID: "notice-unread", Tag: "notices",
		Summary: "How many messages are unread", Right: RightRead},
		func(ctx context.Context, _ *struct{}) (*httpx.Out[unreadCount], error) {
			n, err := s.Unread(s.store.Read(ctx), auth.From(ctx))
			return httpx.Reply(unreadCount{n}, err)
		})
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/notices/{id}/read", ID: "notice-read", Tag: "notices",
		Summary: "Mark a message as read", Right: RightRead},
		func(ctx context.Context, in *readIn) (*httpx.Out[readOut], error) {
			return httpx.Reply(httpx.Once(ctx, s.store, func(tx *store.Tx) (readOut, error) {
				at, err := s.MarkRead(tx, auth.From(ctx), in.ID.ID)
				return readOut{in.ID.ID, at}, err
			}))
		})
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/notices/read", ID: "notice-read-all", Tag: "notices",
		Summary: "Mark the messages up to one as read", Right: RightRead},
		func(ctx context.Context, in *readAllIn) (*httpx.Out[readAllOut], error) {
			return httpx.Reply(httpx.Once(ctx, s.store, func(tx *store.Tx) (readAllOut, error) {
				n, err := s.MarkAllRead(tx, auth.From(ctx), in.Body.UpTo)
				return readAllOut{n}, err
			}))
		})
}

func (s *Service) list(ctx context.Context, in *listIn) (*httpx.Out[httpx.Page[Item]], error) {
	limit := httpx.Limit(in.Limit)
	items, err := s.Inbox(s.store.Read(ctx), auth.From(ctx), in.Unread, in.Cursor.ID, limit+1)
	if err != nil {
		return nil, err
	}
	page := httpx.Page[Item]{Items: items}
	if len(items) > limit {
		page.Items, page.NextCursor = items[:limit], items[limit-1].ID.String()
	}
	return httpx.Reply(page, nil)
}
