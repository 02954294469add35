package followup

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// Purpose is what a sample is drawn for.
type Purpose string

// The purposes.
const (
	// ForPhone: of those who did not use the link in time only a share is called. Each plan is decided by itself when its
	// link lapses: drawn if the hash of seed, number and round lies below the share (Bernoulli sampling, known seed).
	ForPhone Purpose = "phone"
	// ForRecheck: of the closed follow-ups of a span a share or number of each stratum is asked again by a second person.
	ForRecheck Purpose = "recheck"
)

// Sample is a sampling plan 抽样计划. Its strata are unit × kind × door.
type Sample struct {
	ID       ids.ID  `json:"id"`
	Name     string  `json:"name"`
	Purpose  Purpose `json:"purpose" enum:"phone,recheck"`
	UnitID   ids.ID  `json:"unit_id" doc:"null: each unit"`
	Kind     string  `json:"kind" doc:"empty: every kind"`
	Door     string  `json:"door" doc:"empty: every door"`
	Permille int     `json:"permille" doc:"share of each stratum in 1/1000; 0: number is used"`
	Number   int     `json:"number" doc:"recheck: of each stratum in one draw"`
	Seed     string  `json:"seed" doc:"with it anybody can draw again"`
	Active   bool    `json:"active"`
	Version  int64   `json:"version"`
}

// SampleIn is a new or changed sampling plan.
type SampleIn struct {
	Name     string `json:"name" maxLength:"40"`
	Purpose  string `json:"purpose" enum:"phone,recheck"`
	UnitID   ids.ID `json:"unit_id,omitempty" doc:"absent or null: each unit"`
	Kind     string `json:"kind,omitempty" maxLength:"20"`
	Door     string `json:"door,omitempty" maxLength:"20"`
	Permille int    `json:"permille,omitempty" minimum:"0" maximum:"1000"`
	Number   int    `json:"number,omitempty" minimum:"0" maximum:"10000"`
	Seed     string `json:"seed" maxLength:"64" doc:"letters, digits, - _ ."`
	Active   bool   `json:"active"`
	Version  int64  `json:"version,omitempty" doc:"of the plan that was seen, when it is changed"`
}

var seedPattern = regexp.MustCompile(`^[0-9A-Za-z._-]{4,64}$`)

func (in SampleIn) check() (Sample, error) {
	bad := ErrSample
	in.Name = strings.TrimSpace(in.Name)
	switch {
	case in.Name == "" || utf8.RuneCountInString(in.Name) > 40 || !utf8.ValidString(in.Name) || strings.ContainsFunc(in.Name, func(r rune) bool { return !unicode.IsPrint(r) }):
		bad = bad.WithField("body.name", "请填写计划名称，40 字以内。")
	case Purpose(in.Purpose) != ForPhone && Purpose(in.Purpose) != ForRecheck:
		bad = bad.WithField("body.purpose", "用途只能是电话回访或独立复核。")
	case in.Kind != "" && (!workorder.Kind(in.Kind).Valid() || in.Kind == string(workorder.KindInvalid)):
		bad = bad.WithField("body.kind", "没有这种诉求类型。")
	case len(in.Door) > 20:
		bad = bad.WithField("body.door", "没有这个渠道。")
	case !seedPattern.MatchString(in.Seed):
		bad = bad.WithField("body.seed", "随机种子为 4 至 64 位字母、数字，可含 - _ .")
	case in.Permille < 0 || in.Permille > 1000 || in.Number < 0 || in.Number > 10000:
		bad = bad.WithField("body.permille", "比例应在 0 至 1000‰ 之间，数量应在 0 至 10000 之间。")
	case in.Purpose == string(ForPhone) && (in.Permille == 0 || in.Number != 0):
		bad = bad.WithField("body.permille", "电话回访按比例抽样，请填写比例。")
	case (in.Permille == 0) == (in.Number == 0):
		bad = bad.WithField("body.permille", "请填写比例或每层数量，二者选一。")
	}
	if len(bad.Fields) > 0 {
		return Sample{}, bad
	}
	return Sample{Name: in.Name, Purpose: Purpose(in.Purpose), UnitID: in.UnitID, Kind: in.Kind, Door: in.Door, Permille: in.Permille,
		Number: in.Number, Seed: in.Seed, Active: in.Active}, nil
}

// PutSample adds a sampling plan, or changes the one with the id. Draws that were made keep the rule they were made by.
// Faults: auth.forbidden, followup.invalid_sample, .sample_name_taken, .sample_not_found, .stale.
func (s *Service) PutSample(tx *store.Tx, by auth.Principal, id ids.ID, in SampleIn) (Sample, error) {
	if !by.Can(RightSample) {
		return Sample{}, fault.Forbidden
	}
	x, err := in.check()
	if err != nil {
		return Sample{}, err
	}
	all, err := samples(tx)
	if err != nil {
		return Sample{}, err
	}
	if slices.ContainsFunc(all, func(o Sample) bool { return o.Name == x.Name && o.ID != id }) {
		return Sample{}, ErrSampleName
	}
	x.ID, x.Version = id, 1
	if id == 0 {
		x.ID = ids.New()
	} else {
		at := slices.IndexFunc(all, func(o Sample) bool { return o.ID == id })
		switch {
		case at < 0:
			return Sample{}, ErrNoSample
		case in.Version != 0 && in.Version != all[at].Version:
			return Sample{}, ErrStale
		}
		x.Version = all[at].Version + 1
	}
	if err := putSample(tx, x, wall.Micros(s.now())); err != nil {
		return Sample{}, err
	}
	return x, s.recordSample(tx, by, x)
}

// Samples lists the sampling plans by name.
func (s *Service) Samples(q store.Queryer, by auth.Principal) ([]Sample, error) {
	if !by.Can(RightRead) {
		return nil, fault.Forbidden
	}
	return samples(q)
}

// covers tells whether a plan lies in the sample's strata.
func (x Sample) covers(p *Plan) bool {
	return (x.UnitID == 0 || x.UnitID == p.Unit) && (x.Kind == "" || x.Kind == p.Kind) && (x.Door == "" || x.Door == p.Door)
}

// narrowness orders samples: the one that says most about a plan decides.
func (x Sample) narrowness() int {
	return 4*min(1, int(x.UnitID)) + 2*min(1, len(x.Kind)) + min(1, len(x.Door))
}

// phoneDraw decides whether a plan whose link lapsed is called: by the narrowest active sample that covers it.
func (s *Service) phoneDraw(q store.Queryer, p *Plan) (Sampling, error) {
	all, err := samples(q)
	if err != nil {
		return Everybody, err
	}
	var by *Sample
	for i, x := range all {
		if x.Active && x.Purpose == ForPhone && x.covers(p) && (by == nil || x.narrowness() > by.narrowness()) {
			by = &all[i]
		}
	}
	switch {
	case by == nil:
		return Everybody, nil
	case chance(by.Seed, p.Number, p.Round) < float64(by.Permille)/1000:
		return Drawn, nil
	}
	return NotDrawn, nil
}

// chance is a number from 0 to 1 that only seed, order and round decide: SHA-256 over the three.
func chance(seed, number string, round int) float64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%d", seed, number, round))
	return float64(binary.BigEndian.Uint64(sum[:8])>>11) / (1 << 53)
}
