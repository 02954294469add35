package switchboard

import (
	"fmt"
	"slices"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// foldEmergency keeps what emergency services were called, from the events alone.
func foldEmergency(tx *store.Tx, kind string, p Payload) (err error) {
	switch kind {
	case EventEmergency:
		err = tx.Do(`INSERT INTO switchboard_emergency (id, call_id, seat_id, leader_id, service, reason, at) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
			p.Emergency, p.Call, p.Seat, p.Leader, p.Service, p.Code, p.At)
	case EventEmergencyOver:
		err = tx.Do(`UPDATE switchboard_emergency SET outcome = ?, over_at = ? WHERE id = ? AND over_at = 0`, p.Code, p.At, p.Emergency)
	case EventEnded: // the program was stopped while one rang
		err = tx.Do(`UPDATE switchboard_emergency SET outcome = ?, over_at = ? WHERE call_id = ? AND over_at = 0`, string(Interrupted), p.At, p.Call)
	}
	return err
}

// EmergencyRow is one calling of an emergency service.
type EmergencyRow struct {
	ID      ids.ID
	Call    ids.ID
	Seat    ids.ID
	Leader  ids.ID // who called it into the seat's call; 0: the seat itself
	Service string
	Reason  string
	Outcome string // empty: it rings
	At      time.Time
	Over    time.Time // answered, or in vain; zero: it rings
}

// EmergencyFilter narrows the list of emergencies.
type EmergencyFilter struct {
	From, To time.Time // From is within, To is not
	Service  string
	Outcome  string // answered, vain, ringing; empty: all
	Sort     string
	Cursor   string
	Limit    int
}

var emergencySorts = store.Keyset{Sorts: []store.Sort{{Name: "at"}}}

func (f EmergencyFilter) where() (string, []any) {
	where, args := `at >= ? AND at < ?`, []any{wall.Micros(f.From), wall.Micros(f.To)}
	if f.Service != "" {
		where, args = where+` AND service = ?`, append(args, f.Service)
	}
	switch f.Outcome {
	case EmergencyAnswered:
		where, args = where+` AND outcome = ?`, append(args, EmergencyAnswered)
	case "vain":
		where, args = where+` AND outcome <> '' AND outcome <> ?`, append(args, EmergencyAnswered)
	case "ringing":
		where += ` AND outcome = ''`
	}
	return where, args
}

// Emergencies lists the callings of emergency services, the newest first unless asked otherwise. Faults: list.bad_sort,
// list.bad_cursor.
func (s *Service) Emergencies(q store.Queryer, f EmergencyFilter) (list []EmergencyRow, next string, err error) {
	page, err := emergencySorts.Page(f.Sort, "-at", f.Cursor, httpx.Limit(f.Limit))
	if err != nil {
		return nil, "", err
	}
	where, args := f.where()
	list, next, err = store.ReadPage(q, page, store.Select{Columns: `id, call_id, seat_id, leader_id, service, reason, outcome, at, over_at`,
		Table: `switchboard_emergency`, Where: where, Args: args}, func(r store.Row) (x EmergencyRow, err error) {
		var at, over int64
		err = r.Scan(&x.ID, &x.Call, &x.Seat, &x.Leader, &x.Service, &x.Reason, &x.Outcome, &at, &over)
		x.At, x.Over = wall.FromMicros(at), wall.FromMicros(over)
		return x, err
	})
	if err != nil {
		return nil, "", fmt.Errorf("switchboard: emergencies: %w", err)
	}
	return list, next, nil
}

// EmergencyFigures count the callings of a service within a span.
type EmergencyFigures struct {
	Service  string `json:"service" doc:"code"`
	Name     string `json:"service_name"`
	Called   int    `json:"called"`
	Answered int    `json:"answered"`
	Vain     int    `json:"in_vain" doc:"busy, no answer, and all other ends without one"`
	Seconds  *int   `json:"seconds" doc:"median until it was answered; null: none was"`
	Longest  *int   `json:"longest_seconds" doc:"the longest until it was answered"`
}

// emergencyFigures counts by service, of a span and an outcome.
func (s *Service) emergencyFigures(q store.Queryer, f EmergencyFilter) ([]EmergencyFigures, error) {
	where, args := f.where()
	rows, err := q.Query(`SELECT service, outcome, over_at - at FROM switchboard_emergency WHERE `+where+` ORDER BY service, over_at - at`, args...)
	var list []EmergencyFigures
	took := map[string][]int{}
	_, err = store.Collect(rows, err, func(r store.Row) (struct{}, error) {
		var service, outcome string
		var us int64
		if err := r.Scan(&service, &outcome, &us); err != nil {
			return struct{}{}, err
		}
		if len(list) == 0 || list[len(list)-1].Service != service {
			list = append(list, EmergencyFigures{Service: service, Name: s.emergencyName(service)})
		}
		x := &list[len(list)-1]
		x.Called++
		switch outcome {
		case "":
		case EmergencyAnswered:
			x.Answered++
			took[service] = append(took[service], int(time.Duration(us)*time.Microsecond/time.Second))
		default:
			x.Vain++
		}
		return struct{}{}, nil
	})
	if err != nil {
		return nil, fmt.Errorf("switchboard: figures of emergencies: %w", err)
	}
	for i := range list {
		if all := took[list[i].Service]; len(all) > 0 {
			list[i].Seconds, list[i].Longest = &all[len(all)/2], &all[len(all)-1]
		}
	}
	return list, nil
}

// emergencyName is what a service is called on this node; elsewhere its code.
func (s *Service) emergencyName(code string) string {
	if f := s.here(); f != nil {
		list := f.EmergencyServices()
		if at := slices.IndexFunc(list, func(e EmergencyService) bool { return e.Code == code }); at >= 0 {
			return list[at].Name
		}
	}
	return code
}

// emergencyViews are rows as p may see them.
func (s *Service) emergencyViews(q store.Queryer, p auth.Principal, rows []EmergencyRow) ([]EmergencyView, error) {
	views := make([]EmergencyView, len(rows))
	calls := make([]ids.ID, len(rows))
	for i, x := range rows {
		calls[i] = x.Call
	}
	orders := map[ids.ID]CallOrder{}
	if s.Orders != nil && len(calls) > 0 {
		var err error
		if orders, err = s.Orders(q, p, calls); err != nil {
			return nil, err
		}
	}
	for i, x := range rows {
		v := EmergencyView{ID: x.ID, At: x.At, Call: x.Call, Service: x.Service, ServiceName: s.emergencyName(x.Service), Reason: x.Reason, Outcome: x.Outcome,
			Seat: s.name(q, x.Seat), Leader: s.name(q, x.Leader)}
		if !x.Over.IsZero() {
			seconds := int(x.Over.Sub(x.At) / time.Second)
			v.Seconds = &seconds
		}
		if o, ok := orders[x.Call]; ok {
			v.Order = &o
		}
		views[i] = v
	}
	return views, nil
}
