package followup

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Draw is one draw of a recheck sample.
type Draw struct {
	ID         ids.ID    `json:"id"`
	SampleID   ids.ID    `json:"sample_id"`
	SampleName string    `json:"sample_name"`
	From       string    `json:"from" doc:"first day of completion, yyyy-mm-dd"`
	To         string    `json:"to" doc:"last day, included"`
	At         time.Time `json:"at"`
	ByName     string    `json:"by_name" doc:"empty: drawn by the monthly job"`
	Seed       string    `json:"seed"`
	Population int       `json:"population"`
	Drawn      int       `json:"drawn"`
	Digest     string    `json:"digest" doc:"SHA-256 over the population's numbers and rounds"`
	rule       Sample
	by         ids.ID
}

// DrawIn chooses the span of a draw.
type DrawIn struct {
	From string `json:"from" doc:"first day of completion, yyyy-mm-dd"`
	To   string `json:"to" doc:"last day, included; not today"`
}

// candidate is a closed follow-up that may be drawn.
type candidate struct {
	plan    Plan
	stratum string
	chance  float64
	size    int // of the stratum
	drawn   int // of the stratum
}

// Draw draws a recheck sample from the follow-ups that are over: of each stratum (unit × kind × door) those with the
// smallest hash of seed, number and round. Whoever is drawn waits on the worklist of rechecks. A sample may be drawn once
// for each day of completion.
//
// Faults: auth.forbidden, followup.sample_not_found, .invalid_sample, .invalid_filter, .already_drawn, .nobody_to_draw.
func (s *Service) Draw(tx *store.Tx, by auth.Principal, sample ids.ID, in DrawIn) (Draw, error) {
	if !by.Can(RightSample) {
		return Draw{}, fault.Forbidden
	}
	all, err := samples(tx)
	if err != nil {
		return Draw{}, err
	}
	at := slices.IndexFunc(all, func(x Sample) bool { return x.ID == sample })
	switch {
	case at < 0:
		return Draw{}, ErrNoSample
	case all[at].Purpose != ForRecheck:
		return Draw{}, ErrSample.WithMessage("电话回访的抽样在短信链接到期时自动进行，不能手工抽取。")
	case in.From == "" || in.To == "":
		return Draw{}, ErrFilter.WithField("body.from", "请填写抽取的起止日期。")
	}
	from, to, err := s.span(&in.From, &in.To)
	switch {
	case err != nil:
		return Draw{}, err
	case to.After(s.now()):
		return Draw{}, ErrFilter.WithField("body.to", "只能抽取已经过去的日子。")
	}
	d := Draw{ID: ids.New(), SampleID: sample, SampleName: all[at].Name, From: in.From, To: in.To, At: s.now(), Seed: all[at].Seed, rule: all[at]}
	if taken, err := drawnDays(tx, sample, wall.Day(from), wall.Day(to.Add(-time.Hour))); err != nil {
		return Draw{}, err
	} else if taken {
		return Draw{}, ErrAlreadyDrawn
	}
	list, err := s.population(tx, &d, from, to)
	if err != nil {
		return Draw{}, err
	}
	picked := d.pick(list)
	if len(picked) == 0 {
		return Draw{}, ErrNobodyToDraw
	}
	if err := s.insertDraw(tx, &d, by, picked); err != nil {
		return Draw{}, err
	}
	return d, s.recordDraw(tx, by, d)
}

// population are the follow-ups over before the draw, of units, covered by the rule, and in no earlier draw.
func (s *Service) population(q store.Queryer, d *Draw, from, to time.Time) ([]candidate, error) {
	rows, err := q.Query(`SELECT `+planColumns+` FROM followup_plan p WHERE completed_at >= ? AND completed_at < ? AND unit_id <> 0
		AND state IN ('done', 'unreachable', 'unsampled') AND closed_at <= ?
		AND NOT EXISTS (SELECT 1 FROM followup_recheck r WHERE r.plan_id = p.id AND r.draw_id < ?) ORDER BY number, round`,
		wall.Micros(from), wall.Micros(to), wall.Micros(d.At), d.ID)
	plans, err := store.Collect(rows, err, scanPlan)
	if err != nil {
		return nil, fmt.Errorf("followup: population: %w", err)
	}
	var list []candidate
	digest := sha256.New()
	for _, p := range plans {
		if !d.rule.covers(p) {
			continue
		}
		fmt.Fprintf(digest, "%s\x00%d\n", p.Number, p.Round)
		list = append(list, candidate{plan: *p, stratum: fmt.Sprintf("%d/%s/%s", p.Unit, p.Kind, p.Door), chance: chance(d.rule.Seed, p.Number, p.Round)})
	}
	d.Population, d.Digest = len(list), hex.EncodeToString(digest.Sum(nil))
	return list, nil
}

// pick takes from each stratum those with the smallest chance.
func (d *Draw) pick(list []candidate) []candidate {
	slices.SortFunc(list, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.stratum, b.stratum), cmp.Compare(a.chance, b.chance), cmp.Compare(a.plan.Number, b.plan.Number))
	})
	var picked []candidate
	for len(list) > 0 {
		size := slices.IndexFunc(list, func(c candidate) bool { return c.stratum != list[0].stratum })
		if size < 0 {
			size = len(list)
		}
		n := min(d.rule.Number, size)
		if d.rule.Permille > 0 {
			n = (size*d.rule.Permille + 999) / 1000
		}
		for _, c := range list[:n] {
			c.size, c.drawn = size, n
			picked = append(picked, c)
		}
		list = list[size:]
	}
	d.Drawn = len(picked)
	return picked
}

// CheckedDraw tells whether a draw, made again from seed and rows, comes out the same.
type CheckedDraw struct {
	Draw
	SamePopulation bool `json:"same_population"`
	SameDrawn      bool `json:"same_drawn"`
}

// CheckDraw draws again without writing: whoever doubts that the sample was honest can see for themselves.
// Faults: auth.forbidden, followup.draw_not_found.
func (s *Service) CheckDraw(q store.Queryer, by auth.Principal, id ids.ID) (CheckedDraw, error) {
	if !by.Can(RightRead) {
		return CheckedDraw{}, fault.Forbidden
	}
	d, err := s.draw(q, id)
	if err != nil {
		return CheckedDraw{}, err
	}
	again := d
	from, to, err := s.span(&again.From, &again.To)
	if err != nil {
		return CheckedDraw{}, err
	}
	list, err := s.population(q, &again, from, to)
	if err != nil {
		return CheckedDraw{}, err
	}
	var picked []ids.ID
	for _, c := range again.pick(list) {
		picked = append(picked, c.plan.ID)
	}
	kept, err := recheckedPlans(q, id)
	if err != nil {
		return CheckedDraw{}, err
	}
	slices.Sort(picked)
	return CheckedDraw{Draw: d, SamePopulation: again.Digest == d.Digest && again.Population == d.Population, SameDrawn: slices.Equal(picked, kept)}, nil
}

// jobDraw draws last month's rechecks once, from the day of the month on which late follow-ups are over.
const jobDraw = "followup.draw"

func (s *Service) monthlyDraw(ctx context.Context, _ jobs.Job) (jobs.Effects, error) {
	now := s.now().In(wall.Shanghai)
	if now.Day() < s.options.DrawDay {
		return nil, nil
	}
	first := time.Date(now.Year(), now.Month()-1, 1, 0, 0, 0, 0, wall.Shanghai)
	in := DrawIn{From: first.Format(time.DateOnly), To: first.AddDate(0, 1, -1).Format(time.DateOnly)}
	all, err := samples(s.Store.Read(ctx))
	if err != nil {
		return nil, err
	}
	for _, x := range all {
		if !x.Active || x.Purpose != ForRecheck {
			continue
		}
		err := s.Store.Write(ctx, func(tx *store.Tx) error {
			_, err := s.Draw(tx, auth.System, x.ID, in)
			return err
		})
		if err != nil && !errors.Is(err, ErrAlreadyDrawn) && !errors.Is(err, ErrNobodyToDraw) {
			return nil, err
		}
	}
	return nil, nil
}

func encodeRule(x Sample) (string, error) {
	raw, err := json.Marshal(x)
	if err != nil {
		return "", fmt.Errorf("followup: rule of a draw: %w", err)
	}
	return string(raw), nil
}
