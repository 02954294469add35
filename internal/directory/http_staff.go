package directory

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/store"
)

func (s *Service) staffRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/staff", ID: "staff-list", Tag: tag, Right: RightStaff,
		Summary: "工作人员名单"}, s.getStaff)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/staff.xlsx", ID: "staff-xlsx", Tag: tag, Right: RightStaff,
		Summary: "导出工作人员名单（xlsx），筛选条件同名单"}, s.getStaffSheet)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/staff", ID: "staff-add", Tag: tag, Right: RightStaff,
		Summary: "新增工作人员及其登录账号", Status: http.StatusCreated}, s.postStaff)
	httpx.Register(api, httpx.Op{Method: http.MethodPatch, Path: "/staff/{id}", ID: "staff-change", Tag: tag, Right: RightStaff,
		Summary: "修改、停用或启用工作人员"}, s.patchStaff)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/staff/{id}/password", ID: "staff-password", Tag: tag, Right: RightStaff,
		Summary: "为工作人员重设密码", Status: http.StatusNoContent}, s.postPassword)
}

// StaffRow is a person as a list shows one.
type StaffRow struct {
	Staff
	UnitName string `json:"unit_name"`
}

// StaffQuery are the query parameters that narrow the list or its export.
type StaffQuery struct {
	ActiveQuery
	Query string  `query:"q" maxLength:"60" doc:"part of the sign-in name, the name, or its pinyin initials"`
	Unit  idParam `query:"unit_id"`
	Role  string  `query:"role" maxLength:"40"`
}

func (in StaffQuery) staff() StaffFilter {
	return StaffFilter{Query: in.Query, Unit: in.Unit.ID, Role: in.Role, Active: in.filter()}
}

type staffIn struct {
	PageQuery
	StaffQuery
}

func (s *Service) getStaff(ctx context.Context, in *staffIn) (*httpx.Out[httpx.Page[StaffRow]], error) {
	v, err := s.latest(ctx)
	if err != nil {
		return nil, err
	}
	list, err := page(v.findStaff(in.staff()), in.PageQuery, httpx.Limit(0))
	if err != nil {
		return nil, err
	}
	rows := make([]StaffRow, len(list.Items))
	for i, st := range list.Items {
		rows[i] = StaffRow{st, v.units[st.UnitID].Label()}
	}
	return httpx.Reply(httpx.Page[StaffRow]{Items: rows, NextCursor: list.NextCursor}, nil)
}

func (s *Service) postStaff(ctx context.Context, in *struct{ Body StaffIn }) (*httpx.Out[StaffRow], error) {
	n, err := s.Prepare(in.Body)
	if err != nil {
		return nil, err
	}
	// No idempotency key is kept where a body holds a password: the key's row holds a plain digest of the body. A
	// repetition makes no second person, since the sign-in name is taken by then.
	var row StaffRow
	err = s.store.Write(ctx, func(tx *store.Tx) error {
		st, err := s.AddStaff(tx, auth.From(ctx), n)
		row = StaffRow{st, s.UnitName(tx, st.UnitID)}
		return err
	})
	return httpx.Reply(row, err)
}

type patchStaffIn struct {
	ID   idParam `path:"id"`
	Body StaffPatch
}

func (s *Service) patchStaff(ctx context.Context, in *patchStaffIn) (*httpx.Out[StaffRow], error) {
	var row StaffRow
	err := s.store.Write(ctx, func(tx *store.Tx) error {
		st, err := s.ChangeStaff(tx, auth.From(ctx), in.ID.ID, in.Body)
		row = StaffRow{st, s.UnitName(tx, st.UnitID)}
		return err
	})
	return httpx.Reply(row, err)
}

type passwordIn struct {
	ID   idParam `path:"id"`
	Body struct {
		Password  string `json:"password" maxLength:"512" doc:"at least 10 characters"`
		ResetTOTP bool   `json:"reset_totp,omitempty" doc:"take the second factor away as well, for a person who lost it"`
	}
}

func (s *Service) postPassword(ctx context.Context, in *passwordIn) (*struct{}, error) {
	n, err := s.PreparePassword(s.store.Read(ctx), auth.From(ctx), in.ID.ID, in.Body.Password, in.Body.ResetTOTP)
	if err != nil {
		return nil, err
	}
	return nil, s.store.Write(ctx, func(tx *store.Tx) error { return s.ResetPassword(tx, auth.From(ctx), n) })
}
