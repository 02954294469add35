package retention

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// Codes of what is kept for a time.
const (
	Words      = "words"
	Originals  = "originals"
	Identities = "identities"
	Files      = "files"

	// These end by themselves, apart from an order.
	Supervision = "supervision" // cases and joint meetings
	Refusals    = "refusals"    // requests that were not taken on
	Recordings  = "recordings"  // of calls
	Outreach    = "outreach"    // people of campaigns
)

// parts are the codes in the order of the screen, with what of an order they erase.
var parts = []struct {
	code   string
	name   string
	part   int
	months int // as shipped, switched off
}{
	{Originals, "遮蔽前的原文", workorder.ErasedOriginals, 24},
	{Identities, "诉求人身份", workorder.ErasedIdentities, 60},
	{Files, "附件", workorder.ErasedFiles, 60},
	{Words, "诉求和办理文字", workorder.ErasedWords, 120},
	{Supervision, "督办和会议文字", 0, 120},
	{Refusals, "不予受理的诉求", 0, 36},
	{Recordings, "通话录音", 0, 24},
	{Outreach, "外呼名单和回答", 0, 24},
}

// Keeper is a room that keeps something which ends by itself. What is held it passes over.
type Keeper interface {
	// CountErasable counts what ended before a time and is not erased yet, to most at most, and tells when the oldest did.
	CountErasable(q store.Queryer, before time.Time, most int) (n int, oldest time.Time, err error)
	// EraseEnded erases at most limit of it and tells what.
	EraseEnded(ctx context.Context, tx *store.Tx, before time.Time, limit int, why string) ([]ids.ID, error)
}

// partOf is what of an order a rule erases; 0: it reaches something apart from orders.
func partOf(code string) (part int, ok bool) {
	for _, p := range parts {
		if p.code == code {
			return p.part, true
		}
	}
	return 0, false
}

// RetentionRule says how long something is kept after the end of an order.
type RetentionRule struct {
	Code      string     `json:"code" enum:"words,originals,identities,files,supervision,refusals,recordings,outreach"`
	Name      string     `json:"name"`
	Months    int        `json:"months"`
	Active    bool       `json:"active"`
	Version   int64      `json:"version" doc:"send it back with a change"`
	ChangedBy string     `json:"changed_by_name,omitempty"`
	ChangedAt *time.Time `json:"changed_at,omitempty"`
	AppliedAt *time.Time `json:"applied_at,omitempty" doc:"the last step"`
	Done      int64      `json:"done" doc:"orders, or other things, that it has reached so far"`

	changedBy ids.ID
}

// before is until when an order must have ended for the rule to reach it.
func before(now time.Time, months int) time.Time {
	return now.In(wall.Shanghai).AddDate(0, -months, 0).UTC()
}

// LoadShipped puts the rules there that are not, switched off.
func (s *Service) LoadShipped(ctx context.Context) error {
	err := s.Store.Write(ctx, func(tx *store.Tx) error {
		for _, p := range parts {
			err := tx.Do(`INSERT INTO retention_rule (code, months, active, version, changed_by, changed_at, applied_at, done)
				VALUES (?, ?, 0, 1, 0, 0, 0, 0) ON CONFLICT (code) DO NOTHING`, p.code, p.months)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("retention: shipped rules: %w", err)
	}
	return nil
}

const ruleColumns = `code, months, active, version, changed_by, changed_at, applied_at, done`

func scanRule(row store.Row) (RetentionRule, error) {
	var r RetentionRule
	var changed, applied int64
	if err := row.Scan(&r.Code, &r.Months, &r.Active, &r.Version, &r.changedBy, &changed, &applied, &r.Done); err != nil {
		return r, err
	}
	for _, x := range []struct {
		us   int64
		into **time.Time
	}{{changed, &r.ChangedAt}, {applied, &r.AppliedAt}} {
		if x.us != 0 {
			at := wall.FromMicros(x.us)
			*x.into = &at
		}
	}
	for _, p := range parts {
		if p.code == r.Code {
			r.Name = p.name
		}
	}
	return r, nil
}

func ruleByCode(q store.Queryer, code string) (RetentionRule, error) {
	r, err := scanRule(q.QueryRow(`SELECT `+ruleColumns+` FROM retention_rule WHERE code = ?`, code))
	if errors.Is(err, sql.ErrNoRows) {
		return r, ErrRule
	}
	if err != nil {
		return r, fmt.Errorf("retention: rule: %w", err)
	}
	return r, nil
}

// Rules lists all rules. Fault: auth.forbidden.
func (s *Service) Rules(q store.Queryer, by auth.Principal) ([]RetentionRule, error) {
	if !by.Can(RightRead) {
		return nil, fault.Forbidden
	}
	list := make([]RetentionRule, len(parts))
	for i, p := range parts {
		r, err := ruleByCode(q, p.code)
		if err != nil {
			return nil, err
		}
		if r.changedBy != 0 {
			r.ChangedBy = s.Names.StaffName(q, r.changedBy)
		}
		list[i] = r
	}
	return list, nil
}

// RetentionRuleIn is a rule as it is to be.
type RetentionRuleIn struct {
	Months  int   `json:"months" minimum:"1" maximum:"1200"`
	Active  bool  `json:"active"`
	Version int64 `json:"version" minimum:"1" doc:"the version that was seen"`
}

// Change changes a rule; it is applied with the next run. Faults: auth.forbidden, retention.no_rule, .bad_months, .stale.
func (s *Service) Change(tx *store.Tx, by auth.Principal, code string, in RetentionRuleIn) (RetentionRule, error) {
	if !by.Can(RightManage) {
		return RetentionRule{}, fault.Forbidden
	}
	if in.Months < 1 || in.Months > 1200 {
		return RetentionRule{}, ErrMonths.WithField("body.months", "请填写 1 到 1200。")
	}
	res, err := tx.Exec(`UPDATE retention_rule SET months = ?, active = ?, version = version + 1, changed_by = ?, changed_at = ? WHERE code = ? AND version = ?`,
		in.Months, flag(in.Active), by.ID, wall.Micros(s.now()), code, in.Version)
	if err != nil {
		return RetentionRule{}, fmt.Errorf("retention: change: %w", err)
	}
	r, err := ruleByCode(tx, code)
	if err != nil {
		return RetentionRule{}, err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return RetentionRule{}, errors.Join(err, ErrStale)
	}
	r.ChangedBy = by.Name
	_, err = s.Ledger.Append(tx, ledger.Event{Kind: EventRuleChanged, Subject: by.ID, Actor: by.ID,
		Payload: RulePayload{Code: code, Months: in.Months, Active: in.Active, Version: r.Version}})
	return r, err
}

// countMost is where a preview stops counting.
const countMost = 100000

// RetentionPreview is what a rule would reach now. It changes nothing.
type RetentionPreview struct {
	Code   string     `json:"code"`
	Months int        `json:"months"`
	Before time.Time  `json:"before" doc:"what ended before this time"`
	Orders int        `json:"orders" doc:"or other things; at most 100000"`
	Oldest *time.Time `json:"oldest,omitempty" doc:"when the longest ended of them did"`
}

// Try tells what a rule with so many months would reach now (推演). Faults: auth.forbidden, retention.no_rule, .bad_months.
func (s *Service) Try(q store.Queryer, by auth.Principal, code string, months int) (RetentionPreview, error) {
	if !by.Can(RightRead) {
		return RetentionPreview{}, fault.Forbidden
	}
	part, ok := partOf(code)
	if !ok {
		return RetentionPreview{}, ErrRule
	}
	if months < 1 || months > 1200 {
		return RetentionPreview{}, ErrMonths.WithField("query.months", "请填写 1 到 1200。")
	}
	p := RetentionPreview{Code: code, Months: months, Before: before(s.now(), months)}
	count := func() (int, time.Time, error) { return s.Orders.CountEnded(q, p.Before, part, countMost) }
	if part == 0 {
		count = func() (int, time.Time, error) { return s.Keepers[code].CountErasable(q, p.Before, countMost) }
	}
	n, oldest, err := count()
	if p.Orders = n; !oldest.IsZero() {
		p.Oldest = &oldest
	}
	return p, err
}
