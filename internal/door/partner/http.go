package partner

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

const tag = "partners"

// Routes adds the door's screens to the API.
func (d *Door) Routes(api huma.API) {
	reg := func(method, path, id, right, summary string) httpx.Op {
		return httpx.Op{Method: method, Path: path, ID: id, Tag: tag, Right: right, Summary: summary}
	}
	httpx.Register(api, reg(http.MethodGet, "/partners", "partner-list", RightManage, "协同单位及其往来状况"), d.getPartners)
	httpx.Register(api, reg(http.MethodGet, "/partners.xlsx", "partner-xlsx", RightManage, "导出协同单位（xlsx）"), d.getPartnerSheet)
	add := reg(http.MethodPost, "/partners", "partner-add", RightManage, "登记协同单位")
	add.Status = http.StatusCreated
	httpx.Register(api, add, d.postPartner)
	httpx.Register(api, reg(http.MethodPatch, "/partners/{id}", "partner-change", RightManage, "修改、停用或启用协同单位"), d.patchPartner)
	httpx.Register(api, reg(http.MethodGet, "/partners/{id}/keys", "partner-key-list", RightManage, "协同单位的密钥，不含密钥内容"), d.getKeys)
	key := reg(http.MethodPost, "/partners/{id}/keys", "partner-key-add", RightManage, "生成密钥（只显示一次），或录入对方给出的密钥")
	key.Status = http.StatusCreated
	httpx.Register(api, key, d.postKey)
	httpx.Register(api, reg(http.MethodPost, "/partners/{id}/keys/{key}/retire", "partner-key-retire", RightManage, "停用密钥"), d.postRetire)
	httpx.Register(api, reg(http.MethodPost, "/partners/{id}/ping", "partner-ping", RightManage, "测试连接：签名、地址和对方应答"), d.postPing)
	httpx.Register(api, reg(http.MethodGet, "/partners/{id}/mappings", "partner-mapping-list", RightManage, "编码对照"), d.getMappings)
	httpx.Register(api, reg(http.MethodPut, "/partners/{id}/mappings", "partner-mapping-put", RightManage, "设定或取消一条编码对照"), d.putMapping)
	httpx.Register(api, reg(http.MethodGet, "/partners/{id}/unmapped", "partner-unmapped-list", RightManage, "待对照编码"), d.getUnmapped)
	httpx.Register(api, reg(http.MethodGet, "/partner-messages", "partner-message-list", RightManage, "往来消息，不含内容"), d.getMessages)
	httpx.Register(api, reg(http.MethodGet, "/partner-messages.xlsx", "partner-message-xlsx", RightManage, "导出往来消息（xlsx），不含内容，筛选条件同列表"), d.getMessageSheet)
	httpx.Register(api, reg(http.MethodPost, "/partner-messages/{id}/resend", "partner-message-resend", RightManage, "重发一条未送达的消息"), d.postResend)
	httpx.Register(api, reg(http.MethodGet, "/orders/{id}/exchanges", "order-exchange-list", RightRead, "工单与协同单位的往来"), d.getExchanges)
	httpx.Register(api, reg(http.MethodPost, "/orders/{id}/give-back", "order-give-back", RightGiveBack, "退回转出方"), d.postGiveBack)
}

// PartnerRow is a partner as its screen shows it.
type PartnerRow struct {
	ID        ids.ID     `json:"id"`
	Code      string     `json:"code"`
	Name      string     `json:"name"`
	URL       string     `json:"url"`
	UnitID    ids.ID     `json:"unit_id" doc:"null: nothing is handed over to it"`
	UnitName  string     `json:"unit_name"`
	Takes     bool       `json:"takes" doc:"what it hands over is taken on"`
	Identity  string     `json:"identity" enum:"relay,full"`
	Relay     string     `json:"relay"`
	Active    bool       `json:"active"`
	Version   int64      `json:"version"`
	Keys      int        `json:"keys" doc:"keys that are good"`
	Waiting   int        `json:"waiting" doc:"messages that are not delivered yet"`
	Dead      int        `json:"dead" doc:"messages that were given up"`
	Delivered int        `json:"delivered" doc:"messages of the last 30 days that it acknowledged"`
	Refused   int        `json:"refused" doc:"messages of the last 30 days whose wish a room refused"`
	Unmapped  int        `json:"unmapped" doc:"codes that wait to be mapped"`
	HeardAt   *time.Time `json:"heard_at,omitempty" doc:"when the last message of its came"`
	ReachedAt *time.Time `json:"reached_at,omitempty" doc:"when it last acknowledged one of ours"`
}

func (d *Door) getPartners(ctx context.Context, _ *struct{}) (*httpx.Out[httpx.Page[PartnerRow]], error) {
	q := d.Store.Read(ctx)
	list, err := partners(q)
	if err != nil {
		return nil, err
	}
	rows := make([]PartnerRow, len(list))
	for i, p := range list {
		if rows[i], err = d.row(q, p); err != nil {
			return nil, err
		}
	}
	return httpx.Reply(httpx.Page[PartnerRow]{Items: rows}, nil)
}

func (d *Door) postPartner(ctx context.Context, in *struct{ Body PartnerIn }) (*httpx.Out[PartnerRow], error) {
	return httpx.Reply(httpx.Once(ctx, d.Store, func(tx *store.Tx) (PartnerRow, error) {
		p, err := d.Add(tx, auth.From(ctx), in.Body)
		if err != nil {
			return PartnerRow{}, err
		}
		return d.row(tx, p)
	}))
}

type partnerPatchIn struct {
	ID   ids.Param `path:"id"`
	Body PartnerPatch
}

func (d *Door) patchPartner(ctx context.Context, in *partnerPatchIn) (*httpx.Out[PartnerRow], error) {
	var row PartnerRow
	err := d.Store.Write(ctx, func(tx *store.Tx) error {
		p, err := d.Change(tx, auth.From(ctx), in.ID.ID, in.Body)
		if err != nil {
			return err
		}
		row, err = d.row(tx, p)
		return err
	})
	return httpx.Reply(row, err)
}

type partnerOnlyIn struct {
	ID ids.Param `path:"id"`
}

// PartnerKey is a key as its screen shows it: never the secret.
type PartnerKey struct {
	ID        ids.ID     `json:"id"`
	KeyID     string     `json:"key_id"`
	Algorithm string     `json:"algorithm" enum:"hmac-sha256,hmac-sm3"`
	MadeHere  bool       `json:"made_here" doc:"false: the partner made it"`
	Signs     bool       `json:"signs" doc:"we sign with it now"`
	CreatedAt time.Time  `json:"created_at"`
	ProvenAt  *time.Time `json:"proven_at,omitempty" doc:"when the partner first signed with it"`
	RetiredAt *time.Time `json:"retired_at,omitempty"`
}

// keyRows shows keys.
func keyRows(list []Key) []PartnerKey {
	var good []Key
	for _, k := range list {
		if k.RetiredAt.IsZero() {
			good = append(good, k)
		}
	}
	signs, _ := signing(good)
	rows := make([]PartnerKey, len(list))
	for i, k := range list {
		rows[i] = PartnerKey{ID: k.ID, KeyID: k.KID, Algorithm: k.Algorithm, MadeHere: k.MadeHere, Signs: k.ID == signs.ID, CreatedAt: k.CreatedAt,
			ProvenAt: timeOrNil(k.ProvenAt), RetiredAt: timeOrNil(k.RetiredAt)}
	}
	return rows
}

func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func (d *Door) getKeys(ctx context.Context, in *partnerOnlyIn) (*httpx.Out[httpx.Page[PartnerKey]], error) {
	q := d.Store.Read(ctx)
	if _, err := partnerBy(q, `id`, in.ID.ID); err != nil {
		return nil, err
	}
	list, err := keysOf(q, in.ID.ID)
	return httpx.Reply(httpx.Page[PartnerKey]{Items: keyRows(list)}, err)
}

// KeyIn asks for a key to be made, or brings the one that the partner made.
type KeyIn struct {
	Algorithm string `json:"algorithm,omitempty" enum:"hmac-sha256,hmac-sm3" doc:"of a key to be made"`
	Text      string `json:"text,omitempty" maxLength:"400" doc:"the line that the partner's administrator handed over"`
}

// KeyMade is a new key. Text is the line to hand over, shown this once.
type KeyMade struct {
	PartnerKey
	Text string `json:"text,omitempty"`
}

type keyAddIn struct {
	ID   ids.Param `path:"id"`
	Body KeyIn
}

// postKey makes or enters a key. It keeps no answer for repetitions: the answer holds the secret.
func (d *Door) postKey(ctx context.Context, in *keyAddIn) (*httpx.Out[KeyMade], error) {
	var out KeyMade
	err := d.Store.Write(ctx, func(tx *store.Tx) error {
		k, line, err := d.NewKey(tx, auth.From(ctx), in.ID.ID, in.Body.Algorithm, in.Body.Text)
		if err != nil {
			return err
		}
		list, err := keysOf(tx, in.ID.ID)
		for _, row := range keyRows(list) {
			if row.ID == k.ID {
				out = KeyMade{row, line}
			}
		}
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

// PingResult is how a test of the connection went.
type PingResult struct {
	OK   bool   `json:"ok"`
	City string `json:"city,omitempty" doc:"who answered"`
	Code string `json:"code,omitempty" doc:"why it failed"`
	MS   int64  `json:"ms" doc:"how long the answer took, in milliseconds"`
}

func (d *Door) postPing(ctx context.Context, in *partnerOnlyIn) (*httpx.Out[PingResult], error) {
	return httpx.Reply(d.Ping(ctx, in.ID.ID))
}

func (d *Door) getMappings(ctx context.Context, in *partnerOnlyIn) (*httpx.Out[httpx.Page[Mapping]], error) {
	list, err := d.mappings(d.Store.Read(ctx), in.ID.ID)
	return httpx.Reply(httpx.Page[Mapping]{Items: list}, err)
}

type mappingIn struct {
	ID   ids.Param `path:"id"`
	Body Mapping
}

func (d *Door) putMapping(ctx context.Context, in *mappingIn) (*httpx.Out[httpx.Page[Mapping]], error) {
	var list []Mapping
	err := d.Store.Write(ctx, func(tx *store.Tx) (err error) {
		if err = d.Map(tx, auth.From(ctx), in.ID.ID, in.Body); err != nil {
			return err
		}
		list, err = d.mappings(tx, in.ID.ID)
		return err
	})
	return httpx.Reply(httpx.Page[Mapping]{Items: list}, err)
}

func (d *Door) getUnmapped(ctx context.Context, in *partnerOnlyIn) (*httpx.Out[httpx.Page[Unmapped]], error) {
	list, err := unmapped(d.Store.Read(ctx), in.ID.ID)
	return httpx.Reply(httpx.Page[Unmapped]{Items: list}, err)
}

type resendIn struct {
	ID ids.Param `path:"id"`
}

func (d *Door) postResend(ctx context.Context, in *resendIn) (*struct{}, error) {
	return nil, d.Store.Write(ctx, func(tx *store.Tx) error { return d.Resend(tx, auth.From(ctx), in.ID.ID) })
}

type orderOnlyIn struct {
	ID ids.Param `path:"id" doc:"the order"`
}

type giveBackIn struct {
	ID   ids.Param `path:"id" doc:"the order"`
	Body GiveBackIn
}

// GivenBack says how the order stands.
type GivenBack struct {
	State   workorder.State `json:"state"`
	Version int64           `json:"version"`
}

func (d *Door) postGiveBack(ctx context.Context, in *giveBackIn) (*httpx.Out[GivenBack], error) {
	return httpx.Reply(httpx.Once(ctx, d.Store, func(tx *store.Tx) (GivenBack, error) {
		o, err := d.GiveBack(tx, auth.From(ctx), in.ID.ID, in.Body)
		return GivenBack{o.State, o.Version}, err
	}))
}
