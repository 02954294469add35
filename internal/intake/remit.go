package intake

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/language"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// RemitGroup says what kind of matter a coded refusal is about.
type RemitGroup string

// The groups.
const (
	RemitEmergency RemitGroup = "emergency" // 紧急: transferred at once
	RemitOutside   RemitGroup = "outside"   // 他人职权: another body's
	RemitPath      RemitGroup = "path"      // 法定途径: the law names another path
	RemitSame      RemitGroup = "same"      // 同一事实: answered before, no new reason
	RemitMalicious RemitGroup = "malicious" // 恶意
)

// RemitGroups lists the groups with their names.
var RemitGroups = []Choice{{string(RemitEmergency), "紧急情况"}, {string(RemitOutside), "不属本级政府职权"},
	{string(RemitPath), "另有法定途径"}, {string(RemitSame), "重复提出"}, {string(RemitMalicious), "恶意扰乱"}}

// RemitCode is one coded refusal 不予受理情形: the reason and the right path, as they are told to the citizen.
// Source: the lists that cities publish of what their hotlines do not take on.
type RemitCode struct {
	ID         ids.ID     `json:"-"`
	Code       string     `json:"code"`
	Group      RemitGroup `json:"group" enum:"emergency,outside,path,same,malicious"`
	Label      string     `json:"label" doc:"the reason in a few words"`
	Phone      string     `json:"phone" doc:"the number to call; empty: none"`
	Path       string     `json:"path" doc:"told to the citizen: where to go, how, when"`
	Legal      string     `json:"legal" doc:"the rule it rests on"`
	NeedsWords bool       `json:"needs_words" doc:"the seat must add why in this case"`
	Signs      string     `json:"signs" doc:"words that hint at it, a rule a line"`
	Active     bool       `json:"active"`
	Position   int        `json:"position"`
	Version    int64      `json:"version"`
	UpdatedBy  ids.ID     `json:"updated_by" doc:"null: as shipped"`
	UpdatedAt  time.Time  `json:"updated_at"`
}

// rules are the code's words that hint at it. What is stored was parsed before it was stored.
func (c RemitCode) rules() []language.Sign {
	list, err := language.ParseSigns(c.Signs)
	if err != nil {
		return nil
	}
	return list
}

const remitColumns = `id, code, grouped, label, phone, path, legal, needs_words, signs, active, position, version, updated_by, updated_at`

// Remit lists the coded refusals in their order, inactive ones included.
func (s *Service) Remit(q store.Queryer) ([]RemitCode, error) {
	rows, err := q.Query(`SELECT ` + remitColumns + ` FROM intake_remit ORDER BY position, code`)
	list, err := store.Collect(rows, err, scanRemit)
	if err != nil {
		return nil, fmt.Errorf("intake: remit: %w", err)
	}
	return list, nil
}

// remitCode reads one. ErrNoRemitCode.
func remitCode(q store.Queryer, code string) (RemitCode, error) {
	c, err := scanRemit(q.QueryRow(`SELECT `+remitColumns+` FROM intake_remit WHERE code = ?`, code))
	if errors.Is(err, sql.ErrNoRows) {
		return RemitCode{}, ErrNoRemitCode
	}
	if err != nil {
		return RemitCode{}, fmt.Errorf("intake: remit: %w", err)
	}
	return c, nil
}

func scanRemit(row store.Row) (RemitCode, error) {
	var c RemitCode
	var updated int64
	err := row.Scan(&c.ID, &c.Code, &c.Group, &c.Label, &c.Phone, &c.Path, &c.Legal, &c.NeedsWords, &c.Signs, &c.Active, &c.Position,
		&c.Version, &c.UpdatedBy, &updated)
	c.UpdatedAt = wall.FromMicros(updated)
	return c, err
}
