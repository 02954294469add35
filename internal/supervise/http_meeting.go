package supervise

import (
	"bytes"
	"context"
	"io"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder/export"
)

func (s *Service) meetingRoutes(api huma.API) {
	httpx.Register(api, get("/supervise/docket", "docket-list", RightRead, "议题库"), s.getDocket)
	httpx.Register(api, get("/supervise/docket.xlsx", "docket-xlsx", RightExport, "导出议题库（xlsx）"), s.getDocketXLSX)
	httpx.Register(api, post("/supervise/docket", "docket-propose", RightPropose, "提请上会"), s.postPropose)
	httpx.Register(api, post("/supervise/docket/{id}/drop", "docket-drop", RightMeet, "不上会"), s.postDrop)
	httpx.Register(api, get("/meetings", "meeting-list", RightRead, "联席会议"), s.getMeetings)
	httpx.Register(api, get("/meetings.xlsx", "meeting-xlsx", RightExport, "导出联席会议（xlsx）"), s.getMeetingsXLSX)
	httpx.Register(api, post("/meetings", "meeting-plan", RightMeet, "筹备会议"), s.postMeeting)
	httpx.Register(api, get("/meetings/{id}", "meeting-get", RightRead, "一次会议"), s.getMeeting)
	httpx.Register(api, post("/meetings/{id}/edit", "meeting-edit", RightMeet, "修改会议、议程和参会单位"), s.postEdit)
	httpx.Register(api, post("/meetings/{id}/call", "meeting-call", RightMeet, "发会议通知"), s.seen(s.Call))
	httpx.Register(api, post("/meetings/{id}/hold", "meeting-hold", RightMeet, "开会"), s.seen(s.Hold))
	httpx.Register(api, post("/meetings/{id}/attend", "meeting-attend", RightMeet, "登记出席"), s.postAttend)
	httpx.Register(api, post("/meetings/{id}/items/{item}/decide", "meeting-decide", RightMeet, "对一个议题作出决定"), s.postDecide)
	httpx.Register(api, post("/meetings/{id}/items/{item}/defer", "meeting-defer", RightMeet, "议题延后再议"), s.postDefer)
	httpx.Register(api, post("/meetings/{id}/minute", "meeting-minute", RightMeet, "印发纪要"), s.postMinute)
	httpx.Register(api, post("/meetings/{id}/close", "meeting-close", RightMeet, "落实完毕"), s.seen(s.CloseMeeting))
	httpx.Register(api, post("/meetings/{id}/cancel", "meeting-cancel", RightMeet, "取消会议"), s.postCancelMeeting)
	httpx.Register(api, get("/meetings/{id}/export", "meeting-export", RightExport, "导出会议纪要（Word 或 PDF）"), s.getMinutes)
	httpx.Register(api, get("/meetings/{id}/files/{file}", "meeting-file", RightRead, "下载纪要附件"), s.getFile)
}

func (s *Service) getDocket(ctx context.Context, in *struct {
	State string `query:"state" maxLength:"10" doc:"proposed (default), scheduled, decided or dropped"`
	SortIn
	PageIn
}) (*httpx.Out[httpx.Page[DocketItem]], error) {
	rows, next, err := s.Docket(s.Store.Read(ctx), auth.From(ctx), DocketFilter{State: State(in.State), Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
	return httpx.Reply(httpx.Page[DocketItem]{Items: rows, NextCursor: next}, err)
}

func (s *Service) getDocketXLSX(ctx context.Context, in *struct {
	State string `query:"state" maxLength:"10" doc:"proposed (default), scheduled, decided or dropped"`
	SortIn
}) (*huma.StreamResponse, error) {
	t, err := s.DocketSheet(s.Store.Read(ctx), auth.From(ctx), DocketFilter{State: State(in.State), Sort: in.Sort})
	return s.workbook(ctx, "议题库", t, err)
}

// itemAfter runs a verb and answers with the item as it is then.
func (s *Service) itemAfter(ctx context.Context, verb func(tx *store.Tx) (Item, error)) (*httpx.Out[DocketItem], error) {
	by := auth.From(ctx)
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (DocketItem, error) {
		d, err := verb(tx)
		if err != nil {
			return DocketItem{}, err
		}
		return s.itemView(tx, by, &d)
	}))
}

func (s *Service) postPropose(ctx context.Context, in *struct{ Body ProposeIn }) (*httpx.Out[DocketItem], error) {
	by := auth.From(ctx)
	return s.itemAfter(ctx, func(tx *store.Tx) (Item, error) { return s.Propose(tx, by, in.Body) })
}

func (s *Service) postDrop(ctx context.Context, in *struct {
	IDIn
	Body SeenReasonIn
}) (*httpx.Out[DocketItem], error) {
	by := auth.From(ctx)
	return s.itemAfter(ctx, func(tx *store.Tx) (Item, error) { return s.Drop(tx, by, in.ID.ID, in.Body.Version, in.Body.Reason) })
}

func (s *Service) getMeetings(ctx context.Context, in *struct {
	Past bool `query:"past" doc:"those whose minutes were issued, or that were cancelled"`
	SortIn
	PageIn
}) (*httpx.Out[httpx.Page[MeetingRow]], error) {
	rows, next, err := s.Meetings(s.Store.Read(ctx), auth.From(ctx), MeetingFilter{Past: in.Past, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
	return httpx.Reply(httpx.Page[MeetingRow]{Items: rows, NextCursor: next}, err)
}

func (s *Service) getMeetingsXLSX(ctx context.Context, in *struct {
	Past bool `query:"past" doc:"those whose minutes were issued, or that were cancelled"`
	SortIn
}) (*huma.StreamResponse, error) {
	t, err := s.MeetingSheet(s.Store.Read(ctx), auth.From(ctx), MeetingFilter{Past: in.Past, Sort: in.Sort})
	return s.workbook(ctx, "联席会议", t, err)
}

// meetingAfter runs a verb and answers with the meeting as it is then.
func (s *Service) meetingAfter(ctx context.Context, verb func(tx *store.Tx) (ids.ID, error)) (*httpx.Out[MeetingView], error) {
	by := auth.From(ctx)
	return httpx.Reply(httpx.Once(ctx, s.Store, func(tx *store.Tx) (MeetingView, error) {
		id, err := verb(tx)
		if err != nil {
			return MeetingView{}, err
		}
		return s.Meeting(tx, by, id)
	}))
}

func (s *Service) postMeeting(ctx context.Context, in *struct{ Body PlanIn }) (*httpx.Out[MeetingView], error) {
	by := auth.From(ctx)
	return s.meetingAfter(ctx, func(tx *store.Tx) (ids.ID, error) {
		m, err := s.Plan(tx, by, in.Body)
		return m.ID, err
	})
}

func (s *Service) getMeeting(ctx context.Context, in *IDIn) (*httpx.Out[MeetingView], error) {
	return httpx.Reply(s.Meeting(s.Store.Read(ctx), auth.From(ctx), in.ID.ID))
}

func (s *Service) postEdit(ctx context.Context, in *struct {
	IDIn
	Body struct {
		SeenIn
		PlanIn
	}
}) (*httpx.Out[MeetingView], error) {
	by := auth.From(ctx)
	return s.meetingAfter(ctx, func(tx *store.Tx) (ids.ID, error) {
		_, err := s.Edit(tx, by, in.ID.ID, in.Body.Version, in.Body.PlanIn)
		return in.ID.ID, err
	})
}

type seenIn struct {
	IDIn
	Body SeenIn
}

// seen is the handler of a verb that needs no more than the version.
func (s *Service) seen(verb func(*store.Tx, auth.Principal, ids.ID, int64) (Meeting, error)) func(context.Context, *seenIn) (*httpx.Out[MeetingView], error) {
	return func(ctx context.Context, in *seenIn) (*httpx.Out[MeetingView], error) {
		by := auth.From(ctx)
		return s.meetingAfter(ctx, func(tx *store.Tx) (ids.ID, error) {
			_, err := verb(tx, by, in.ID.ID, in.Body.Version)
			return in.ID.ID, err
		})
	}
}

func (s *Service) postAttend(ctx context.Context, in *struct {
	IDIn
	Body struct {
		SeenIn
		Guests []MeetingGuest `json:"guests" maxItems:"60"`
	}
}) (*httpx.Out[MeetingView], error) {
	by := auth.From(ctx)
	return s.meetingAfter(ctx, func(tx *store.Tx) (ids.ID, error) {
		_, err := s.Attend(tx, by, in.ID.ID, in.Body.Version, in.Body.Guests)
		return in.ID.ID, err
	})
}

// ItemIn names an item of a meeting.
type ItemIn struct {
	IDIn
	Item ids.Param `path:"item"`
}

func (s *Service) postDecide(ctx context.Context, in *struct {
	ItemIn
	Body struct {
		SeenIn
		DecideIn
	}
}) (*httpx.Out[MeetingView], error) {
	by := auth.From(ctx)
	return s.meetingAfter(ctx, func(tx *store.Tx) (ids.ID, error) {
		_, err := s.Decide(tx, by, in.ID.ID, in.Item.ID, in.Body.Version, in.Body.DecideIn)
		return in.ID.ID, err
	})
}

func (s *Service) postDefer(ctx context.Context, in *struct {
	ItemIn
	Body SeenReasonIn
}) (*httpx.Out[MeetingView], error) {
	by := auth.From(ctx)
	return s.meetingAfter(ctx, func(tx *store.Tx) (ids.ID, error) {
		_, err := s.Defer(tx, by, in.ID.ID, in.Item.ID, in.Body.Version, in.Body.Reason)
		return in.ID.ID, err
	})
}

func (s *Service) postMinute(ctx context.Context, in *struct {
	IDIn
	Body struct {
		SeenIn
		MinuteIn
	}
}) (*httpx.Out[MeetingView], error) {
	by := auth.From(ctx)
	return s.meetingAfter(ctx, func(tx *store.Tx) (ids.ID, error) {
		_, err := s.Minute(tx, by, in.ID.ID, in.Body.Version, in.Body.MinuteIn)
		return in.ID.ID, err
	})
}

func (s *Service) postCancelMeeting(ctx context.Context, in *struct {
	IDIn
	Body SeenReasonIn
}) (*httpx.Out[MeetingView], error) {
	by := auth.From(ctx)
	return s.meetingAfter(ctx, func(tx *store.Tx) (ids.ID, error) {
		_, err := s.CancelMeeting(tx, by, in.ID.ID, in.Body.Version, in.Body.Reason)
		return in.ID.ID, err
	})
}

func (s *Service) getMinutes(ctx context.Context, in *struct {
	IDIn
	Format string `query:"format" enum:"pdf,docx" default:"docx"`
}) (*huma.StreamResponse, error) {
	d, err := s.Print(s.Store.Read(ctx), auth.From(ctx), in.ID.ID)
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	if in.Format == "pdf" {
		if err := export.PDF(&file, d, s.options.FontPath); err != nil {
			return nil, err
		}
		return download(d.Title+".pdf", "application/pdf", file.Bytes()), nil
	}
	if err := export.DOCX(&file, d); err != nil {
		return nil, err
	}
	return download(d.Title+".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", file.Bytes()), nil
}

func (s *Service) getFile(ctx context.Context, in *struct {
	IDIn
	File ids.Param `path:"file"`
}) (*huma.StreamResponse, error) {
	f, err := s.file(s.Store.Read(ctx), auth.From(ctx), in.ID.ID, in.File.ID)
	if err != nil {
		return nil, err
	}
	open, err := s.Blobs.Open(f.sum)
	if err != nil {
		return nil, err
	}
	defer open.Close()
	bytes, err := io.ReadAll(open)
	if err != nil {
		return nil, err
	}
	return download(f.Name, f.MIME, bytes), nil
}
