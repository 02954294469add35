package partner

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"onedoor/internal/intake"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/vault"
	"onedoor/internal/workorder"
)

// What a partner may learn of a citizen.
const (
	IdentityRelay = "relay" // nothing: it reaches the citizen through us
	IdentityFull  = "full"  // name and number, as the agreement says
	IdentityNone  = "none"  // nothing, and nobody can be reached: the citizen is unknown
)

// Partner is another system that orders are exchanged with (协同单位), and what was agreed with it.
type Partner struct {
	ID        ids.ID
	Code      string
	Name      string
	URL       string // where its door is, without a slash at the end; empty: it only calls us
	Unit      ids.ID // that stands for it here; 0: nothing is handed over to it
	Takes     bool   // we take on what it hands over
	Identity  string // what it learns of citizens
	Relay     string // how it reaches a citizen through us
	Active    bool
	CreatedAt time.Time
	Version   int64
}

// asUnit is the partner as the unit that has our order: it may do what a unit's officer may.
func (p Partner) asUnit() auth.Principal {
	return auth.Principal{ID: p.ID, Name: p.Name, Unit: p.Unit, UnitName: p.Name, Scope: auth.Scope{Units: []ids.ID{p.Unit}}}.WithRights(
		workorder.RightRead, workorder.RightSign, workorder.RightReturn, workorder.RightReply, workorder.RightProgress,
		workorder.RightAttach, vault.RightReveal)
}

// asOwner is the partner as the owner of an order that we handle, for that order alone.
func (p Partner) asOwner() auth.Principal {
	return auth.Principal{ID: p.ID, Name: p.Name, Scope: auth.Scope{All: true}}.WithRights(
		intake.RightTakeOn, workorder.RightCreate, workorder.RightDispatch, workorder.RightRead, workorder.RightSealed, workorder.RightSupplement,
		workorder.RightUrge, workorder.RightAttach, workorder.RightWithdraw, workorder.RightRedo, workorder.RightReopen, workorder.RightArchive)
}

// PartnerIn is a new partner.
type PartnerIn struct {
	Code     string `json:"code" minLength:"1" maxLength:"32"`
	Name     string `json:"name" minLength:"1" maxLength:"60"`
	URL      string `json:"url,omitempty" maxLength:"200" doc:"where its door is, such as https://12345.example.cn"`
	UnitID   ids.ID `json:"unit_id,omitempty" doc:"the unit that stands for it: orders given to it are handed over"`
	Takes    bool   `json:"takes,omitempty" doc:"what it hands over is taken on"`
	Identity string `json:"identity,omitempty" enum:"relay,full" doc:"what it learns of citizens; default relay"`
	Relay    string `json:"relay,omitempty" maxLength:"200" doc:"how it reaches a citizen through us"`
}

// PartnerPatch changes a partner; what is absent stays as it is.
type PartnerPatch struct {
	Version  int64   `json:"version" minimum:"1"`
	Code     *string `json:"code,omitempty" maxLength:"32"`
	Name     *string `json:"name,omitempty" maxLength:"60"`
	URL      *string `json:"url,omitempty" maxLength:"200"`
	UnitID   *ids.ID `json:"unit_id,omitempty"`
	Takes    *bool   `json:"takes,omitempty"`
	Identity *string `json:"identity,omitempty" enum:"relay,full"`
	Relay    *string `json:"relay,omitempty" maxLength:"200"`
	Active   *bool   `json:"active,omitempty"`
}

// Add enters a partner. Faults: partner.invalid, .code_taken, .unit_taken, auth.forbidden.
func (d *Door) Add(tx *store.Tx, by auth.Principal, in PartnerIn) (Partner, error) {
	if !by.Can(RightManage) {
		return Partner{}, fault.Forbidden
	}
	p := Partner{ID: ids.New(), Code: in.Code, Name: in.Name, URL: in.URL, Unit: in.UnitID, Takes: in.Takes, Identity: in.Identity,
		Relay: in.Relay, Active: true, CreatedAt: d.now(), Version: 1}
	if p.Identity == "" {
		p.Identity = IdentityRelay
	}
	if err := d.checkPartner(tx, &p); err != nil {
		return Partner{}, err
	}
	err := tx.Do(`INSERT INTO partner_partner (`+partnerColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, p.ID, p.Code, p.Name, p.URL,
		p.Unit, flag(p.Takes), p.Identity, p.Relay, flag(p.Active), wall.Micros(p.CreatedAt), p.Version)
	if err != nil {
		return Partner{}, fmt.Errorf("partner: add: %w", err)
	}
	return p, d.record(tx, by, EventAdded, p.ID, nil, PartnerEvent{Partner: p.ID, Code: p.Identity})
}

// Change changes a partner, stops it or lets it go on. Faults: those of Add, partner.not_found, .stale.
func (d *Door) Change(tx *store.Tx, by auth.Principal, id ids.ID, in PartnerPatch) (Partner, error) {
	if !by.Can(RightManage) {
		return Partner{}, fault.Forbidden
	}
	p, err := partnerBy(tx, `id`, id)
	if err != nil {
		return Partner{}, err
	}
	if p.Version != in.Version {
		return Partner{}, ErrStale
	}
	was := p
	set(&p.Code, in.Code)
	set(&p.Name, in.Name)
	set(&p.URL, in.URL)
	set(&p.Unit, in.UnitID)
	set(&p.Takes, in.Takes)
	set(&p.Identity, in.Identity)
	set(&p.Relay, in.Relay)
	set(&p.Active, in.Active)
	if err := d.checkPartner(tx, &p); err != nil {
		return Partner{}, err
	}
	var changed []string
	for name, differs := range map[string]bool{"code": p.Code != was.Code, "name": p.Name != was.Name, "url": p.URL != was.URL,
		"unit": p.Unit != was.Unit, "takes": p.Takes != was.Takes, "identity": p.Identity != was.Identity, "relay": p.Relay != was.Relay,
		"active": p.Active != was.Active} {
		if differs {
			changed = append(changed, name)
		}
	}
	if len(changed) == 0 {
		return was, nil
	}
	slices.Sort(changed)
	p.Version++
	res, err := tx.Exec(`UPDATE partner_partner SET code = ?, name = ?, url = ?, unit_id = ?, takes = ?, identity = ?, relay = ?, active = ?, version = ?
		WHERE id = ? AND version = ?`, p.Code, p.Name, p.URL, p.Unit, flag(p.Takes), p.Identity, p.Relay, flag(p.Active), p.Version, p.ID, was.Version)
	if err != nil {
		return Partner{}, fmt.Errorf("partner: change: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return Partner{}, ErrStale.Wrap(err)
	}
	return p, d.record(tx, by, EventChanged, p.ID, nil, PartnerEvent{Partner: p.ID, Code: p.Identity, Changed: changed})
}

var codeShape = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z_.-]{0,31}$`)

// checkPartner checks p as it is to be saved, and tidies it.
func (d *Door) checkPartner(q store.Queryer, p *Partner) error {
	f, wrong := ErrForm, false
	point := func(bad bool, where, what string) {
		if bad {
			wrong, f = true, f.WithField("body."+where, what)
		}
	}
	p.Name, p.Relay, p.URL = strings.TrimSpace(p.Name), strings.TrimSpace(p.Relay), strings.TrimRight(strings.TrimSpace(p.URL), "/")
	point(!codeShape.MatchString(p.Code), "code", "编码为 1 至 32 位字母、数字、点、- 或 _。")
	point(p.Name == "" || utf8.RuneCountInString(p.Name) > 60, "name", "请填写名称，不超过 60 个字。")
	point(!goodURL(p.URL), "url", "地址应以 https:// 或 http:// 开头，只含主机和路径。")
	point(p.Identity != IdentityRelay && p.Identity != IdentityFull, "identity", "请选择身份信息的约定。")
	point(utf8.RuneCountInString(p.Relay) > 200, "relay", "不超过 200 个字。")
	point(p.Unit != 0 && p.URL == "", "url", "向对方转出工单，须填写对方地址。")
	if p.Unit != 0 {
		u, err := d.Directory.Unit(q, p.Unit)
		point(err != nil || !u.Active, "unit_id", "没有这个承办单位，或者已停用。")
	}
	if wrong {
		return f
	}
	for _, x := range []struct {
		column string
		value  any
		taken  *fault.Fault
		skip   bool
	}{{`code`, p.Code, ErrCodeTaken, false}, {`unit_id`, p.Unit, ErrUnitTaken, p.Unit == 0}} {
		if x.skip {
			continue
		}
		if other, err := partnerBy(q, x.column, x.value); err == nil && other.ID != p.ID {
			return x.taken
		} else if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	return nil
}

// goodURL takes an address without user, query or fragment; none is good, too.
func goodURL(text string) bool {
	if text == "" {
		return true
	}
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && u.RawQuery == "" && u.Fragment == "" &&
		len(text) <= 200
}

const partnerColumns = `id, code, name, url, unit_id, takes, identity, relay, active, created_at, version`

func scanPartner(r store.Row) (p Partner, err error) {
	var takes, active int
	var created int64
	err = r.Scan(&p.ID, &p.Code, &p.Name, &p.URL, &p.Unit, &takes, &p.Identity, &p.Relay, &active, &created, &p.Version)
	p.Takes, p.Active, p.CreatedAt = takes != 0, active != 0, wall.FromMicros(created)
	return p, err
}

// partnerBy finds a partner by a column; ErrNotFound.
func partnerBy(q store.Queryer, column string, value any) (Partner, error) {
	p, err := scanPartner(q.QueryRow(`SELECT `+partnerColumns+` FROM partner_partner WHERE `+column+` = ?`, value))
	if errors.Is(err, sql.ErrNoRows) {
		return Partner{}, ErrNotFound
	}
	if err != nil {
		return Partner{}, fmt.Errorf("partner: load: %w", err)
	}
	return p, nil
}

// Label is the partner's name as it stands among those of people: 乙市（协同单位）.
func (p Partner) Label() string { return p.Name + "（协同单位）" }

// NameOf is a partner's label; "" for an id that is none.
func (d *Door) NameOf(q store.Queryer, id ids.ID) string {
	p, err := partnerBy(q, `id`, id)
	if err != nil {
		return ""
	}
	return p.Label()
}

// Named finds partners by a part of their name; all of them by none.
func (d *Door) Named(q store.Queryer, text string) ([]Partner, error) {
	list, err := partners(q)
	return slices.DeleteFunc(list, func(p Partner) bool { return !strings.Contains(p.Label(), strings.TrimSpace(text)) }), err
}

// partners lists them all by code; there are few.
func partners(q store.Queryer) ([]Partner, error) {
	rows, err := q.Query(`SELECT ` + partnerColumns + ` FROM partner_partner ORDER BY code`)
	list, err := store.Collect(rows, err, scanPartner)
	if err != nil {
		return nil, fmt.Errorf("partner: list: %w", err)
	}
	return list, nil
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
