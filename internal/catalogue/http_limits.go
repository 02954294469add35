package catalogue

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// limitRoutes adds presets and calendars.
func (s *Service) limitRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/presets", ID: "preset-list", Tag: tag, Right: RightRead,
		Summary: "时限预设及其依据"}, s.getPresets)
	httpx.Register(api, httpx.Op{Method: http.MethodPut, Path: "/presets/{name}", ID: "preset-save", Tag: tag, Right: RightWrite,
		Summary: "新增或修改一套时限预设"}, s.putPreset)
	httpx.Register(api, httpx.Op{Method: http.MethodPut, Path: "/preset-uses", ID: "preset-use", Tag: tag, Right: RightWrite,
		Summary: "指定某类诉求适用的时限预设"}, s.putPresetUse)
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/calendar", ID: "calendar-get", Tag: tag, Right: RightRead,
		Summary: "工作日历：已有安排的年份，以及某年的放假和调休上班日"}, s.getCalendar)
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/calendar", ID: "calendar-import", Tag: tag, Right: RightWrite,
		Summary: "导入工作日历（CSV，列 date、name、is_off_day）"}, s.postCalendar)
}

func (s *Service) getPresets(ctx context.Context, _ *struct{}) (*httpx.Out[httpx.Page[Preset]], error) {
	list, err := s.Presets(s.store.Read(ctx))
	return httpx.Reply(httpx.Page[Preset]{Items: list}, err)
}

type putPresetIn struct {
	Name string `path:"name" maxLength:"40"`
	Body struct {
		Title      string   `json:"title" maxLength:"40"`
		Source     string   `json:"source" maxLength:"200" doc:"the rule that the figures come from"`
		Periods    []string `json:"periods" minItems:"1" maxItems:"10"`
		AfterHours string   `json:"after_hours,omitempty"`
		End        string   `json:"end,omitempty"`
		Limits     []Limit  `json:"limits" maxItems:"100"`
		Notes      []string `json:"notes,omitempty" maxItems:"20"`
		Version    int64    `json:"version,omitempty" doc:"the version that was seen; absent: not checked"`
	}
}

func (s *Service) putPreset(ctx context.Context, in *putPresetIn) (*httpx.Out[Preset], error) {
	b := in.Body
	p := Preset{Name: in.Name, Title: b.Title, Source: b.Source, Periods: b.Periods, AfterHours: b.AfterHours, End: b.End,
		Limits: b.Limits, Notes: b.Notes, Version: b.Version}
	err := s.store.Write(ctx, func(tx *store.Tx) error {
		saved, err := s.SavePreset(tx, auth.From(ctx), p)
		if err == nil {
			p = saved
		}
		return err
	})
	return httpx.Reply(p, err)
}

type putPresetUseIn struct {
	Body struct {
		Kind   string `json:"kind" maxLength:"20" doc:"a kind of request; business: business callers; empty: all others"`
		Preset string `json:"preset" maxLength:"40" doc:"empty: none of its own"`
	}
}

func (s *Service) putPresetUse(ctx context.Context, in *putPresetUseIn) (*httpx.Out[httpx.Page[Preset]], error) {
	err := s.store.Write(ctx, func(tx *store.Tx) error {
		return s.UsePreset(tx, auth.From(ctx), in.Body.Kind, in.Body.Preset)
	})
	if err != nil {
		return nil, err
	}
	return s.getPresets(ctx, nil)
}

type calendarIn struct {
	Year int `query:"year" minimum:"1992" maximum:"2199" doc:"absent: this year"`
}

// calendarOut is a year of the calendar.
type calendarOut struct {
	Years []int         `json:"years" nullable:"false" doc:"years that have an arrangement"`
	Year  int           `json:"year"`
	Known bool          `json:"known" doc:"the year has an arrangement"`
	Days  []CalendarDay `json:"days" nullable:"false" doc:"days off and make-up working days of the year"`
}

func (s *Service) getCalendar(ctx context.Context, in *calendarIn) (*httpx.Out[calendarOut], error) {
	cal, err := s.Calendar(s.store.Read(ctx))
	if err != nil {
		return nil, err
	}
	year := in.Year
	if year == 0 {
		year = wall.Day(s.clock.Now()) / 10000
	}
	return httpx.Reply(calendarOut{Years: append([]int{}, cal.Years()...), Year: year, Known: cal.known[year], Days: cal.Days(year)}, nil)
}

type postCalendarIn struct {
	Source  string `query:"source" maxLength:"200" doc:"where the arrangement was published"`
	RawBody []byte `contentType:"text/csv"`
}

func (s *Service) postCalendar(ctx context.Context, in *postCalendarIn) (*httpx.Out[CalendarReport], error) {
	source := strings.TrimSpace(in.Source)
	if source != "" && wrongText(source, 200) != "" {
		return nil, fault.Invalid.WithField("query.source", wrongText(source, 200))
	}
	return httpx.Reply(httpx.Once(ctx, s.store, func(tx *store.Tx) (CalendarReport, error) {
		return s.ImportCalendar(tx, auth.From(ctx), in.RawBody, source)
	}))
}
