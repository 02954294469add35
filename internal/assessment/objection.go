package assessment

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/stats"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// States of an objection.
const (
	ObjectionOpen     = "open"
	ObjectionUpheld   = "upheld"
	ObjectionRejected = "rejected"
)

// Objection is a unit's objection 异议 to a published figure.
type Objection struct {
	ID            ids.ID     `json:"id"`
	PeriodID      ids.ID     `json:"period_id"`
	UnitID        ids.ID     `json:"unit_id"`
	UnitName      string     `json:"unit_name"`
	Indicator     string     `json:"indicator"`
	Reason        string     `json:"reason"`
	ByName        string     `json:"by_name"`
	At            time.Time  `json:"at"`
	State         string     `json:"state" enum:"open,upheld,rejected"`
	Note          string     `json:"note,omitempty"`
	DecidedByName string     `json:"decided_by_name,omitempty"`
	DecidedAt     *time.Time `json:"decided_at,omitempty"`
	by, decidedBy ids.ID
}

// ObjectIn is what a unit objects to.
type ObjectIn struct {
	UnitID    ids.ID `json:"unit_id,omitempty" doc:"absent: one's own unit"`
	Indicator string `json:"indicator" maxLength:"20"`
	Reason    string `json:"reason" maxLength:"2000"`
}

// DecideIn is a supervisor's decision. Upheld, it names the right counts.
type DecideIn struct {
	Uphold bool   `json:"uphold"`
	Note   string `json:"note" maxLength:"2000"`
	N      int    `json:"n,omitempty" minimum:"0" maximum:"100000000" doc:"upheld: the right denominator"`
	X      int    `json:"x,omitempty" minimum:"0" maximum:"100000000" doc:"upheld: the right numerator"`
}

const objectionColumns = `id, period_id, unit_id, indicator, reason, by_id, at, state, note, decided_by, decided_at`

func scanObjection(row store.Row) (o Objection, err error) {
	var at, decided int64
	err = row.Scan(&o.ID, &o.PeriodID, &o.UnitID, &o.Indicator, &o.Reason, &o.by, &at, &o.State, &o.Note, &o.decidedBy, &decided)
	o.At = wall.FromMicros(at)
	if decided > 0 {
		when := wall.FromMicros(decided)
		o.DecidedAt = &when
	}
	return o, err
}

// Object objects to a published figure of a unit of by's scope. One objection to a figure is open at a time.
// Faults: auth.forbidden, assessment.period_not_found, .grade_not_found, .invalid_objection, .open_objections.
func (s *Service) Object(tx *store.Tx, by auth.Principal, period ids.ID, in ObjectIn) (Objection, error) {
	if !by.Can(RightObject) {
		return Objection{}, fault.Forbidden
	}
	p, err := onePeriod(tx, `id = ?`, period)
	if err != nil {
		return Objection{}, err
	}
	if p.State != Published {
		return Objection{}, ErrNoPeriod
	}
	if in.UnitID == 0 {
		in.UnitID = by.Unit
	}
	if in.UnitID == 0 || !by.Scope.Allows(in.UnitID) || in.Indicator == Overall {
		return Objection{}, ErrNoGrade
	}
	if _, err := oneGrade(tx, period, in.UnitID, in.Indicator); err != nil {
		return Objection{}, err
	}
	reason, wrong := cleanWords(in.Reason, 2000)
	if wrong == "" && reason == "" {
		wrong = "请写明异议理由。"
	}
	if wrong != "" {
		return Objection{}, ErrObjection.WithField("body.reason", wrong)
	}
	var open int
	if err := tx.QueryRow(`SELECT COUNT(*) FROM assessment_objection WHERE period_id = ? AND unit_id = ? AND indicator = ? AND state = 'open'`,
		period, in.UnitID, in.Indicator).Scan(&open); err != nil {
		return Objection{}, fmt.Errorf("assessment: open objections: %w", err)
	}
	if open > 0 {
		return Objection{}, ErrObjected
	}
	o := Objection{ID: ids.New(), PeriodID: period, UnitID: in.UnitID, Indicator: in.Indicator, Reason: reason, At: s.now(), State: ObjectionOpen, by: by.ID}
	if err := tx.Do(`INSERT INTO assessment_objection (`+objectionColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', 0, 0)`,
		o.ID, o.PeriodID, o.UnitID, o.Indicator, o.Reason, by.ID, wall.Micros(o.At), o.State); err != nil {
		return Objection{}, fmt.Errorf("assessment: insert objection: %w", err)
	}
	err = s.record(tx, by, EventObjected, period, []ids.ID{o.UnitID}, Objected{o.ID, o.UnitID, o.Indicator, o.State, ""})
	return s.namedObjection(tx, o), err
}

// DecideObjection decides on an objection. Upheld, the figure is corrected to the given counts and the unit is graded
// anew by the period's rules; what stood before is kept beside it.
// Faults: auth.forbidden, assessment.objection_not_found, .already_decided, .invalid_objection.
func (s *Service) DecideObjection(tx *store.Tx, by auth.Principal, id ids.ID, in DecideIn) (Objection, error) {
	if !by.Can(RightDecide) || !by.Scope.All {
		return Objection{}, fault.Forbidden
	}
	o, err := oneObjection(tx, id)
	switch {
	case err != nil:
		return Objection{}, err
	case o.State != ObjectionOpen:
		return Objection{}, ErrDecided
	}
	note, wrong := cleanWords(in.Note, 2000)
	switch {
	case wrong != "":
		return Objection{}, ErrObjection.WithField("body.note", wrong)
	case note == "":
		return Objection{}, ErrObjection.WithField("body.note", "请写明处理意见。")
	case in.Uphold && (in.N < 0 || in.X < 0 || in.X > in.N):
		return Objection{}, ErrObjection.WithField("body.x", "更正后的分子不能大于分母。")
	}
	now := s.now()
	o.State, o.Note, o.decidedBy, o.DecidedAt = ObjectionRejected, note, by.ID, &now
	var grade Band
	if in.Uphold {
		o.State = ObjectionUpheld
		if grade, err = s.correct(tx, o, in); err != nil {
			return Objection{}, err
		}
	}
	if err := tx.Do(`UPDATE assessment_objection SET state = ?, note = ?, decided_by = ?, decided_at = ? WHERE id = ?`, o.State, o.Note,
		by.ID, wall.Micros(now), o.ID); err != nil {
		return Objection{}, fmt.Errorf("assessment: decide objection: %w", err)
	}
	err = s.record(tx, by, EventDecided, o.PeriodID, []ids.ID{o.UnitID}, Objected{o.ID, o.UnitID, o.Indicator, o.State, string(grade)})
	return s.namedObjection(tx, o), err
}

// correct puts the right counts in the place of a figure and grades the unit anew.
func (s *Service) correct(tx *store.Tx, o Objection, in DecideIn) (Band, error) {
	p, err := onePeriod(tx, `id = ?`, o.PeriodID)
	if err != nil {
		return NoBand, err
	}
	g, err := oneGrade(tx, o.PeriodID, o.UnitID, o.Indicator)
	if err != nil {
		return NoBand, err
	}
	indicator, ok := p.rules.indicator(o.Indicator)
	if !ok {
		return NoBand, ErrNoGrade
	}
	if g.WasN < 0 { // the first correction keeps what was computed
		g.WasN, g.WasX, g.WasGrade = g.N, g.X, g.Band
	}
	g.Figure = figure(int64(in.N), int64(in.X))
	if in.N == 0 {
		g.Interval = stats.Unknown
	}
	g.Band = indicator.band(g.Figure)
	if err := putGrade(tx, g); err != nil {
		return NoBand, err
	}
	all, err := gradesOf(tx, `period_id = ? AND unit_id = ?`, o.PeriodID, o.UnitID)
	if err != nil {
		return NoBand, err
	}
	bands := map[string]Band{}
	for _, x := range all {
		bands[x.Indicator] = x.Band
	}
	for _, x := range all {
		if x.Indicator != Overall {
			continue
		}
		if x.WasN < 0 {
			x.WasN, x.WasGrade = x.N, x.Band
		}
		x.Band, x.N = p.rules.overall(bands)
		if err := putGrade(tx, x); err != nil {
			return NoBand, err
		}
	}
	return g.Band, nil
}

func oneObjection(q store.Queryer, id ids.ID) (Objection, error) {
	statement := `SELECT ` + objectionColumns + ` FROM assessment_objection WHERE id = ?`
	if q.Engine() == store.Postgres {
		statement += ` FOR UPDATE`
	}
	o, err := scanObjection(q.QueryRow(statement, id))
	if errors.Is(err, sql.ErrNoRows) {
		return Objection{}, ErrNoObjection
	}
	if err != nil {
		return Objection{}, fmt.Errorf("assessment: load objection: %w", err)
	}
	return o, nil
}

func (s *Service) namedObjection(q store.Queryer, o Objection) Objection {
	o.UnitName, o.ByName = s.unitName(q, o.UnitID), s.Units.StaffName(q, o.by)
	if o.decidedBy != 0 {
		o.DecidedByName = s.Units.StaffName(q, o.decidedBy)
	}
	return o
}
