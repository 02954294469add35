package intake

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"onedoor/internal/directory"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// HotlineFigures are what came in on one number. Each contact and each request counts on the number that was called, and
// once in the total.
type HotlineFigures struct {
	Number   string         `json:"number" doc:"empty: no number is known, such as of a form"`
	Name     string         `json:"name"`
	UnitID   ids.ID         `json:"unit_id"`
	UnitName string         `json:"unit_name"`
	Mode     directory.Mode `json:"mode,omitempty" doc:"that holds now"`
	Contacts int            `json:"contacts"`
	Requests int            `json:"requests"`
	Repeats  int            `json:"repeats" doc:"of the requests, those on an order that was open"`
}

// HotlineTable is the figures of all numbers over some days.
type HotlineTable struct {
	Items  []HotlineFigures `json:"items"`
	ByMode []ModeFigures    `json:"by_mode" doc:"the items added up by the mode that holds now"`
	Total  HotlineFigures   `json:"total"`
}

// ModeFigures are what came in on all numbers that were brought in one way.
type ModeFigures struct {
	Mode     directory.Mode `json:"mode" doc:"empty: no number is known"`
	Name     string         `json:"name"`
	Numbers  int            `json:"numbers"`
	Contacts int            `json:"contacts"`
	Requests int            `json:"requests"`
	Repeats  int            `json:"repeats"`
}

// maxFigureDays bounds the days of one table.
const maxFigureDays = 366

// HotlineFigures counts contacts and requests by the number called, from a moment to another. Whose figures a number's are
// the table of modes says; who does not work for the whole city gets the total of theirs.
func (s *Service) HotlineFigures(q store.Queryer, p auth.Principal, from, to time.Time) (HotlineTable, error) {
	if !p.Can(RightFigures) {
		return HotlineTable{}, fault.Forbidden
	}
	if !from.Before(to) || to.Sub(from) > maxFigureDays*24*time.Hour {
		return HotlineTable{}, ErrForm.WithField("query.from", "请选择起止日期，最多 366 天。")
	}
	lines, err := s.Places.Hotlines(q)
	if err != nil {
		return HotlineTable{}, fmt.Errorf("intake: hotlines: %w", err)
	}
	rows, err := q.Query(`SELECT c.hotline, COUNT(DISTINCT c.id), COUNT(r.id), COALESCE(SUM(r.repeats), 0) FROM intake_contact c
		LEFT JOIN intake_request r ON r.contact_id = c.id WHERE c.created_at >= ? AND c.created_at < ? GROUP BY c.hotline`,
		wall.Micros(from), wall.Micros(to))
	list, err := store.Collect(rows, err, func(r store.Row) (f HotlineFigures, err error) {
		return f, r.Scan(&f.Number, &f.Contacts, &f.Requests, &f.Repeats)
	})
	if err != nil {
		return HotlineTable{}, fmt.Errorf("intake: hotline figures: %w", err)
	}
	counted := map[string]HotlineFigures{}
	for _, f := range list {
		counted[f.Number] = f
	}
	out := HotlineTable{Items: []HotlineFigures{}, ByMode: []ModeFigures{}}
	for _, h := range lines {
		f := counted[h.Number]
		delete(counted, h.Number)
		counts, err := s.Places.Counts(q, p, h)
		if err != nil {
			return HotlineTable{}, fmt.Errorf("intake: whose figures: %w", err)
		}
		if !counts || !h.Active && f.Contacts == 0 {
			continue
		}
		f.Number, f.Name, f.UnitID, f.UnitName, f.Mode = h.Number, h.Name, h.UnitID, s.Places.UnitName(q, h.UnitID), h.Mode
		out.add(f)
	}
	if p.Scope.All {
		for _, f := range counted { // forms and letters, and numbers that are registered no more
			out.add(f)
		}
	}
	slices.SortStableFunc(out.Items, func(a, b HotlineFigures) int { return strings.Compare(a.Number, b.Number) })
	out.addModes()
	return out, nil
}

func (t *HotlineTable) add(f HotlineFigures) {
	t.Items = append(t.Items, f)
	t.Total.Contacts += f.Contacts
	t.Total.Requests += f.Requests
	t.Total.Repeats += f.Repeats
}

// addModes adds the items up by mode, in the order of the table of modes; those of no known number last.
func (t *HotlineTable) addModes() {
	for _, mode := range append(slices.Clone(directory.Modes), "") {
		m := ModeFigures{Mode: mode, Name: "号码未登记"}
		if mode != "" {
			m.Name = directory.IntegrationOf(mode).Name
		}
		for _, f := range t.Items {
			if f.Mode == mode {
				m.Numbers, m.Contacts, m.Requests, m.Repeats = m.Numbers+1, m.Contacts+f.Contacts, m.Requests+f.Requests, m.Repeats+f.Repeats
			}
		}
		if m.Numbers > 0 {
			t.ByMode = append(t.ByMode, m)
		}
	}
}

type hotlineFiguresIn struct {
	From string `query:"from" maxLength:"10" doc:"on or after this day, such as 2026-11-01; default: 29 days before to"`
	To   string `query:"to" maxLength:"10" doc:"on or before this day; default: today"`
}

func (s *Service) getHotlineFigures(ctx context.Context, in *hotlineFiguresIn) (*httpx.Out[HotlineTable], error) {
	f, err := RefusalFilterIn{From: in.From, To: in.To}.filter()
	if err != nil {
		return nil, err
	}
	if f.To.IsZero() {
		y, m, d := s.Clock.Now().In(wall.Shanghai).Date()
		f.To = time.Date(y, m, d+1, 0, 0, 0, 0, wall.Shanghai)
	}
	if f.From.IsZero() {
		f.From = f.To.AddDate(0, 0, -30)
	}
	return httpx.Reply(s.HotlineFigures(s.Store.Read(ctx), auth.From(ctx), f.From, f.To))
}
