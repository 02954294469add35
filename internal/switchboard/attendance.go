package switchboard

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// AttendanceView 签到 is a seat's day: when its person signed in and out, and what the time was spent on.
type AttendanceView struct {
	Seat     ids.ID       `json:"seat_id" doc:"of the person"`
	Name     string       `json:"name"`
	First    time.Time    `json:"first_in"`
	Last     *time.Time   `json:"last_out" doc:"null: signed in now"`
	Spans    []SpanView   `json:"spans" doc:"each sign-in"`
	Calls    int          `json:"calls" doc:"that the seat spoke on"`
	Talk     int          `json:"talk" doc:"seconds; so are the next"`
	Ready    int          `json:"ready"`
	Ringing  int          `json:"ringing"`
	WrapUp   int          `json:"wrap_up"`
	Break    int          `json:"break" doc:"all reasons together, taking part in others' calls left out"`
	Breaks   []SpentView  `json:"breaks" doc:"by reason, those that were"`
	Forced   []ForcedView `json:"forced" doc:"what team leaders set"`
	SignedIn int          `json:"signed_in" doc:"all of it together"`
}

// SpanView is one sign-in.
type SpanView struct {
	In  time.Time  `json:"in"`
	Out *time.Time `json:"out" doc:"null: signed in now"`
}

// SpentView is the time that was spent on a break.
type SpentView struct {
	Kind    string `json:"kind" enum:"rest,meal,training,duty,missed,watch"`
	Seconds int    `json:"seconds"`
}

// ForcedView is what a team leader set a seat to.
type ForcedView struct {
	At    time.Time `json:"at"`
	By    string    `json:"by"`
	State string    `json:"state" enum:"ready,busy,offline"`
	Kind  string    `json:"kind,omitempty"`
	Words string    `json:"words"`
}

func (s *Service) attendanceRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/attendance", ID: "attendance-list", Tag: tag, Right: RightLead,
		Summary: "一天的签入签出：每个坐席的时段与通话、示闲、话后、休息合计"}, s.getAttendance)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/attendance.xlsx", ID: "attendance-xlsx", Tag: tag, Right: RightLead,
		Summary: "导出一天的签入签出（xlsx）"}, s.getAttendanceXLSX)
}

type dayIn struct {
	Day string `query:"day" maxLength:"10" doc:"yyyy-mm-dd; default: today"`
}

// of is the begin of the day that was asked for.
func (in dayIn) of(now time.Time) (time.Time, error) {
	return dayOf(in.Day, "query.day", dayStart(now))
}

func (s *Service) attendance(ctx context.Context, in dayIn) (list []AttendanceView, day time.Time, err error) {
	if day, err = in.of(s.Clock.Now()); err != nil {
		return nil, day, err
	}
	list, err = s.Attendance(s.Store.Read(ctx), day)
	return list, day, err
}

// Attendance is the day of every seat that signed in on it, by name.
func (s *Service) Attendance(q store.Queryer, day time.Time) ([]AttendanceView, error) {
	to := day.AddDate(0, 0, 1)
	shifts, err := s.Shifts(q, day, to)
	if err != nil {
		return nil, err
	}
	forced, err := s.forced(q, day, to)
	if err != nil {
		return nil, err
	}
	calls, err := spokenBySeat(q, day, to)
	if err != nil {
		return nil, err
	}
	of, spent := map[ids.ID]*AttendanceView{}, map[ids.ID]*Spent{}
	for _, x := range shifts {
		v := of[x.Seat]
		if v == nil {
			v = &AttendanceView{Seat: x.Seat, Name: s.name(q, x.Seat), First: x.Began, Spans: []SpanView{}, Breaks: []SpentView{}, Calls: calls[x.Seat],
				Forced: append([]ForcedView{}, forced[x.Seat]...)}
			of[x.Seat], spent[x.Seat] = v, &Spent{}
		}
		v.Last = optional(x.Ended)
		v.Spans = append(v.Spans, SpanView{x.Began, optional(x.Ended)})
		spent[x.Seat].add(x.Spent)
	}
	list := make([]AttendanceView, 0, len(of))
	for seat, v := range of {
		v.spend(*spent[seat])
		list = append(list, *v)
	}
	slices.SortFunc(list, func(a, b AttendanceView) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Seat, b.Seat)) })
	return list, nil
}

func (v *AttendanceView) spend(x Spent) {
	seconds := func(d time.Duration) int { return int(d / time.Second) }
	v.Ready, v.Ringing, v.Talk, v.WrapUp, v.Break = seconds(x.Ready), seconds(x.Ringing), seconds(x.Talking), seconds(x.WrapUp), seconds(x.away())
	v.SignedIn = seconds(x.Ready + x.Ringing + x.Talking + x.WrapUp + x.away() + x.Breaks[ReasonWatch])
	for _, reason := range allReasons {
		if d := x.Breaks[reason]; d >= time.Second {
			v.Breaks = append(v.Breaks, SpentView{reason, seconds(d)})
		}
	}
}

// spokenBySeat counts the calls that each seat came into within a span.
func spokenBySeat(q store.Queryer, from, to time.Time) (map[ids.ID]int, error) {
	rows, err := q.Query(`SELECT p.seat_id, COUNT(*) FROM switchboard_part p JOIN switchboard_call c ON c.id = p.call_id
		WHERE c.began_at >= ? AND c.began_at < ? AND p.at >= ? GROUP BY p.seat_id`, wall.Micros(from.Add(-time.Hour)), wall.Micros(to), wall.Micros(from))
	n := map[ids.ID]int{}
	_, err = store.Collect(rows, err, func(r store.Row) (struct{}, error) {
		var seat ids.ID
		var calls int
		err := r.Scan(&seat, &calls)
		n[seat] = calls
		return struct{}{}, err
	})
	if err != nil {
		return nil, fmt.Errorf("switchboard: calls of seats: %w", err)
	}
	return n, nil
}

func (s *Service) forced(q store.Queryer, from, to time.Time) (map[ids.ID][]ForcedView, error) {
	rows, err := q.Query(`SELECT f.seat_id, f.leader_id, f.state, f.reason, f.words, f.at FROM switchboard_force f JOIN switchboard_shift x ON x.id = f.shift_id
		WHERE x.began_at >= ? AND x.began_at < ? ORDER BY f.id`, wall.Micros(from), wall.Micros(to))
	of := map[ids.ID][]ForcedView{}
	_, err = store.Collect(rows, err, func(r store.Row) (struct{}, error) {
		var v ForcedView
		var seat, leader ids.ID
		var at int64
		err := r.Scan(&seat, &leader, &v.State, &v.Kind, &v.Words, &at)
		v.At, v.By = wall.FromMicros(at), leader.String()
		of[seat] = append(of[seat], v)
		return struct{}{}, err
	})
	if err != nil {
		return nil, fmt.Errorf("switchboard: forced states: %w", err)
	}
	names := map[string]string{}
	for _, list := range of {
		for i := range list {
			if _, known := names[list[i].By]; !known {
				id, _ := ids.Parse(list[i].By)
				names[list[i].By] = s.name(q, id)
			}
			list[i].By = names[list[i].By]
		}
	}
	return of, nil
}

func (s *Service) getAttendance(ctx context.Context, in *dayIn) (*httpx.Out[httpx.Page[AttendanceView]], error) {
	list, _, err := s.attendance(ctx, *in)
	return httpx.Reply(httpx.Page[AttendanceView]{Items: list}, err)
}

var attendanceColumns = []sheet.Column{{Heading: "坐席", Width: 12}, {Heading: "首次签入", Width: 17}, {Heading: "最后签出", Width: 17}, {Heading: "签入次数", Width: 9},
	{Heading: "通话次数", Width: 9}, {Heading: "签入（分）", Width: 11}, {Heading: "通话（分）", Width: 11}, {Heading: "示闲（分）", Width: 11}, {Heading: "话后（分）", Width: 11},
	{Heading: "休息（分）", Width: 11}, {Heading: "小休（分）", Width: 11}, {Heading: "用餐（分）", Width: 11}, {Heading: "培训（分）", Width: 11}, {Heading: "其他工作（分）", Width: 14},
	{Heading: "未接示忙（分）", Width: 14}, {Heading: "班长强制次数", Width: 13}}

func (s *Service) getAttendanceXLSX(ctx context.Context, in *dayIn) (*sheet.Download, error) {
	list, day, err := s.attendance(ctx, *in)
	if err != nil {
		return nil, err
	}
	p, now := auth.From(ctx), s.Clock.Now()
	minutes := func(seconds int) int { return (seconds + 30) / 60 }
	return sheet.File("签入签出", day, sheet.Table{Sheet: "签入签出", Columns: attendanceColumns, Mark: p.Mark(now), Next: sheet.Rows(list, func(v AttendanceView) []any {
		row := []any{v.Name, sheet.At(v.First), when(v.Last), len(v.Spans), v.Calls, minutes(v.SignedIn), minutes(v.Talk), minutes(v.Ready), minutes(v.WrapUp), minutes(v.Break)}
		for _, reason := range allReasons[:5] {
			spent := 0
			for _, b := range v.Breaks {
				if b.Kind == reason {
					spent = b.Seconds
				}
			}
			row = append(row, minutes(spent))
		}
		return append(row, len(v.Forced))
	})})
}
