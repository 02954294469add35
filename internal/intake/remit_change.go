package intake

import (
	"fmt"
	"regexp"

	"onedoor/internal/language"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// RemitIn is a coded refusal as an operator writes it.
type RemitIn struct {
	Version    int64      `json:"version" doc:"of the entry that is changed; 0: a new one"`
	Group      RemitGroup `json:"group" enum:"emergency,outside,path,same,malicious"`
	Label      string     `json:"label"`
	Phone      string     `json:"phone,omitempty"`
	Path       string     `json:"path"`
	Legal      string     `json:"legal,omitempty"`
	NeedsWords bool       `json:"needs_words,omitempty"`
	Signs      string     `json:"signs,omitempty"`
	Active     bool       `json:"active"`
	Position   int        `json:"position" minimum:"0" maximum:"10000"`
}

var remitShape = regexp.MustCompile(`^[a-z][a-z0-9-]{1,39}$`)

// check cleans the entry and says what is wrong with it.
func (in *RemitIn) check(code string) error {
	var c checker
	if !remitShape.MatchString(code) {
		c.wrong("path.code", "代码只能用小写字母、数字和横线，以字母开头，2 到 40 个字符。")
	}
	if !oneOf(RemitGroups, string(in.Group)) {
		c.wrong("body.group", "请选择类别。")
	}
	c.line("body.label", &in.Label, 40)
	c.required("body.label", in.Label, "请填写不予受理的情形。")
	c.line("body.phone", &in.Phone, 20)
	if in.Phone != "" && !c.has("body.phone") && !phoneShape(in.Phone) {
		c.wrong("body.phone", "电话号码格式不正确。")
	}
	if in.Group == RemitEmergency && in.Phone == "" {
		c.wrong("body.phone", "紧急情况必须写明要拨打的号码。")
	}
	c.text("body.path", &in.Path, 1500)
	c.required("body.path", in.Path, "请写明市民应当去哪里办、怎么办。")
	c.line("body.legal", &in.Legal, 200)
	c.text("body.signs", &in.Signs, 20_000)
	if !c.has("body.signs") {
		if _, err := language.ParseSigns(in.Signs); err != nil {
			c.wrong("body.signs", "%s。", err)
		}
	}
	return c.result()
}

func (in RemitIn) code(code string) RemitCode {
	return RemitCode{Code: code, Group: in.Group, Label: in.Label, Phone: in.Phone, Path: in.Path, Legal: in.Legal,
		NeedsWords: in.NeedsWords, Signs: in.Signs, Active: in.Active, Position: in.Position, Version: 1}
}

// PutRemit enters a coded refusal or changes one. Refusals given before keep what was told then.
//
// Faults: auth.forbidden, intake.invalid_form, intake.remit_stale.
func (s *Service) PutRemit(tx *store.Tx, p auth.Principal, code string, in RemitIn) (RemitCode, error) {
	if !p.Can(RightRemit) {
		return RemitCode{}, fault.Forbidden
	}
	if err := in.check(code); err != nil {
		return RemitCode{}, err
	}
	c := in.code(code)
	c.Version, c.UpdatedBy, c.UpdatedAt = in.Version+1, p.ID, s.now()
	args := []any{string(c.Group), c.Label, c.Phone, c.Path, c.Legal, flag(c.NeedsWords), c.Signs, flag(c.Active), c.Position,
		c.Version, c.UpdatedBy, wall.Micros(c.UpdatedAt), code}
	statement := `INSERT INTO intake_remit (grouped, label, phone, path, legal, needs_words, signs, active, position, version,
		updated_by, updated_at, code, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (code) DO NOTHING`
	if in.Version > 0 {
		old, err := remitCode(tx, code)
		if err != nil {
			return RemitCode{}, err
		}
		c.ID = old.ID
		statement = `UPDATE intake_remit SET grouped = ?, label = ?, phone = ?, path = ?, legal = ?, needs_words = ?, signs = ?, active = ?,
			position = ?, version = ?, updated_by = ?, updated_at = ? WHERE code = ? AND version = ?`
		args = append(args, in.Version)
	} else {
		c.ID = ids.New()
		args = append(args, c.ID)
	}
	res, err := tx.Exec(statement, args...)
	if err != nil {
		return RemitCode{}, fmt.Errorf("intake: put remit: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		if err == nil {
			err = ErrRemitStale
		}
		return RemitCode{}, err
	}
	_, err = s.Ledger.Append(tx, ledger.Event{Kind: EventRemitChanged, Subject: c.ID, Actor: p.ID,
		Payload: RemitChanged{Code: code, Version: c.Version, Active: c.Active}})
	if err != nil {
		return RemitCode{}, fmt.Errorf("intake: record: %w", err)
	}
	return c, nil
}
