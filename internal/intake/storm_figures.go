package intake

import (
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// StormFigures are an event's own counters. They are counted from the rows of those who joined, so that a join writes no
// counter that others wait for.
type StormFigures struct {
	Joined  int          `json:"joined" doc:"requests that hang on it now"`
	New     int          `json:"new" doc:"of these: came while it ran"`
	Merged  int          `json:"merged" doc:"of these: of orders that were merged"`
	Left    int          `json:"left" doc:"taken out again"`
	ByHour  []HourCount  `json:"by_hour" doc:"the last 48 hours with any"`
	ByPlace []PlaceCount `json:"by_place" doc:"by division, the most first"`
	ByDoor  []DoorCount  `json:"by_door"`
	Told    []WordCount  `json:"told" doc:"each progress and answer, the newest first"`
	Owed    int          `json:"owed" doc:"people still to be called or written to"`
}

// HourCount is one hour.
type HourCount struct {
	At time.Time `json:"at"`
	N  int       `json:"n"`
}

// PlaceCount is one division; no code: no place was given.
type PlaceCount struct {
	Code string `json:"code"`
	Name string `json:"name"`
	N    int    `json:"n"`
}

// DoorCount is one door.
type DoorCount struct {
	Door string `json:"door"`
	N    int    `json:"n"`
}

// WordCount is how far one progress or answer came.
type WordCount struct {
	ID        ids.ID    `json:"id"`
	Kind      string    `json:"kind" enum:"progress,answered,rate"`
	At        time.Time `json:"at"`
	Done      bool      `json:"done" doc:"everybody was looked at"`
	Notice    int       `json:"notice" doc:"told by a message, also under another receipt"`
	Page      int       `json:"page" doc:"nobody is known: the page tells"`
	Owed      int       `json:"owed" doc:"still to be called or written to"`
	Called    int       `json:"called" doc:"were called or written to"`
	Unreached int       `json:"unreached"`
	Skipped   int       `json:"skipped"`
}

const stormHours = 48

// StormFigures counts an event.
func (s *Service) StormFigures(q store.Queryer, p auth.Principal, id ids.ID) (StormFigures, error) {
	f := StormFigures{ByHour: []HourCount{}, ByPlace: []PlaceCount{}, ByDoor: []DoorCount{}, Told: []WordCount{}}
	if err := mayStorm(p, RightStormRead); err != nil {
		return f, err
	}
	if _, err := stormBy(q, id); err != nil {
		return f, err
	}
	err := q.QueryRow(`SELECT COALESCE(SUM(CASE WHEN left_at = 0 AND how = 'new' THEN 1 ELSE 0 END), 0),
		COALESCE(SUM(CASE WHEN left_at = 0 AND how = 'merged' THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN left_at <> 0 THEN 1 ELSE 0 END), 0)
		FROM intake_storm_join WHERE storm_id = ?`, id).Scan(&f.New, &f.Merged, &f.Left)
	if err != nil {
		return f, fmt.Errorf("intake: count joined: %w", err)
	}
	f.Joined = f.New + f.Merged
	if err := s.stormHours(q, id, &f); err != nil {
		return f, err
	}
	if err := s.stormPlaces(q, id, &f); err != nil {
		return f, err
	}
	return f, s.stormTold(q, id, &f)
}

const hourMicros = int64(time.Hour / time.Microsecond)

func (s *Service) stormHours(q store.Queryer, id ids.ID, f *StormFigures) error {
	rows, err := q.Query(`SELECT joined_at / ?, COUNT(*) FROM intake_storm_join WHERE storm_id = ? AND left_at = 0
		GROUP BY 1 ORDER BY 1 DESC LIMIT ?`, hourMicros, id, stormHours)
	list, err := store.Collect(rows, err, func(r store.Row) (h HourCount, err error) {
		var hour int64
		err = r.Scan(&hour, &h.N)
		h.At = wall.FromMicros(hour * hourMicros)
		return h, err
	})
	if err != nil {
		return fmt.Errorf("intake: count hours: %w", err)
	}
	for i := len(list) - 1; i >= 0; i-- {
		f.ByHour = append(f.ByHour, list[i])
	}
	return nil
}

func (s *Service) stormPlaces(q store.Queryer, id ids.ID, f *StormFigures) error {
	rows, err := q.Query(`SELECT division, COUNT(*) FROM intake_storm_join WHERE storm_id = ? AND left_at = 0 GROUP BY division ORDER BY 2 DESC, 1 LIMIT 200`, id)
	places, err := store.Collect(rows, err, func(r store.Row) (x PlaceCount, err error) { return x, r.Scan(&x.Code, &x.N) })
	if err != nil {
		return fmt.Errorf("intake: count places: %w", err)
	}
	for _, x := range places {
		x.Name = s.divisionName(q, x.Code)
		f.ByPlace = append(f.ByPlace, x)
	}
	rows, err = q.Query(`SELECT door, COUNT(*) FROM intake_storm_join WHERE storm_id = ? AND left_at = 0 GROUP BY door ORDER BY 2 DESC, 1`, id)
	if f.ByDoor, err = store.Collect(rows, err, func(r store.Row) (x DoorCount, err error) { return x, r.Scan(&x.Door, &x.N) }); err != nil {
		return fmt.Errorf("intake: count doors: %w", err)
	}
	return nil
}

func (s *Service) stormTold(q store.Queryer, id ids.ID, f *StormFigures) error {
	rows, err := q.Query(`SELECT id, kind, at, done FROM intake_storm_word WHERE storm_id = ? ORDER BY at DESC, id DESC LIMIT 100`, id)
	words, err := store.Collect(rows, err, func(r store.Row) (w WordCount, err error) {
		var at int64
		err = r.Scan(&w.ID, &w.Kind, &at, &w.Done)
		w.At = wall.FromMicros(at)
		return w, err
	})
	if err != nil {
		return fmt.Errorf("intake: count words: %w", err)
	}
	type one struct {
		word       ids.ID
		way, state string
		n          int
	}
	rows, err = q.Query(`SELECT word_id, way, state, COUNT(*) FROM intake_storm_told WHERE storm_id = ? GROUP BY word_id, way, state`, id)
	told, err := store.Collect(rows, err, func(r store.Row) (x one, err error) { return x, r.Scan(&x.word, &x.way, &x.state, &x.n) })
	if err != nil {
		return fmt.Errorf("intake: count told: %w", err)
	}
	at := map[ids.ID]*WordCount{}
	for i := range words {
		at[words[i].ID] = &words[i]
	}
	for _, x := range told {
		if x.state == toldOwed {
			f.Owed += x.n
		}
		w, ok := at[x.word]
		if !ok {
			continue
		}
		switch {
		case x.state == toldOwed:
			w.Owed += x.n
		case x.state == toldDone:
			w.Called += x.n
		case x.state == toldUnreached:
			w.Unreached += x.n
		case x.way == wayPage:
			w.Page += x.n
		case x.way == waySkip, x.state == toldLapsed:
			w.Skipped += x.n
		default:
			w.Notice += x.n
		}
	}
	f.Told = words
	return nil
}

// StormSheet is an event's figures as a workbook.
func (s *Service) StormSheet(q store.Queryer, p auth.Principal, id ids.ID) (sheet.Table, error) {
	f, err := s.StormFigures(q, p, id)
	if err != nil {
		return sheet.Table{}, err
	}
	words := map[string]string{wordProgress: "进展", wordAnswered: "答复", wordRate: "回访"}
	rows := [][]any{{"合计", "并入", f.Joined}, {"合计", "新来件", f.New}, {"合计", "并单", f.Merged}, {"合计", "移出", f.Left}, {"合计", "待回电或书面告知", f.Owed}}
	for _, x := range f.ByHour {
		rows = append(rows, []any{"每小时", x.At.In(wall.Shanghai).Format("2006-01-02 15:00"), x.N})
	}
	for _, x := range f.ByPlace {
		name := x.Name
		if name == "" {
			name = "未填写"
		}
		rows = append(rows, []any{"地区", name, x.N})
	}
	for _, x := range f.ByDoor {
		rows = append(rows, []any{"渠道", nameOf(Doors, x.Door), x.N})
	}
	for _, w := range f.Told {
		when := words[w.Kind] + " " + w.At.In(wall.Shanghai).Format("01-02 15:04")
		for _, c := range []struct {
			name string
			n    int
		}{{"已发通知", w.Notice}, {"网页告知", w.Page}, {"待告知", w.Owed}, {"已回电或书面告知", w.Called}, {"未接通", w.Unreached}} {
			rows = append(rows, []any{when, c.name, c.n})
		}
	}
	t := sheet.Table{Sheet: "突发事件", Columns: []sheet.Column{{Heading: "分组", Width: 18}, {Heading: "项目", Width: 24}, {Heading: "件数", Width: 10}}}
	t.Next = func() ([]any, error) {
		if len(rows) == 0 {
			return nil, nil
		}
		row := rows[0]
		rows = rows[1:]
		return row, nil
	}
	return t, nil
}
