package switchboard

import (
	"fmt"
	"slices"
	"time"

	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Figures are the counts of calls that came in and ended within a span, by the time at which they began.
type Figures struct {
	Calls     int           // that came in
	Offered   int           // of those, that came into a queue
	Answered  int           // by a seat
	InTime    int           // within the queue's target
	Short     int           // gave up in the queue sooner than counts
	Abandoned int           // gave up later than that
	Asked     int           // asked to be called back
	LetGo     int           // waited as long as anybody may
	Cooled    int           // were told of a cool-down, and nobody spoke with them
	Missed    int           // times that a seat did not answer
	Wait      time.Duration // of the answered calls, added up
	Talk      time.Duration // likewise
	Measured  int           // whose sound was measured
	MOS       int           // of those, added up, hundredths
}

// Connect is the connect rate 接通率: answered of those offered, short ones left out. With nothing offered it is 0.
func (f Figures) Connect() float64 { return share(f.Answered, f.Offered-f.Short) }

// ServiceLevel 服务水平 is the share answered within the target of those offered, short ones left out.
func (f Figures) ServiceLevel() float64 { return share(f.InTime, f.Offered-f.Short) }

// AverageWait is how long an answered caller waited.
func (f Figures) AverageWait() time.Duration {
	if f.Answered == 0 {
		return 0
	}
	return f.Wait / time.Duration(f.Answered)
}

// AverageMOS is how calls were heard, 1 to 4.4; 0 if none was measured.
func (f Figures) AverageMOS() float64 { return share(f.MOS, 100*f.Measured) }

func share(n, of int) float64 {
	if of <= 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// countColumns count calls of switchboard_fact; their arguments are countArgs. Whoever was answered counts as answered, also
// who waited again in the end and is owed a call.
const countColumns = `COUNT(*),
			COALESCE(SUM(CASE WHEN queued_at > 0 THEN 1 ELSE 0 END), 0),
			COALESCE(SUM(CASE WHEN queued_at > 0 AND answered_at > 0 THEN 1 ELSE 0 END), 0),
			COALESCE(SUM(CASE WHEN queued_at > 0 AND answered_at > 0 AND answered_at - queued_at <= target_us THEN 1 ELSE 0 END), 0),
			COALESCE(SUM(CASE WHEN answered_at = 0 AND outcome = ? AND ended_at - queued_at < short_us THEN 1 ELSE 0 END), 0),
			COALESCE(SUM(CASE WHEN answered_at = 0 AND outcome = ? AND ended_at - queued_at >= short_us THEN 1 ELSE 0 END), 0),
			COALESCE(SUM(CASE WHEN answered_at = 0 AND outcome = ? THEN 1 ELSE 0 END), 0),
			COALESCE(SUM(CASE WHEN answered_at = 0 AND outcome = ? THEN 1 ELSE 0 END), 0),
			COALESCE(SUM(CASE WHEN outcome = ? THEN 1 ELSE 0 END), 0),
			COALESCE(SUM(missed), 0),
			COALESCE(SUM(CASE WHEN queued_at > 0 AND answered_at > 0 THEN answered_at - queued_at ELSE 0 END), 0),
			COALESCE(SUM(CASE WHEN answered_at > 0 THEN ended_at - answered_at ELSE 0 END), 0),
			COALESCE(SUM(CASE WHEN mos > 0 THEN 1 ELSE 0 END), 0),
			COALESCE(SUM(mos), 0)`

var countArgs = []any{string(Abandoned), string(Abandoned), string(Asked), string(LetGo), string(Cooled)}

// scan reads countColumns, and before them what first takes.
func (f *Figures) scan(r store.Row, first ...any) error {
	var wait, talk int64
	err := r.Scan(append(first, &f.Calls, &f.Offered, &f.Answered, &f.InTime, &f.Short, &f.Abandoned, &f.Asked, &f.LetGo, &f.Cooled, &f.Missed, &wait, &talk, &f.Measured, &f.MOS)...)
	f.Wait, f.Talk = time.Duration(wait)*time.Microsecond, time.Duration(talk)*time.Microsecond
	return err
}

func (f *Figures) add(o Figures) {
	f.Calls, f.Offered, f.Answered, f.InTime = f.Calls+o.Calls, f.Offered+o.Offered, f.Answered+o.Answered, f.InTime+o.InTime
	f.Short, f.Abandoned, f.Asked, f.LetGo, f.Missed = f.Short+o.Short, f.Abandoned+o.Abandoned, f.Asked+o.Asked, f.LetGo+o.LetGo, f.Missed+o.Missed
	f.Cooled += o.Cooled
	f.Wait, f.Talk = f.Wait+o.Wait, f.Talk+o.Talk
	f.Measured, f.MOS = f.Measured+o.Measured, f.MOS+o.MOS
}

// Figures counts; an empty queue means all queues. Calls that have not ended are not counted.
func (s *Service) Figures(q store.Queryer, queue string, from, to time.Time) (Figures, error) {
	var f Figures
	row := q.QueryRow(`SELECT `+countColumns+` FROM switchboard_fact
		WHERE direction = 'in' AND ended_at > 0 AND began_at >= ? AND began_at < ? AND (? = '' OR queue = ?)`,
		append(slices.Clone(countArgs), wall.Micros(from), wall.Micros(to), queue, queue)...)
	if err := f.scan(row); err != nil {
		return Figures{}, fmt.Errorf("switchboard: figures: %w", err)
	}
	return f, nil
}

// FiguresByQueue counts the same, of each queue by itself.
func (s *Service) FiguresByQueue(q store.Queryer, from, to time.Time) (map[string]Figures, error) {
	of := map[string]Figures{}
	rows, err := q.Query(`SELECT queue, `+countColumns+` FROM switchboard_fact
		WHERE direction = 'in' AND ended_at > 0 AND began_at >= ? AND began_at < ? GROUP BY queue`,
		append(slices.Clone(countArgs), wall.Micros(from), wall.Micros(to))...)
	_, err = store.Collect(rows, err, func(r store.Row) (struct{}, error) {
		var f Figures
		var queue string
		err := f.scan(r, &queue)
		of[queue] = f
		return struct{}{}, err
	})
	if err != nil {
		return nil, fmt.Errorf("switchboard: figures: %w", err)
	}
	return of, nil
}
