package workorder

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/language"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// OrderAccused is one party that an order complains about.
type OrderAccused struct {
	ID          ids.ID       `json:"id"`
	UnitID      ids.ID       `json:"unit_id" doc:"null: not a unit"`
	UnitName    string       `json:"unit_name,omitempty" doc:"of the unit, or of the person's unit"`
	StaffID     ids.ID       `json:"staff_id" doc:"null: not a person of staff"`
	StaffName   string       `json:"staff_name,omitempty"`
	PhoneMasked string       `json:"phone_masked,omitempty"`
	Words       string       `json:"words,omitempty"`
	State       AccusedState `json:"state" enum:"suspected,confirmed,rejected"`
	StateName   string       `json:"state_name"`
	How         AccusedHow   `json:"how" enum:"named,text,phone,merged" doc:"named by a person, found in the words, by a duty phone, from a merged order"`
	At          time.Time    `json:"at"`
	ByName      string       `json:"by_name,omitempty"`
	DecidedAt   time.Time    `json:"decided_at,omitzero"`
	DecidedName string       `json:"decided_by_name,omitempty"`
	Reason      string       `json:"reason,omitempty"`
}

// hangAccused adds whom the order is about.
func (n *namer) hangAccused(o *Order, said map[ids.ID]string, v *OrderView) {
	v.AccusedParties = []OrderAccused{}
	for _, a := range o.accused {
		x := OrderAccused{
			ID: a.ID, UnitID: a.Unit, UnitName: n.unit(a.Unit), StaffID: a.Staff, StaffName: n.staff(a.Staff), PhoneMasked: a.PhoneMasked,
			Words: a.Words, State: a.State, StateName: accusedLabels[a.State], How: a.How, At: a.At, ByName: n.staff(a.By),
			DecidedAt: a.DecidedAt, DecidedName: n.staff(a.DecidedBy), Reason: said[a.Reason],
		}
		if a.Staff != 0 && n.s.Accusables != nil {
			_, unit := n.s.Accusables.AccusableStaff(n.q, a.Staff)
			x.UnitName = n.unit(unit)
		}
		v.AccusedParties = append(v.AccusedParties, x)
	}
}

// AccusedMatch is a unit or a person that words name: an offer, to be confirmed or rejected.
type AccusedMatch struct {
	UnitID    ids.ID     `json:"unit_id" doc:"null: a person"`
	UnitName  string     `json:"unit_name,omitempty" doc:"of the unit, or of the person's unit"`
	StaffID   ids.ID     `json:"staff_id" doc:"null: a unit"`
	StaffName string     `json:"staff_name,omitempty"`
	How       AccusedHow `json:"how" enum:"text,phone"`
}

// MatchAccused finds the units and people that words name, by a duty phone too.
func (s *Service) MatchAccused(q store.Queryer, p auth.Principal, words string) ([]AccusedMatch, error) {
	if !p.Can(RightAccuse) {
		return nil, fault.Forbidden
	}
	if s.Accusables == nil {
		return []AccusedMatch{}, nil
	}
	var named []AccusedIn
	_, found := language.MaskPersonal(words)
	for _, span := range found {
		if key, _ := s.Accusables.PhoneKey(words[span.Start:span.End]); key != nil {
			named = append(named, AccusedIn{Phone: words[span.Start:span.End]})
		}
	}
	list, err := s.accusations(q, p, named, words)
	if err != nil {
		return nil, err
	}
	names, matches := s.namer(q), []AccusedMatch{}
	for _, a := range list {
		if a.State != AccusedSuspected || p.Of(a.Unit) || a.Staff != 0 && a.Staff == p.ID {
			continue // nobody is asked about themselves
		}
		m := AccusedMatch{UnitID: a.Unit, UnitName: names.unit(a.Unit), StaffID: a.Staff, StaffName: names.staff(a.Staff), How: a.How}
		if a.Staff != 0 {
			_, unit := s.Accusables.AccusableStaff(q, a.Staff)
			m.UnitName = names.unit(unit)
		}
		matches = append(matches, m)
	}
	return matches, nil
}

type matchAccusedIn struct {
	Body struct {
		Words string `json:"words" maxLength:"2000" doc:"what was said of the party, numbers too"`
	}
}

type (
	accuseBody struct {
		VersionBody
		AccuseIn
	}
	askContactBody struct {
		VersionBody
		AskContactIn
	}
	judgeBody struct {
		VersionBody
		JudgeIn
	}
)

func (s *Service) accusedRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodPost, Path: "/orders/accused-matches", ID: "orders-accused-matches", Tag: "orders",
		Summary: "被反映对象匹配：文字中提到的单位和人员", Right: RightAccuse},
		func(ctx context.Context, in *matchAccusedIn) (*httpx.Out[[]AccusedMatch], error) {
			return httpx.Reply(s.MatchAccused(s.store.Read(ctx), auth.From(ctx), in.Body.Words))
		})
	verbRoute(s, api, VerbAccuse, VerbAccuse.Label(), func(tx *store.Tx, p auth.Principal, id ids.ID, b accuseBody) (Order, error) {
		return s.Accuse(tx, p, id, b.Version, b.AccuseIn)
	})
	verbRoute(s, api, VerbAskContact, VerbAskContact.Label(), func(tx *store.Tx, p auth.Principal, id ids.ID, b askContactBody) (Order, error) {
		return s.AskContact(tx, p, id, b.Version, b.AskContactIn)
	})
	verbRoute(s, api, VerbJudge, VerbJudge.Label(), func(tx *store.Tx, p auth.Principal, id ids.ID, b judgeBody) (Order, error) {
		return s.Judge(tx, p, id, b.Version, b.JudgeIn)
	})
}

// Collides refuses a unit that the order is about: for rooms that propose units or give tasks to them.
// Faults: workorder.accused_unit, .accused_suspected.
func (s *Service) Collides(q store.Queryer, o *Order, unit ids.ID) error {
	return s.collide(q, o, unit)
}

// About is what an order that is not registered yet would be about, for [Service.Collides].
func (s *Service) About(q store.Queryer, p auth.Principal, named []AccusedIn, words string) (Order, error) {
	list, err := s.accusations(q, p, named, words)
	return Order{accused: list}, err
}
