package cti

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

const tag = "cti"

// Routes adds the door's screen to the API.
func (d *Door) Routes(api huma.API) {
	reg := func(method, path, id, summary string) httpx.Op {
		return httpx.Op{Method: method, Path: path, ID: id, Tag: tag, Right: RightManage, Summary: summary}
	}
	httpx.Register(api, reg(http.MethodGet, "/call-centres", "cti-list", "接入的呼叫中心及其事件状况"), d.getCentres)
	httpx.Register(api, reg(http.MethodGet, "/call-centres.xlsx", "cti-xlsx", "导出接入的呼叫中心（xlsx）"), d.getCentreSheet)
	add := reg(http.MethodPost, "/call-centres", "cti-add", "登记呼叫中心")
	add.Status = http.StatusCreated
	httpx.Register(api, add, d.postCentre)
	httpx.Register(api, reg(http.MethodPatch, "/call-centres/{id}", "cti-change", "修改、停用或启用呼叫中心"), d.patchCentre)
	httpx.Register(api, reg(http.MethodGet, "/call-centres/{id}/keys", "cti-key-list", "呼叫中心的密钥，不含密钥内容"), d.getKeys)
	key := reg(http.MethodPost, "/call-centres/{id}/keys", "cti-key-add", "生成密钥（只显示一次）")
	key.Status = http.StatusCreated
	httpx.Register(api, key, d.postKey)
	httpx.Register(api, reg(http.MethodPost, "/call-centres/{id}/keys/{key}/retire", "cti-key-retire", "停用密钥"), d.postRetire)
	httpx.Register(api, reg(http.MethodGet, "/call-centres/{id}/mappings", "cti-mapping-list", "工号和队列对照"), d.getMappings)
	httpx.Register(api, reg(http.MethodPut, "/call-centres/{id}/mappings", "cti-mapping-put", "设定或取消一条对照"), d.putMapping)
	httpx.Register(api, reg(http.MethodGet, "/call-centres/{id}/unmapped", "cti-unmapped-list", "待对照的工号和队列"), d.getUnmapped)
	httpx.Register(api, reg(http.MethodGet, "/call-centres/{id}/refusals", "cti-refusal-list", "近 30 天拒收或未生效的事件，按原因"), d.getRefusals)
}

// CentreRow is a call centre as its screen shows it.
type CentreRow struct {
	ID            ids.ID     `json:"id"`
	Code          string     `json:"code"`
	Name          string     `json:"name"`
	Hosts         []string   `json:"hosts" doc:"from which recordings may be fetched"`
	Active        bool       `json:"active"`
	Version       int64      `json:"version"`
	Keys          int        `json:"keys" doc:"keys that are good"`
	Agents        int        `json:"agents" doc:"agents that are mapped to persons"`
	Open          int        `json:"open_calls" doc:"calls that go on"`
	HeardAt       *time.Time `json:"heard_at,omitempty" doc:"when the last event was taken"`
	Refused       int64      `json:"refused" doc:"events of the last 30 days that were refused or had no effect"`
	Unmapped      int        `json:"unmapped" doc:"agents and queues that wait to be mapped"`
	SoundsKept    int        `json:"recordings_kept"`
	SoundsWait    int        `json:"recordings_waiting" doc:"to be fetched"`
	SoundsRefused int        `json:"recordings_refused"`
}

// row is a call centre with its figures.
func (d *Door) row(q store.Queryer, c Centre) (CentreRow, error) {
	r := CentreRow{ID: c.ID, Code: c.Code, Name: c.Name, Hosts: c.Hosts, Active: c.Active, Version: c.Version}
	if !c.HeardAt.IsZero() {
		r.HeardAt = &c.HeardAt
	}
	for _, x := range []struct {
		to   *int
		sql  string
		args []any
	}{
		{&r.Keys, `SELECT COUNT(*) FROM cti_key WHERE centre_id = ? AND retired_at = 0`, nil},
		{&r.Agents, `SELECT COUNT(*) FROM cti_mapping WHERE centre_id = ? AND field = ?`, []any{FieldAgent}},
		{&r.Unmapped, `SELECT COUNT(*) FROM cti_unmapped WHERE centre_id = ?`, nil},
		{&r.SoundsKept, `SELECT COUNT(*) FROM cti_recording WHERE centre_id = ? AND state = ?`, []any{SoundKept}},
		{&r.SoundsWait, `SELECT COUNT(*) FROM cti_recording WHERE centre_id = ? AND state = ?`, []any{SoundWaiting}},
		{&r.SoundsRefused, `SELECT COUNT(*) FROM cti_recording WHERE centre_id = ? AND state = ?`, []any{SoundRefused}},
	} {
		if err := q.QueryRow(x.sql, append([]any{c.ID}, x.args...)...).Scan(x.to); err != nil {
			return r, err
		}
	}
	list, err := d.refusals(q, c.ID)
	if err != nil {
		return r, err
	}
	for _, x := range list {
		r.Refused += x.N
	}
	r.Open, err = d.Calls.OutsideOpen(q, c.ID)
	return r, err
}

func (d *Door) getCentres(ctx context.Context, _ *struct{}) (*httpx.Out[httpx.Page[CentreRow]], error) {
	q := d.Store.Read(ctx)
	list, err := centres(q)
	if err != nil {
		return nil, err
	}
	rows := make([]CentreRow, len(list))
	for i, c := range list {
		if rows[i], err = d.row(q, c); err != nil {
			return nil, err
		}
	}
	return httpx.Reply(httpx.Page[CentreRow]{Items: rows}, nil)
}

func (d *Door) postCentre(ctx context.Context, in *struct{ Body CentreIn }) (*httpx.Out[CentreRow], error) {
	return httpx.Reply(httpx.Once(ctx, d.Store, func(tx *store.Tx) (CentreRow, error) {
		c, err := d.Add(tx, auth.From(ctx), in.Body)
		if err != nil {
			return CentreRow{}, err
		}
		return d.row(tx, c)
	}))
}

type centrePatchIn struct {
	ID   ids.Param `path:"id"`
	Body CentrePatch
}

func (d *Door) patchCentre(ctx context.Context, in *centrePatchIn) (*httpx.Out[CentreRow], error) {
	var row CentreRow
	err := d.Store.Write(ctx, func(tx *store.Tx) error {
		c, err := d.Change(tx, auth.From(ctx), in.ID.ID, in.Body)
		if err != nil {
			return err
		}
		row, err = d.row(tx, c)
		return err
	})
	return httpx.Reply(row, err)
}

type centreOnlyIn struct {
	ID ids.Param `path:"id"`
}

// CentreKey is a key as its screen shows it: never the secret.
type CentreKey struct {
	ID        ids.ID     `json:"id"`
	KeyID     string     `json:"key_id"`
	Algorithm string     `json:"algorithm" enum:"hmac-sha256,hmac-sm3"`
	CreatedAt time.Time  `json:"created_at"`
	RetiredAt *time.Time `json:"retired_at,omitempty"`
}

func keyRow(k Key) CentreKey {
	r := CentreKey{ID: k.ID, KeyID: k.KID, Algorithm: k.Algorithm, CreatedAt: k.CreatedAt}
	if !k.RetiredAt.IsZero() {
		r.RetiredAt = &k.RetiredAt
	}
	return r
}

func (d *Door) getKeys(ctx context.Context, in *centreOnlyIn) (*httpx.Out[httpx.Page[CentreKey]], error) {
	q := d.Store.Read(ctx)
	if _, err := centreByID(q, in.ID.ID); err != nil {
		return nil, err
	}
	list, err := keysOf(q, in.ID.ID)
	rows := make([]CentreKey, len(list))
	for i, k := range list {
		rows[i] = keyRow(k)
	}
	return httpx.Reply(httpx.Page[CentreKey]{Items: rows}, err)
}

// CentreKeyMade is a new key. Text is the line to hand over, shown this once.
type CentreKeyMade struct {
	CentreKey
	Text string `json:"text"`
}

type keyAddIn struct {
	ID   ids.Param `path:"id"`
	Body struct {
		Algorithm string `json:"algorithm" enum:"hmac-sha256,hmac-sm3"`
	}
}

// postKey makes a key. It keeps no answer for repetitions: the answer holds the secret.
func (d *Door) postKey(ctx context.Context, in *keyAddIn) (*httpx.Out[CentreKeyMade], error) {
	var out CentreKeyMade
	err := d.Store.Write(ctx, func(tx *store.Tx) error {
		k, line, err := d.NewKey(tx, auth.From(ctx), in.ID.ID, in.Body.Algorithm)
		out = CentreKeyMade{keyRow(k), line}
		return err
	})
	return httpx.Reply(out, err)
}

type keyRetireIn struct {
	ID  ids.Param `path:"id"`
	Key ids.Param `path:"key"`
}

func (d *Door) postRetire(ctx context.Context, in *keyRetireIn) (*struct{}, error) {
	return nil, d.Store.Write(ctx, func(tx *store.Tx) error { return d.RetireKey(tx, auth.From(ctx), in.ID.ID, in.Key.ID) })
}

func (d *Door) getMappings(ctx context.Context, in *centreOnlyIn) (*httpx.Out[httpx.Page[CentreMapping]], error) {
	list, err := d.mappings(d.Store.Read(ctx), in.ID.ID)
	return httpx.Reply(httpx.Page[CentreMapping]{Items: list}, err)
}

type mappingIn struct {
	ID   ids.Param `path:"id"`
	Body CentreMapping
}

func (d *Door) putMapping(ctx context.Context, in *mappingIn) (*httpx.Out[httpx.Page[CentreMapping]], error) {
	var list []CentreMapping
	err := d.Store.Write(ctx, func(tx *store.Tx) (err error) {
		if err = d.Map(tx, auth.From(ctx), in.ID.ID, in.Body); err != nil {
			return err
		}
		list, err = d.mappings(tx, in.ID.ID)
		return err
	})
	return httpx.Reply(httpx.Page[CentreMapping]{Items: list}, err)
}

func (d *Door) getUnmapped(ctx context.Context, in *centreOnlyIn) (*httpx.Out[httpx.Page[CentreUnmapped]], error) {
	list, err := unmapped(d.Store.Read(ctx), in.ID.ID)
	return httpx.Reply(httpx.Page[CentreUnmapped]{Items: list}, err)
}

func (d *Door) getRefusals(ctx context.Context, in *centreOnlyIn) (*httpx.Out[httpx.Page[CentreRefusal]], error) {
	list, err := d.refusals(d.Store.Read(ctx), in.ID.ID)
	return httpx.Reply(httpx.Page[CentreRefusal]{Items: list}, err)
}
