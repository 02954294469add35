package insight

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"onedoor/internal/directory"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

const (
	keepFor    = time.Second      // how old a shown wallboard may be
	ratesFor   = 10 * time.Second // how old its rates may be: they are of 30 days and hardly move
	topRows    = 10
	trendDays  = 14
	latestRows = 12
)

// Wallboard is what the big screen shows.
type Wallboard struct {
	At         time.Time        `json:"at"`
	Today      map[string]int64 `json:"today" doc:"contacts, requests, registered, dispatched, signed, replied, completed, archived, direct, returned, redone, urged"`
	Open       Open             `json:"open"`
	Rates      BoardRates       `json:"rates" doc:"the total of GET /rates over the completions of the last 30 days; null while nobody was asked to the end"`
	ByHour     []Hour           `json:"by_hour"`
	ByUnit     []UnitLoad       `json:"by_unit" doc:"the units with most open orders"`
	ByCategory []Share          `json:"by_category" doc:"of the last 7 days"`
	ByDivision []Share          `json:"by_division" doc:"of the last 7 days"`
	ByNumber   []NumberLoad     `json:"by_number" doc:"today's contacts and what is open by the hotline number called"`
	Trend      []Day            `json:"trend" doc:"the last 14 days"`
	Latest     []Latest         `json:"latest" doc:"the newest steps of orders, without words of citizens"`
}

// Open counts the orders under way.
type Open struct {
	ByState map[string]int64 `json:"by_state"`
	Overdue int64            `json:"overdue"`
	DueSoon int64            `json:"due_soon"`
}

// Hour is one hour of today.
type Hour struct {
	Hour      int   `json:"hour"`
	Requests  int64 `json:"requests"`
	Completed int64 `json:"completed"`
}

// Day is one day of the trend.
type Day struct {
	Day       string `json:"day" doc:"yyyy-mm-dd"`
	Requests  int64  `json:"requests"`
	Completed int64  `json:"completed"`
}

// UnitLoad is what lies with a unit.
type UnitLoad struct {
	UnitID  ids.ID `json:"unit_id"`
	Name    string `json:"name"`
	Open    int64  `json:"open"`
	Overdue int64  `json:"overdue"`
}

// NumberLoad is what came in on one hotline number.
type NumberLoad struct {
	Number    string         `json:"number"`
	Name      string         `json:"name"`
	Mode      directory.Mode `json:"mode,omitempty" doc:"of integration, that holds now"`
	Contacts  int64          `json:"contacts" doc:"today"`
	Requests  int64          `json:"requests" doc:"today"`
	Completed int64          `json:"completed" doc:"today"`
	Open      int64          `json:"open"`
	Overdue   int64          `json:"overdue"`
}

// Share is a name with its number.
type Share struct {
	Code string `json:"code,omitempty"`
	Name string `json:"name"`
	N    int64  `json:"n"`
}

// Latest is one step of an order.
type Latest struct {
	At       time.Time `json:"at"`
	Number   string    `json:"number"`
	Category string    `json:"category,omitempty"`
	Division string    `json:"division,omitempty"`
	State    string    `json:"state"`

	order ids.ID
}

type cached struct {
	made  time.Time // real time
	w     *Wallboard
	rated time.Time // real time
	rates *BoardRates
}

// Wallboard computes the figures that p may see, from counters only. The city's is kept for a second, shared by all
// screens; who sees only some units, or some hotline numbers, gets their figures and no lists of the city.
func (s *Service) Wallboard(ctx context.Context, p auth.Principal) (*Wallboard, error) {
	if !p.Scope.All {
		return s.compute(ctx, p.Scope, nil)
	}
	w, err := s.city(ctx, p)
	if err != nil {
		return nil, err
	}
	return s.without(ctx, p, w)
}

// without leaves out the steps of orders that are about p. The figures are the city's.
func (s *Service) without(ctx context.Context, p auth.Principal, w *Wallboard) (*Wallboard, error) {
	orders := make([]ids.ID, len(w.Latest))
	for i, l := range w.Latest {
		orders[i] = l.order
	}
	barred, err := s.Orders.Barred(s.Store.Read(ctx), p, orders...)
	if err != nil || len(barred) == 0 {
		return w, err
	}
	own := *w
	own.Latest = slices.DeleteFunc(slices.Clone(w.Latest), func(l Latest) bool { return barred[l.order] })
	return &own, nil
}

// city is the whole city's wallboard, kept for a second.
func (s *Service) city(ctx context.Context, p auth.Principal) (*Wallboard, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.board.w != nil && time.Since(s.board.made) < keepFor {
		return s.board.w, nil
	}
	rated, rates := s.board.rated, s.board.rates
	if time.Since(rated) >= ratesFor {
		rated, rates = time.Now(), nil
	}
	w, err := s.compute(ctx, p.Scope, rates)
	if err == nil {
		s.board = cached{time.Now(), w, rated, &w.Rates}
	}
	return w, err
}

// compute makes a wallboard of the scope; rates are computed with it if none are given.
func (s *Service) compute(ctx context.Context, scope auth.Scope, rates *BoardRates) (*Wallboard, error) {
	now := s.Clock.Now()
	w := &Wallboard{At: now.UTC(), Today: map[string]int64{}, ByHour: []Hour{}, ByUnit: []UnitLoad{}, ByNumber: []NumberLoad{}, ByCategory: []Share{},
		ByDivision: []Share{}, Trend: []Day{}, Latest: []Latest{}}
	for _, metric := range counted {
		w.Today[metric] = 0
	}
	for _, metric := range []string{metricContacts, metricRequests, metricDirect} {
		w.Today[metric] = 0
	}
	err := s.Store.Snapshot(ctx, func(q store.Queryer) error {
		for _, part := range []func(store.Queryer, *Wallboard, auth.Scope, time.Time) error{s.days, s.open, s.numbers, s.tops, s.latest} {
			if err := part(q, w, scope, now); err != nil {
				return err
			}
		}
		if rates != nil {
			w.Rates = *rates
			return nil
		}
		return s.rates(q, w, scope)
	})
	return w, err
}

type dayRow struct {
	day         int
	key, metric string
	n           int64
}

func dayRows(q store.Queryer, dim string, from int) ([]dayRow, error) {
	rows, err := q.Query(`SELECT day, key, metric, n FROM insight_day WHERE day >= ? AND dim = ?`, from, dim)
	return store.Collect(rows, err, func(r store.Row) (x dayRow, err error) { return x, r.Scan(&x.day, &x.key, &x.metric, &x.n) })
}

// days fills today, the hours and the trend.
func (s *Service) days(q store.Queryer, w *Wallboard, scope auth.Scope, now time.Time) error {
	today, dim := wall.Day(now), dimCity
	switch {
	case scope.ByNumber():
		dim = dimNumber
	case !scope.All:
		dim = dimUnit
	}
	rows, err := dayRows(q, dim, wall.Day(now.AddDate(0, 0, -trendDays+1)))
	if err != nil {
		return err
	}
	trend := map[int]*Day{}
	for i := range trendDays {
		at := now.AddDate(0, 0, i-trendDays+1)
		w.Trend = append(w.Trend, Day{Day: at.In(wall.Shanghai).Format(time.DateOnly)})
	}
	for i := range w.Trend {
		trend[wall.Day(now.AddDate(0, 0, i-trendDays+1))] = &w.Trend[i]
	}
	for _, r := range rows {
		if dim == dimUnit && !scope.Allows(parseID(r.key)) || dim == dimNumber && !scope.AllowsNumber(r.key) {
			continue
		}
		if _, shown := w.Today[r.metric]; shown && r.day == today {
			w.Today[r.metric] += r.n
		}
		if d := trend[r.day]; d != nil && r.metric == metricRequests {
			d.Requests += r.n
		} else if d != nil && r.metric == "completed" {
			d.Completed += r.n
		}
	}
	if scope.All {
		return s.hours(q, w, today)
	}
	return nil
}

func parseID(s string) ids.ID {
	id, err := ids.Parse(s)
	if err != nil {
		return 0
	}
	return id
}

func (s *Service) hours(q store.Queryer, w *Wallboard, today int) error {
	rows, err := dayRows(q, dimHour, today)
	if err != nil {
		return err
	}
	for h := range 24 {
		w.ByHour = append(w.ByHour, Hour{Hour: h})
	}
	for _, r := range rows {
		h, err := strconv.Atoi(r.key)
		if err != nil || h < 0 || h > 23 || r.day != today {
			continue
		}
		switch r.metric {
		case metricRequests:
			w.ByHour[h].Requests += r.n
		case "completed":
			w.ByHour[h].Completed += r.n
		}
	}
	return nil
}

// open fills what lies open, by state and by unit, and the marks.
func (s *Service) open(q store.Queryer, w *Wallboard, scope auth.Scope, _ time.Time) error {
	if scope.ByNumber() {
		w.Open.ByState = map[string]int64{}
		return nil // numbers does it
	}
	type openRow struct {
		unit  ids.ID
		state string
		n     int64
	}
	rows, err := q.Query(`SELECT unit_id, state, n FROM insight_open`)
	list, err := store.Collect(rows, err, func(r store.Row) (x openRow, err error) { return x, r.Scan(&x.unit, &x.state, &x.n) })
	if err != nil {
		return err
	}
	w.Open.ByState = map[string]int64{}
	load := map[ids.ID]*UnitLoad{}
	at := func(unit ids.ID) *UnitLoad {
		if load[unit] == nil {
			load[unit] = &UnitLoad{UnitID: unit}
		}
		return load[unit]
	}
	for _, r := range list {
		if r.n == 0 || !workorder.State(r.state).Open() || !(scope.All || scope.Allows(r.unit)) {
			continue
		}
		w.Open.ByState[r.state] += r.n
		if r.unit != 0 {
			at(r.unit).Open += r.n
		}
	}
	rows, err = q.Query(`SELECT level, unit_id, COUNT(*) FROM insight_mark GROUP BY level, unit_id`)
	marks, err := store.Collect(rows, err, func(r store.Row) (x openRow, err error) { return x, r.Scan(&x.state, &x.unit, &x.n) })
	if err != nil {
		return err
	}
	for _, m := range marks {
		switch {
		case !(scope.All || scope.Allows(m.unit)):
		case m.state == strconv.Itoa(markOverdue):
			w.Open.Overdue += m.n
			if m.unit != 0 {
				at(m.unit).Overdue += m.n
			}
		default:
			w.Open.DueSoon += m.n
		}
	}
	for _, u := range load {
		if u.Open > 0 || u.Overdue > 0 {
			w.ByUnit = append(w.ByUnit, *u)
		}
	}
	slices.SortFunc(w.ByUnit, func(a, b UnitLoad) int { return cmp.Or(cmp.Compare(b.Open, a.Open), cmp.Compare(a.UnitID, b.UnitID)) })
	w.ByUnit = w.ByUnit[:min(len(w.ByUnit), topRows)]
	for i := range w.ByUnit {
		w.ByUnit[i].Name = s.Names.UnitName(q, w.ByUnit[i].UnitID)
	}
	return nil
}
