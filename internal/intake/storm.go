package intake

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"onedoor/internal/language"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// StormKinds lists the kinds of event with their names.
var StormKinds = []Choice{{"typhoon", "台风"}, {"flood", "暴雨内涝"}, {"outage", "停电"}, {"water", "停水"}, {"gas", "燃气中断"},
	{"epidemic", "公共卫生事件"}, {"other", "其他突发事件"}}

// The states of an event.
const (
	StormRunning = "running"
	StormEnded   = "ended"
)

// Storm is a declared event 突发事件: while it runs, new requests that match its area and its categories or words join
// one master order.
type Storm struct {
	ID           ids.ID     `json:"id"`
	Name         string     `json:"name"`
	Kind         string     `json:"kind"`
	Area         []string   `json:"area" doc:"codes of divisions, each with what is below it; empty: the whole city"`
	AreaNames    []string   `json:"area_names"`
	Categories   []ids.ID   `json:"categories" doc:"each with what is below it"`
	Keywords     string     `json:"keywords" doc:"a rule of words"`
	From         time.Time  `json:"from"`
	Until        *time.Time `json:"until,omitempty" doc:"absent: until it is ended"`
	Announcement string     `json:"announcement" doc:"what citizens read at every door"`
	Sample       int        `json:"sample" doc:"percent of the requesters who are asked to rate"`
	Order        ids.ID     `json:"order_id" doc:"the master order"`
	OrderNumber  string     `json:"order_number"`
	State        string     `json:"state" enum:"running,ended"`
	Version      int64      `json:"version"`
	DeclaredBy   ids.ID     `json:"declared_by_id"`
	DeclaredName string     `json:"declared_by_name"`
	DeclaredAt   time.Time  `json:"declared_at"`
	EndedName    string     `json:"ended_by_name,omitempty"`
	EndedAt      *time.Time `json:"ended_at,omitempty"`
	Summary      string     `json:"summary,omitempty"`
	Joined       int        `json:"joined" doc:"requests that hang on it now"`

	endedBy ids.ID
}

// runs tells whether new requests join it at this moment.
func (s *Storm) runs(now time.Time) bool {
	return s.State == StormRunning && !now.Before(s.From) && (s.Until == nil || now.Before(*s.Until))
}

// rule is the event's rule of words; the zero rule finds nothing. What is stored was parsed before.
func (s *Storm) rule() language.Sign {
	rule, err := language.ParseSign(s.Keywords)
	if err != nil {
		return language.Sign{}
	}
	return rule
}

const stormColumns = `id, name, kind, area, categories, keywords, from_at, until_at, announcement, sample, order_id, order_number, state,
	version, declared_by, declared_at, ended_by, ended_at, summary`

func scanStorm(row store.Row) (Storm, error) {
	var s Storm
	var area, categories string
	var from, until, declared, ended int64
	err := row.Scan(&s.ID, &s.Name, &s.Kind, &area, &categories, &s.Keywords, &from, &until, &s.Announcement, &s.Sample, &s.Order, &s.OrderNumber,
		&s.State, &s.Version, &s.DeclaredBy, &declared, &s.endedBy, &ended, &s.Summary)
	s.From, s.DeclaredAt = wall.FromMicros(from), wall.FromMicros(declared)
	for _, t := range []struct {
		us int64
		to **time.Time
	}{{until, &s.Until}, {ended, &s.EndedAt}} {
		if t.us != 0 {
			at := wall.FromMicros(t.us)
			*t.to = &at
		}
	}
	s.Area, s.Categories = []string{}, []ids.ID{}
	if area != "" {
		s.Area = strings.Split(area, ",")
	}
	for part := range strings.SplitSeq(categories, ",") {
		if id, err := ids.Parse(part); err == nil && id != 0 {
			s.Categories = append(s.Categories, id)
		}
	}
	return s, err
}

// storms reads rows of intake_storm; where ends in the condition and order wanted.
func storms(q store.Queryer, where string, args ...any) ([]Storm, error) {
	rows, err := q.Query(`SELECT `+stormColumns+` FROM intake_storm WHERE `+where, args...)
	list, err := store.Collect(rows, err, scanStorm)
	if err != nil {
		return nil, fmt.Errorf("intake: load events: %w", err)
	}
	return list, nil
}

// stormBy reads one event, locked for a verb. ErrNoStorm.
func stormBy(q store.Queryer, id ids.ID) (*Storm, error) {
	lock := ``
	if _, writing := q.(*store.Tx); writing && q.Engine() == store.Postgres {
		lock = ` FOR UPDATE`
	}
	list, err := storms(q, `id = ?`+lock, id)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, ErrNoStorm
	}
	return &list[0], nil
}

// stormOf finds the event whose master order this is; nil when it is none.
func stormOf(q store.Queryer, order ids.ID) (*Storm, error) {
	s, err := scanStorm(q.QueryRow(`SELECT `+stormColumns+` FROM intake_storm WHERE order_id = ?`, order))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("intake: load event: %w", err)
	}
	return &s, nil
}

// running reads the events that new requests join now.
func (s *Service) running(q store.Queryer) ([]Storm, error) {
	list, err := storms(q, `state = 'running' ORDER BY id`)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	now, open := s.Clock.Now(), list[:0]
	for _, x := range list {
		if x.runs(now) {
			open = append(open, x)
		}
	}
	return open, nil
}

// announced is how many announcements of events are said on the telephone at most, the newest.
const announced = 3

// Announcements are the words of the events that run, the newest first, for callers to hear before they are put through.
func (s *Service) Announcements(q store.Queryer) ([]string, error) {
	list, err := s.running(q)
	words := []string{}
	for _, x := range slices.Backward(list) {
		if len(words) < announced && !slices.Contains(words, x.Announcement) {
			words = append(words, x.Announcement)
		}
	}
	return words, err
}

func mayStorm(p auth.Principal, right string) error {
	if !p.Can(right) || !p.Scope.All {
		return fault.Forbidden
	}
	return nil
}

// Storms lists events, those that run first, then the newest.
func (s *Service) Storms(q store.Queryer, p auth.Principal) ([]Storm, error) {
	if err := mayStorm(p, RightStormRead); err != nil {
		return nil, err
	}
	list, err := storms(q, `1 = 1 ORDER BY CASE WHEN state = 'running' THEN 0 ELSE 1 END, id DESC LIMIT 200`)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if err := s.dress(q, &list[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// StormByID shows one event.
func (s *Service) StormByID(q store.Queryer, p auth.Principal, id ids.ID) (Storm, error) {
	if err := mayStorm(p, RightStormRead); err != nil {
		return Storm{}, err
	}
	x, err := stormBy(q, id)
	if err != nil {
		return Storm{}, err
	}
	return *x, s.dress(q, x)
}

// dress adds names and how many joined.
func (s *Service) dress(q store.Queryer, x *Storm) error {
	x.DeclaredName, x.EndedName = s.Places.StaffName(q, x.DeclaredBy), s.Places.StaffName(q, x.endedBy)
	x.AreaNames = []string{}
	for _, code := range x.Area {
		x.AreaNames = append(x.AreaNames, s.divisionName(q, code))
	}
	err := q.QueryRow(`SELECT COUNT(*) FROM intake_storm_join WHERE storm_id = ? AND left_at = 0`, x.ID).Scan(&x.Joined)
	if err != nil {
		return fmt.Errorf("intake: count joined: %w", err)
	}
	return nil
}

// Banner is what every door shows while an event runs.
type Banner struct {
	ID           ids.ID    `json:"id"`
	Name         string    `json:"name"`
	Kind         string    `json:"kind"`
	Announcement string    `json:"announcement"`
	Since        time.Time `json:"since"`
}

// Banners lists what the doors show now, the newest first.
func (s *Service) Banners(q store.Queryer) ([]Banner, error) {
	list, err := s.running(q)
	if err != nil {
		return nil, err
	}
	banners := make([]Banner, 0, len(list))
	for i := len(list) - 1; i >= 0; i-- {
		x := list[i]
		banners = append(banners, Banner{ID: x.ID, Name: x.Name, Kind: x.Kind, Announcement: x.Announcement, Since: x.From})
	}
	return banners, nil
}
