package outreach

import (
	"context"
	"encoding/base64"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/switchboard"
)

func (s *Service) peopleRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/campaigns/{id}/people", ID: "campaign-people", Tag: tag, Right: RightRead, Summary: "外呼名单与结果，号码遮盖"}, s.getPeople)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/campaigns/{id}/people.xlsx", ID: "campaign-people-xlsx", Tag: tag, Right: RightRead, Summary: "外呼结果（xlsx），不含完整号码"}, s.getPeopleXLSX)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/campaigns/{id}/people", ID: "campaign-import", Tag: tag, Right: RightManage, MaxBody: 8 << 20,
		Summary: "导入名单（xlsx 或 csv），逐行检查并报告未收的行"}, s.postPeople)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/campaigns/{id}/next", ID: "campaign-next", Tag: tag, Right: RightCall,
		Summary: "领取下一个要呼叫的人"}, s.postNext)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/campaigns/{id}/people/{person}/dial", ID: "campaign-dial", Tag: tag, Right: RightCall,
		Summary: "呼叫已领取的人：先接通自己的话机，号码不显示"},
		func(ctx context.Context, in *personIn) (*httpx.Out[switchboard.SeatView], error) {
			return httpx.Reply(s.Dial(ctx, in.ID.ID, in.Person.ID))
		})
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/campaigns/{id}/people/{person}/result", ID: "campaign-result", Tag: tag, Right: RightCall,
		Summary: "登记已接通的人的结果"}, s.postResult)
}

type personIn struct {
	ID     ids.Param `path:"id"`
	Person ids.Param `path:"person"`
}

type peopleIn struct {
	ID     ids.Param `path:"id"`
	State  string    `query:"state" enum:"waiting,calling,done,given_up,barred"`
	Sort   string    `query:"sort" maxLength:"30" doc:"line (if absent), changed_at or attempts; - before it: downwards"`
	Cursor string    `query:"cursor" maxLength:"600" doc:"next_cursor of the page before"`
	Limit  int       `query:"limit" minimum:"0" maximum:"200" doc:"rows to a page, 50 if absent"`
}

func (s *Service) getPeople(ctx context.Context, in *peopleIn) (*httpx.Out[httpx.Page[PersonRow]], error) {
	list, next, err := s.People(s.Store.Read(ctx), auth.From(ctx), in.ID.ID, PeopleFilter{State: in.State, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
	return httpx.Reply(httpx.Page[PersonRow]{Items: list, NextCursor: next}, err)
}

type importIn struct {
	ID   ids.Param `path:"id"`
	Body struct {
		File string `json:"file" maxLength:"6000000" doc:"the xlsx or csv file in base64"`
	}
}

func (s *Service) postPeople(ctx context.Context, in *importIn) (*httpx.Out[Report], error) {
	raw, err := base64.StdEncoding.DecodeString(in.Body.File)
	if err != nil {
		return nil, ErrFile.Wrap(err)
	}
	head, rows, err := ParseList(raw)
	if err != nil {
		return nil, err
	}
	p := auth.From(ctx)
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (Report, error) { return s.Import(tx, p, in.ID.ID, head, rows) }))
}

// Turn is whom somebody is to call now.
type Turn struct {
	Person PersonRow `json:"person"`
	Lines  []string  `json:"lines" doc:"the script with the person's words, a step a line"`
}

func (s *Service) postNext(ctx context.Context, in *idIn) (*httpx.Out[Turn], error) {
	by := auth.From(ctx)
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (Turn, error) {
		c, p, err := s.Next(tx, by, in.ID.ID)
		if err != nil {
			return Turn{}, err
		}
		t := Turn{Lines: []string{}}
		if t.Person, err = s.personRow(tx, by, c.Script.Variables(), p); err != nil {
			return Turn{}, err
		}
		for _, x := range c.Script.Steps {
			t.Lines = append(t.Lines, fill(x.Say, t.Person.Words))
		}
		return t, nil
	}))
}

type resultIn struct {
	ID     ids.Param `path:"id"`
	Person ids.Param `path:"person"`
	Body   struct {
		Result string `json:"result" enum:"told,agreed,declined,not_person,later" doc:"已告知, 同意, 拒绝, 非本人, 稍后再拨"`
		Note   string `json:"note,omitempty" maxLength:"200"`
		Bar    bool   `json:"bar,omitempty" doc:"the person does not want to be called again"`
	}
}

func (s *Service) postResult(ctx context.Context, in *resultIn) (*httpx.Out[PersonRow], error) {
	by := auth.From(ctx)
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (PersonRow, error) {
		if err := s.Done(tx, by, in.ID.ID, in.Person.ID, in.Body.Result, in.Body.Note, in.Body.Bar); err != nil {
			return PersonRow{}, err
		}
		c, err := s.campaign(tx, in.ID.ID)
		if err != nil {
			return PersonRow{}, err
		}
		p, err := s.person(tx, in.ID.ID, in.Person.ID)
		if err != nil {
			return PersonRow{}, err
		}
		return s.personRow(tx, by, c.Script.Variables(), p)
	}))
}
