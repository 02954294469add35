package assessment

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Names of the settings.
const (
	settingDoubt = "doubt"
	settingGrade = "grade"
)

// setting reads a setting into out; version is 0 while it was never changed, and out stays as it is.
func setting(q store.Queryer, name string, out any) (version int64, err error) {
	var body string
	err = q.QueryRow(`SELECT body, version FROM assessment_setting WHERE name = ?`, name).Scan(&body, &version)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(body), out)
	}
	if err != nil {
		return 0, fmt.Errorf("assessment: setting %s: %w", name, err)
	}
	return version, nil
}

func (s *Service) doubtRules(q store.Queryer) (DoubtRules, error) {
	r := DefaultDoubtRules()
	version, err := setting(q, settingDoubt, &r)
	r.Version = version
	return r, err
}

func (s *Service) gradeRules(q store.Queryer) (GradeRules, error) {
	r := DefaultGradeRules()
	version, err := setting(q, settingGrade, &r)
	r.Version = version
	return r, err
}

// DoubtRulesFor and GradeRulesFor show the rules to whoever sees doubts, or grades.
func (s *Service) DoubtRulesFor(q store.Queryer, by auth.Principal) (DoubtRules, error) {
	if !by.Can(RightDoubts) {
		return DoubtRules{}, fault.Forbidden
	}
	return s.doubtRules(q)
}

// GradeRulesFor shows the rules of grading.
func (s *Service) GradeRulesFor(q store.Queryer, by auth.Principal) (GradeRules, error) {
	if !by.Can(RightGrades) {
		return GradeRules{}, fault.Forbidden
	}
	return s.gradeRules(q)
}

// PutDoubtRules changes weights and threshold; the reasons themselves belong to the program. They hold for what is found
// from now on. Faults: auth.forbidden, assessment.invalid_rules, .stale.
func (s *Service) PutDoubtRules(tx *store.Tx, by auth.Principal, in DoubtRules) (DoubtRules, error) {
	if !by.Can(RightManage) {
		return DoubtRules{}, fault.Forbidden
	}
	had, err := s.doubtRules(tx)
	if err != nil {
		return DoubtRules{}, err
	}
	if in.Version != had.Version {
		return DoubtRules{}, ErrStale
	}
	if in.Threshold < 1 || in.Threshold > 100 {
		return DoubtRules{}, ErrRules.WithField("body.threshold", "阈值应在 1 至 100 之间。")
	}
	out := DefaultDoubtRules()
	for i, r := range out.Reasons {
		at := slices.IndexFunc(in.Reasons, func(x Reason) bool { return x.Code == r.Code })
		if at < 0 || in.Reasons[at].Weight < 0 || in.Reasons[at].Weight > 100 {
			return DoubtRules{}, ErrRules.WithField("body.reasons", "“"+r.Name+"”的权重应在 0 至 100 之间。")
		}
		out.Reasons[i].Weight = in.Reasons[at].Weight
	}
	out.Threshold, out.Version = in.Threshold, had.Version+1
	return out, s.putSetting(tx, by, settingDoubt, out, out.Version)
}

// PutGradeRules changes thresholds and weights; what an indicator counts belongs to the program. Published periods keep
// the rules that they were computed by. Faults: auth.forbidden, assessment.invalid_rules, .stale.
func (s *Service) PutGradeRules(tx *store.Tx, by auth.Principal, in GradeRules) (GradeRules, error) {
	if !by.Can(RightManage) {
		return GradeRules{}, fault.Forbidden
	}
	had, err := s.gradeRules(tx)
	if err != nil {
		return GradeRules{}, err
	}
	if in.Version != had.Version {
		return GradeRules{}, ErrStale
	}
	out := DefaultGradeRules()
	bad := func(field, message string) (GradeRules, error) {
		return GradeRules{}, ErrRules.WithField("body."+field, message)
	}
	switch {
	case in.LeastIndicators < 1 || in.LeastIndicators > len(out.Indicators):
		return bad("least_indicators", fmt.Sprintf("最少指标数应在 1 至 %d 之间。", len(out.Indicators)))
	case in.LargeFrom < 0 || in.LargeFrom > 1_000_000:
		return bad("large_from", "分组件数应在 0 至 1000000 之间。")
	case in.FirstContactHours < 1 || in.FirstContactHours > 720:
		return bad("first_contact_hours", "首次联系时限应在 1 至 720 小时之间。")
	}
	for i, d := range out.Indicators {
		at := slices.IndexFunc(in.Indicators, func(x Indicator) bool { return x.Code == d.Code })
		if at < 0 {
			return bad("indicators", "缺少指标“"+d.Name+"”。")
		}
		x := in.Indicators[at]
		falls := x.A >= x.B && x.B >= x.C
		if d.Lower {
			falls = x.A <= x.B && x.B <= x.C
		}
		if !falls || min(x.A, x.C) < 0 || max(x.A, x.C) > 1 || x.A != x.A || x.B != x.B || x.C != x.C {
			return bad("indicators", "“"+d.Name+"”的三个阈值应在 0 至 1 之间，并由好到差依次排列。")
		}
		if x.Least < 1 || x.Least > 100000 || x.Weight < 0 || x.Weight > 100 {
			return bad("indicators", "“"+d.Name+"”的最小样本应在 1 至 100000 之间，权重应在 0 至 100 之间。")
		}
		out.Indicators[i].A, out.Indicators[i].B, out.Indicators[i].C = x.A, x.B, x.C
		out.Indicators[i].Least, out.Indicators[i].Weight, out.Indicators[i].Cap = x.Least, x.Weight, x.Cap
	}
	out.LeastIndicators, out.LargeFrom, out.FirstContactHours, out.Version = in.LeastIndicators, in.LargeFrom, in.FirstContactHours, had.Version+1
	return out, s.putSetting(tx, by, settingGrade, out, out.Version)
}

func (s *Service) putSetting(tx *store.Tx, by auth.Principal, name string, body any, version int64) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("assessment: setting %s: %w", name, err)
	}
	if err := tx.Do(`INSERT INTO assessment_setting (name, body, version, updated_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET body = excluded.body, version = excluded.version, updated_at = excluded.updated_at`,
		name, string(raw), version, wall.Micros(s.now())); err != nil {
		return fmt.Errorf("assessment: put setting %s: %w", name, err)
	}
	return s.record(tx, by, EventRulesChanged, roomChain, nil, Changed{name, version})
}
