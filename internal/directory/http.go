package directory

import (
	"context"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
)

const tag = "directory"

// Routes adds the directory's operations to the API.
func (s *Service) Routes(api huma.API) {
	s.unitRoutes(api)
	s.hotlineRoutes(api)
	s.staffRoutes(api)
	s.divisionRoutes(api)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/roles", ID: "role-list", Tag: tag, Right: RightRead,
		Summary: "角色及其权限"}, s.getRoles)
}

func (s *Service) getRoles(context.Context, *struct{}) (*httpx.Out[httpx.Page[Role]], error) {
	return httpx.Reply(httpx.Page[Role]{Items: Roles()}, nil)
}

// idParam is an identifier in a path or query: a struct, since the frame reads a plain ids.ID there as a number and
// then refuses it for not being text.
type idParam struct{ ids.ID }

// PageQuery is where a list goes on, and how far.
type PageQuery struct {
	Cursor string `query:"cursor" maxLength:"200"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200"`
}

// ActiveQuery chooses active or inactive things.
type ActiveQuery struct {
	Active string `query:"active" enum:"true,false" doc:"only active, or only inactive ones"`
}

func (in ActiveQuery) filter() *bool {
	if in.Active == "" {
		return nil
	}
	yes := in.Active == "true"
	return &yes
}

// page cuts one page out of a ranked list. The cursor names the last item of the page before by its rank and key,
// so a list that changes between two pages neither repeats nor skips what stays. usual is the size when none is
// asked for.
func page[T any](list []ranked[T], in PageQuery, usual int) (httpx.Page[T], error) {
	if in.Cursor != "" {
		rank, key, err := readCursor(in.Cursor)
		if err != nil {
			return httpx.Page[T]{}, err
		}
		for len(list) > 0 && (list[0].rank < rank || list[0].rank == rank && list[0].key <= key) {
			list = list[1:]
		}
	}
	limit := usual
	if in.Limit > 0 {
		limit = httpx.Limit(in.Limit)
	}
	if len(list) <= limit {
		return httpx.Page[T]{Items: items(list)}, nil
	}
	list = list[:limit]
	last := list[limit-1]
	next := base64.RawURLEncoding.EncodeToString([]byte(strconv.Itoa(last.rank) + "|" + last.key))
	return httpx.Page[T]{Items: items(list), NextCursor: next}, nil
}

func readCursor(cursor string) (rank int, key string, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		head, rest, found := strings.Cut(string(raw), "|")
		if rank, err = strconv.Atoi(head); err == nil && found {
			return rank, rest, nil
		}
	}
	return 0, "", fault.Invalid.WithField("query.cursor", "翻页位置有误，请从第一页重新开始")
}
