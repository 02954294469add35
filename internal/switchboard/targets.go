package switchboard

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/vault"
)

// maxUnits is how many units a list of targets names at most.
const maxUnits = 20

// digitsOf is a telephone number without what people write into it.
func digitsOf(number string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, number)
}

// target reads what a verb names.
func (f *floor) target(p auth.Principal, to string) (Target, error) {
	ctx := context.Background()
	kind, what, _ := strings.Cut(to, ":")
	switch kind {
	case "seat":
		id, err := ids.Parse(what)
		if err != nil || id == 0 {
			return Target{}, ErrTarget
		}
		name, _ := f.Name(ctx, id)
		return Target{Kind: kind, Seat: id, Name: name}, nil
	case "queue":
		if !f.Takes(what) {
			return Target{}, ErrTarget
		}
		return Target{Kind: kind, Queue: what}, nil
	case "line":
		for _, e := range f.Experts {
			if e.Account == what {
				return Target{Kind: kind, Account: e.Account, Name: e.Name}, nil
			}
		}
	case "unit":
		id, err := ids.Parse(what)
		if err != nil {
			return Target{}, ErrTarget
		}
		u, err := f.Unit(ctx, id)
		if err != nil || digitsOf(u.Number) == "" {
			return Target{}, ErrTarget
		}
		return Target{Kind: kind, Number: digitsOf(u.Number), Name: u.Name}, nil
	case "number":
		if !p.Can(RightDial) {
			return Target{}, fault.Forbidden
		}
		if digits := digitsOf(what); len(digits) >= 3 && len(digits) <= 20 && digits == what {
			return Target{Kind: kind, Number: digits, Name: vault.MaskPhone(digits)}, nil
		}
	}
	return Target{}, ErrTarget
}

// Targets implements Floor: colleagues, queues, experts, then units.
func (f *floor) Targets(ctx context.Context, p auth.Principal, words string) ([]TargetView, error) {
	list := []TargetView{}
	words = strings.ToLower(strings.TrimSpace(words))
	fits := func(texts ...string) bool {
		return slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(strings.ToLower(s), words) })
	}
	for _, s := range f.Seats() {
		name, login := f.Name(ctx, s.Staff)
		if s.Staff != p.ID && fits(name, login) {
			list = append(list, TargetView{To: "seat:" + s.Staff.String(), Kind: "seat", Name: name, Detail: login, State: string(s.State),
				Free: !s.Away && s.Call == 0 && !s.watches() && (s.State == SeatReady || s.State == SeatBusy)})
		}
	}
	slices.SortFunc(list, func(a, b TargetView) int { return cmp.Compare(a.Detail, b.Detail) })
	for _, q := range f.Queues() {
		if fits(q.Name, q.Code) && f.Takes(q.Code) {
			list = append(list, TargetView{To: "queue:" + q.Code, Kind: "queue", Name: q.Name, Free: true})
		}
	}
	for _, e := range f.Experts {
		if fits(e.Name, e.Unit, e.Account) {
			v := TargetView{To: "line:" + e.Account, Kind: "line", Name: e.Name, Detail: e.Unit, State: "offline"}
			if v.Free = f.Exchange.Stack().Online(e.Account); v.Free {
				v.State = "online"
			}
			list = append(list, v)
		}
	}
	units, err := f.Units(ctx, words)
	if err != nil {
		return nil, err
	}
	for _, u := range units[:min(len(units), maxUnits)] {
		list = append(list, TargetView{To: "unit:" + u.ID.String(), Kind: "unit", Name: u.Name, Detail: u.Number, Free: true})
	}
	return list, nil
}
