package assessment

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// GradeCell is one figure as it is shown.
type GradeCell struct {
	Indicator string `json:"indicator"`
	Figure
	Grade     Band   `json:"grade" doc:"A, B, C, D; empty: 样本不足"`
	GradeName string `json:"grade_name"`
	Corrected bool   `json:"corrected" doc:"after an objection"`
	WasN      int    `json:"was_n,omitempty"`
	WasX      int    `json:"was_x,omitempty"`
	WasGrade  Band   `json:"was_grade,omitempty"`
}

// UnitGrades are all figures of one unit.
type UnitGrades struct {
	UnitID    ids.ID      `json:"unit_id"`
	Name      string      `json:"name"`
	Peers     string      `json:"peers" doc:"peer group"`
	Grade     Band        `json:"grade"`
	GradeName string      `json:"grade_name"`
	Graded    int         `json:"graded" doc:"how many indicators have enough cases"`
	WasGrade  Band        `json:"was_grade,omitempty" doc:"before an objection was upheld"`
	Corrected bool        `json:"corrected"`
	Cells     []GradeCell `json:"cells" doc:"in the order of the indicators"`
}

// PeerMean is what a peer group comes to: all its cases together. Groups of fewer than three units are left out, because
// they would tell of single units.
type PeerMean struct {
	Peers     string  `json:"peers"`
	Indicator string  `json:"indicator"`
	Units     int     `json:"units"`
	Share     float64 `json:"share"`
}

// GradeTable is a period with the grades that its reader may see, by name: no ranking.
type GradeTable struct {
	Period     Period       `json:"period"`
	Rules      GradeRules   `json:"rules" doc:"as they were when the period was computed, with every figure's definition"`
	Items      []UnitGrades `json:"items"`
	Means      []PeerMean   `json:"means"`
	Objections []Objection  `json:"objections"`
}

// leastPeers is the smallest peer group whose mean is shown.
const leastPeers = 3

func gradesOf(q store.Queryer, where string, args ...any) ([]Grade, error) {
	rows, err := q.Query(`SELECT `+gradeColumns+` FROM assessment_grade WHERE `+where, args...)
	list, err := store.Collect(rows, err, scanGrade)
	if err != nil {
		return nil, fmt.Errorf("assessment: grades: %w", err)
	}
	return list, nil
}

// Grades shows a period: the centre sees every unit, a unit its own, once published.
// Faults: auth.forbidden, assessment.period_not_found.
func (s *Service) Grades(q store.Queryer, by auth.Principal, period ids.ID) (GradeTable, error) {
	if !by.Can(RightGrades) {
		return GradeTable{}, fault.Forbidden
	}
	p, err := s.period(q, by, period)
	if err != nil {
		return GradeTable{}, err
	}
	all, err := gradesOf(q, `period_id = ?`, period)
	if err != nil {
		return GradeTable{}, err
	}
	t := GradeTable{Period: p, Rules: p.rules, Items: []UnitGrades{}, Objections: []Objection{}}
	seen := map[string]bool{}
	units := map[ids.ID]*UnitGrades{}
	for _, g := range all {
		if !by.Scope.Allows(g.Unit) {
			continue
		}
		u := units[g.Unit]
		if u == nil {
			u = &UnitGrades{UnitID: g.Unit, Name: s.unitName(q, g.Unit), Peers: g.Peers, Cells: make([]GradeCell, len(p.rules.Indicators))}
			units[g.Unit], seen[g.Peers] = u, true
		}
		if g.Indicator == Overall {
			u.Grade, u.GradeName, u.Graded, u.WasGrade, u.Corrected = g.Band, g.Band.Label(), g.N, g.WasGrade, g.WasN >= 0 && g.WasGrade != g.Band
			continue
		}
		if at := slices.IndexFunc(p.rules.Indicators, func(i Indicator) bool { return i.Code == g.Indicator }); at >= 0 {
			u.Cells[at] = GradeCell{Indicator: g.Indicator, Figure: g.Figure, Grade: g.Band, GradeName: g.Band.Label(), Corrected: g.WasN >= 0,
				WasN: max(0, g.WasN), WasX: g.WasX, WasGrade: g.WasGrade}
		}
	}
	for _, u := range units {
		t.Items = append(t.Items, *u)
	}
	slices.SortFunc(t.Items, func(a, b UnitGrades) int { return strings.Compare(a.Name+a.UnitID.String(), b.Name+b.UnitID.String()) })
	t.Means = means(p.rules, all, seen)
	t.Objections, err = s.objections(q, by, period)
	return t, err
}

// means pools the cases of each peer group that the reader sees a unit of.
func means(rules GradeRules, all []Grade, seen map[string]bool) []PeerMean {
	type key struct{ peers, indicator string }
	type pool struct {
		units    int
		share, n float64
	}
	pools := map[key]pool{}
	size := map[string]int{}
	for _, g := range all {
		if g.Indicator == Overall {
			size[g.Peers]++
			continue
		}
		if g.N > 0 {
			k := key{g.Peers, g.Indicator}
			x := pools[k]
			pools[k] = pool{x.units + 1, x.share + g.Share*float64(g.N), x.n + float64(g.N)}
		}
	}
	list := []PeerMean{}
	for k, x := range pools {
		if seen[k.peers] && x.units >= leastPeers && size[k.peers] >= leastPeers {
			list = append(list, PeerMean{k.peers, k.indicator, x.units, x.share / x.n})
		}
	}
	at := func(code string) int {
		return slices.IndexFunc(rules.Indicators, func(i Indicator) bool { return i.Code == code })
	}
	slices.SortFunc(list, func(a, b PeerMean) int {
		if a.Peers != b.Peers {
			return strings.Compare(a.Peers, b.Peers)
		}
		return at(a.Indicator) - at(b.Indicator)
	})
	return list
}

// objections are those that by may see, the newest first.
func (s *Service) objections(q store.Queryer, by auth.Principal, period ids.ID) ([]Objection, error) {
	rows, err := q.Query(`SELECT `+objectionColumns+` FROM assessment_objection WHERE period_id = ? ORDER BY id DESC`, period)
	all, err := store.Collect(rows, err, scanObjection)
	if err != nil {
		return nil, fmt.Errorf("assessment: objections: %w", err)
	}
	list := []Objection{}
	for _, o := range all {
		if by.Scope.Allows(o.UnitID) {
			list = append(list, s.namedObjection(q, o))
		}
	}
	return list, nil
}

func dayStart(day int) time.Time {
	return time.Date(day/10000, time.Month(day/100%100), day%100, 0, 0, 0, 0, wall.Shanghai)
}
