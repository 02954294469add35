package catalogue

import (
	"bytes"
	"context"
	"mime"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/store"
)

// dispatchRoutes adds the dispatch catalogue. A draft is published elsewhere: only after it was tried on past orders.
func (s *Service) dispatchRoutes(api huma.API) {
	const versions = "/dispatch-catalogue/versions"
	get := func(path, id, summary string) httpx.Op {
		return httpx.Op{Method: http.MethodGet, Path: path, ID: id, Tag: tag, Right: RightRead, Summary: summary}
	}
	change := func(method, path, id, summary string) httpx.Op {
		return httpx.Op{Method: method, Path: path, ID: id, Tag: tag, Right: RightDraft, Summary: summary}
	}
	httpx.Register(api, get("/default-unit", "default-unit-find", "按现行派单目录查承办单位及其理由"), s.getDefaultUnit)
	httpx.Register(api, get(versions, "catalogue-versions", "派单目录的各个版本，新的在前"), s.getVersions)
	httpx.Register(api, get(versions+"/{id}", "catalogue-version", "派单目录的一个版本"), s.getVersion)
	httpx.Register(api, get(versions+"/{id}/entries", "catalogue-entries", "一个版本的条目"), s.getEntries)
	httpx.Register(api, get(versions+"/{id}/diff", "catalogue-diff", "与所依据的版本相比的变化"), s.getDiff)
	httpx.Register(api, get(versions+"/{id}/file", "catalogue-file", "导出一个版本（xlsx 或 csv）"), s.getTable)
	httpx.Register(api, change(http.MethodPost, versions, "catalogue-draft", "新建派单目录草案"), s.postDraft)
	httpx.Register(api, change(http.MethodDelete, versions+"/{id}", "catalogue-discard", "删除草案"), s.deleteDraft)
	httpx.Register(api, change(http.MethodPost, versions+"/{id}/entries", "catalogue-entry-add", "草案中新增一条"), s.postEntry)
	httpx.Register(api, change(http.MethodPut, versions+"/{id}/entries/{entry}", "catalogue-entry-change", "修改草案中的一条"), s.putEntry)
	httpx.Register(api, change(http.MethodDelete, versions+"/{id}/entries/{entry}", "catalogue-entry-remove", "删除草案中的一条"), s.deleteEntry)
	upload := change(http.MethodPost, versions+"/{id}/import", "catalogue-import", "用文件（xlsx 或 csv）替换草案的全部条目")
	upload.MaxBody = maxTableBytes + 1
	httpx.Register(api, upload, s.postTable)
}

type defaultUnitIn struct {
	Category ids.Param `query:"category_id" doc:"empty: only by division"`
	Division string    `query:"division_code" maxLength:"32"`
	Kind     string    `query:"kind" maxLength:"20"`
	Door     string    `query:"door" maxLength:"20"`
	Business bool      `query:"business"`
	Topics   []string  `query:"topics" maxItems:"20"`
	At       time.Time `query:"at" doc:"for rules that hold at certain times; absent: now"`
}

// defaultUnitOut is a proposal with names.
type defaultUnitOut struct {
	Proposal
	UnitName string   `json:"unit_name"`
	CoNames  []string `json:"co_unit_names" nullable:"false"`
}

func (s *Service) getDefaultUnit(ctx context.Context, in *defaultUnitIn) (*httpx.Out[defaultUnitOut], error) {
	q := s.store.Read(ctx)
	p, err := s.Propose(q, Matter{Category: in.Category.ID, Division: in.Division, Kind: in.Kind, Door: in.Door, Business: in.Business,
		Topics: in.Topics, At: in.At})
	out := defaultUnitOut{Proposal: p, UnitName: s.places.unitName(q, p.UnitID), CoNames: []string{}}
	for _, u := range p.CoUnits {
		out.CoNames = append(out.CoNames, s.places.unitName(q, u))
	}
	return httpx.Reply(out, err)
}

// CatalogueVersion is a version as it is shown.
type CatalogueVersion struct {
	ID          ids.ID       `json:"id"`
	Number      int          `json:"number" doc:"0 while it is a draft"`
	Title       string       `json:"title"`
	State       VersionState `json:"state" enum:"draft,scheduled,in_force,superseded"`
	StateName   string       `json:"state_name"`
	BaseID      ids.ID       `json:"base_id"`
	BaseNumber  int          `json:"base_number" doc:"0: none"`
	Note        string       `json:"note,omitempty"`
	Entries     int          `json:"entries"`
	Revision    int64        `json:"revision" doc:"grows with every change of a draft"`
	AuthorIDs   []ids.ID     `json:"author_ids" nullable:"false" doc:"who wrote the draft; with four eyes none of them may publish it"`
	FourEyes    bool         `json:"four_eyes"`
	CreatedAt   time.Time    `json:"created_at,omitzero"`
	UpdatedAt   time.Time    `json:"updated_at,omitzero"`
	PublishedAt time.Time    `json:"published_at,omitzero"`
	EffectiveAt time.Time    `json:"effective_at,omitzero" doc:"absent on a published version: since ever"`
	EndsAt      time.Time    `json:"ends_at,omitzero" doc:"when the next one takes over"`
}

// VersionView is the version as it is shown.
func (s *Service) VersionView(q store.Queryer, v Version) CatalogueVersion {
	out := CatalogueVersion{ID: v.ID, Number: v.Number, Title: v.Title, State: v.State, StateName: v.State.Label(), BaseID: v.Base, Note: v.Note,
		Entries: v.Entries, Revision: v.Revision, AuthorIDs: append([]ids.ID{}, v.Authors...), FourEyes: s.fourEyes, CreatedAt: v.CreatedAt,
		UpdatedAt: v.UpdatedAt, PublishedAt: v.PublishedAt, EffectiveAt: v.EffectiveAt, EndsAt: v.EndsAt}
	if base, err := lockless(q, v.Base); err == nil {
		out.BaseNumber = base.Number
	}
	return out
}

// lockless reads a version's row without locking it.
func lockless(q store.Queryer, id ids.ID) (Version, error) {
	return scanVersion(q.QueryRow(`SELECT `+versionColumns+` FROM catalogue_version WHERE id = ?`, id))
}

func (s *Service) getVersions(ctx context.Context, _ *struct{}) (*httpx.Out[httpx.Page[CatalogueVersion]], error) {
	q := s.store.Read(ctx)
	list, err := s.Versions(q)
	items := make([]CatalogueVersion, len(list))
	for i, v := range list {
		items[i] = s.VersionView(q, v)
	}
	return httpx.Reply(httpx.Page[CatalogueVersion]{Items: items}, err)
}

type versionIn struct {
	ID ids.Param `path:"id"`
}

func (s *Service) getVersion(ctx context.Context, in *versionIn) (*httpx.Out[CatalogueVersion], error) {
	q := s.store.Read(ctx)
	v, err := s.Version(q, in.ID.ID)
	return httpx.Reply(s.VersionView(q, v), err)
}

type draftIn struct {
	Body struct {
		Title string `json:"title,omitempty" maxLength:"60"`
	}
}

func (s *Service) postDraft(ctx context.Context, in *draftIn) (*httpx.Out[CatalogueVersion], error) {
	return httpx.Reply(httpx.Once(ctx, s.store, func(tx *store.Tx) (CatalogueVersion, error) {
		v, err := s.BeginDraft(tx, auth.From(ctx), in.Body.Title)
		if err != nil {
			return CatalogueVersion{}, err
		}
		v, err = s.Version(tx, v.ID)
		return s.VersionView(tx, v), err
	}))
}

func (s *Service) deleteDraft(ctx context.Context, in *versionIn) (*struct{}, error) {
	return nil, s.store.Write(ctx, func(tx *store.Tx) error { return s.DiscardDraft(tx, auth.From(ctx), in.ID.ID) })
}

type entryAddIn struct {
	ID   ids.Param `path:"id"`
	Body entryBody
}

type entryIn struct {
	ID    ids.Param `path:"id"`
	Entry ids.Param `path:"entry"`
	Body  entryBody
}

type entryOneIn struct {
	ID    ids.Param `path:"id"`
	Entry ids.Param `path:"entry"`
}

func (s *Service) postEntry(ctx context.Context, in *entryAddIn) (*httpx.Out[EntryRow], error) {
	return httpx.Reply(httpx.Once(ctx, s.store, func(tx *store.Tx) (EntryRow, error) {
		e, err := s.AddEntry(tx, auth.From(ctx), in.ID.ID, in.Body.entry())
		if err != nil {
			return EntryRow{}, err
		}
		return s.entryRow(tx, e)
	}))
}

func (s *Service) putEntry(ctx context.Context, in *entryIn) (*httpx.Out[EntryRow], error) {
	var row EntryRow
	err := s.store.Write(ctx, func(tx *store.Tx) error {
		e, err := s.ChangeEntry(tx, auth.From(ctx), in.ID.ID, in.Entry.ID, in.Body.entry())
		if err != nil {
			return err
		}
		row, err = s.entryRow(tx, e)
		return err
	})
	return httpx.Reply(row, err)
}

func (s *Service) deleteEntry(ctx context.Context, in *entryOneIn) (*struct{}, error) {
	return nil, s.store.Write(ctx, func(tx *store.Tx) error { return s.RemoveEntry(tx, auth.From(ctx), in.ID.ID, in.Entry.ID) })
}

type tableIn struct {
	ID      ids.Param `path:"id"`
	RawBody []byte    `contentType:"application/octet-stream"`
}

func (s *Service) postTable(ctx context.Context, in *tableIn) (*httpx.Out[ImportReport], error) {
	return httpx.Reply(httpx.Once(ctx, s.store, func(tx *store.Tx) (ImportReport, error) {
		return s.ImportDraft(tx, auth.From(ctx), in.ID.ID, in.RawBody)
	}))
}

type tableFileIn struct {
	ID     ids.Param `path:"id"`
	Format string    `query:"format" enum:"xlsx,csv" default:"xlsx"`
}

type fileOut struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

func (s *Service) getTable(ctx context.Context, in *tableFileIn) (*fileOut, error) {
	q := s.store.Read(ctx)
	v, err := s.Version(q, in.ID.ID)
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	out := &fileOut{ContentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
	if in.Format == "csv" {
		out.ContentType = "text/csv; charset=utf-8"
		err = s.WriteCSV(q, v.ID, &file)
	} else {
		in.Format = "xlsx"
		var table sheet.Table
		if table, err = s.Table(q, v.ID); err == nil {
			err = sheet.XLSX(&file, table.Marked(auth.From(ctx).Mark(s.clock.Now())))
		}
	}
	name := newBook(v, nil).title() + "." + in.Format
	out.Disposition, out.Body = mime.FormatMediaType("attachment", map[string]string{"filename": name}), file.Bytes()
	return out, err
}
