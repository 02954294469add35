package switchboard

import (
	"slices"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// AbuserView is a caller of whom there is evidence, as the list shows it.
type AbuserView struct {
	ID       ids.ID        `json:"id" doc:"the caller"`
	Phone    string        `json:"phone_masked" doc:"empty: the number was erased"`
	State    string        `json:"state" enum:"open,ready,asked,running,appealed" doc:"open: too little evidence so far; ready: a cool-down can be decided; asked: one waits for a second person; running; appealed: an appeal waits for its judgement"`
	Evidence int           `json:"evidence" doc:"pieces that count"`
	Threats  int           `json:"threats" doc:"of those, of a threat"`
	Kinds    []string      `json:"kinds" doc:"of what counts: insult, threat, sexual, prank, blocking"`
	Last     time.Time     `json:"last_at" doc:"marked last"`
	Before   int           `json:"before" doc:"earlier cool-downs that make the next one a further one"`
	Cooldown *CooldownView `json:"cooldown" doc:"that is asked for, runs, or waits for its appeal; null: none"`
}

// AbuserDetail is one caller with everything but the number and the notes.
type AbuserDetail struct {
	AbuserView
	MayCool  bool           `json:"may_cool" doc:"the asking person can decide a cool-down now: there is enough evidence of others"`
	Hours    int            `json:"hours_at_most" doc:"how long the next one may last"`
	Second   int            `json:"second_over_hours" doc:"beyond which a second person decides"`
	Pieces   []AbuseView    `json:"pieces" doc:"newest first"`
	Cools    []CooldownView `json:"cooldowns" doc:"newest first"`
	Needs    int            `json:"needs_evidence"`
	NeedsOne int            `json:"needs_threats"`
}

// AbuseView is a piece of evidence.
type AbuseView struct {
	ID        ids.ID     `json:"id"`
	Call      ids.ID     `json:"call_id"`
	At        time.Time  `json:"at"`
	Kind      string     `json:"kind" enum:"insult,threat,sexual,prank,blocking"`
	Seat      string     `json:"seat_name"`
	Warned    bool       `json:"warned"`
	Noted     bool       `json:"noted" doc:"the seat left a note, which is read by opening"`
	Recorded  bool       `json:"recorded" doc:"there is a recording; it is kept while the evidence is"`
	Order     *CallOrder `json:"order" doc:"that was taken on from the call, if the asking person may see it; null: none"`
	DroppedBy string     `json:"dropped_by,omitempty" doc:"who found that it is no evidence"`
	DropWords string     `json:"drop_words,omitempty"`
}

// CooldownView is a cool-down.
type CooldownView struct {
	ID        ids.ID     `json:"id"`
	State     CoolState  `json:"state" enum:"asked,running,refused,lifted,undone,over"`
	Evidence  int        `json:"evidence" doc:"pieces that it stood on"`
	Hours     int        `json:"hours"`
	Words     string     `json:"words"`
	AskedBy   string     `json:"asked_by"`
	AskedAt   time.Time  `json:"asked_at"`
	DecidedBy string     `json:"decided_by,omitempty" doc:"a second person"`
	From      *time.Time `json:"from_at" doc:"null: it has not begun"`
	Until     *time.Time `json:"until_at"`
	LiftedBy  string     `json:"lifted_by,omitempty"`
	LiftWords string     `json:"lift_words,omitempty"`
	Appealed  *time.Time `json:"appealed_at" doc:"null: not"`
	Appeal    string     `json:"appeal_words,omitempty"`
	Judged    *time.Time `json:"judged_at"`
	JudgedBy  string     `json:"judged_by,omitempty"`
	Granted   bool       `json:"granted"`
	Judgement string     `json:"judge_words,omitempty"`
	May       []string   `json:"may" doc:"what the asking person can do: agree, refuse, lift, appeal, judge"`
}

func (s *Service) coolView(q store.Queryer, p auth.Principal, c Cooldown) CooldownView {
	v := CooldownView{ID: c.ID, State: c.State, Evidence: c.Evidence, Hours: c.Hours, Words: c.Words, AskedBy: s.name(q, c.AskedBy), AskedAt: c.AskedAt,
		DecidedBy: s.name(q, c.Decided), From: optional(c.From), Until: optional(c.Until), LiftedBy: s.name(q, c.LiftedBy), LiftWords: c.LiftWhy,
		Appealed: optional(c.AppealedAt), Appeal: c.Appeal, Judged: optional(c.JudgedAt), JudgedBy: s.name(q, c.JudgedBy), Granted: c.Granted, Judgement: c.Judgement,
		May: []string{}}
	if c.State == CoolAsked && c.AskedBy != p.ID {
		v.May = append(v.May, "agree", "refuse")
	}
	if c.State == CoolAsked || c.State == CoolRunning {
		v.May = append(v.May, "lift")
	}
	ended := c.State == CoolRunning || c.State == CoolOver || c.State == CoolLifted
	if ended && c.AppealedAt.IsZero() && s.Clock.Now().Sub(c.Until) <= days(appealDays) {
		v.May = append(v.May, "appeal")
	}
	if c.waits() && c.AskedBy != p.ID && c.Decided != p.ID {
		v.May = append(v.May, "judge")
	}
	return v
}

// waits tells whether an appeal waits for its judgement.
func (c Cooldown) waits() bool { return !c.AppealedAt.IsZero() && c.JudgedAt.IsZero() }

func (s *Service) abuserView(q store.Queryer, p auth.Principal, a Abuser) AbuserView {
	x := s.standing(a.Evidence, a.Cools, 0)
	v := AbuserView{ID: a.Peer, Phone: s.masked(q, a.Peer), State: "open", Evidence: x.Evidence, Threats: x.Threats, Kinds: []string{}, Last: a.last(), Before: x.Before}
	for _, e := range a.Evidence {
		if e.DroppedBy == 0 && !slices.Contains(v.Kinds, e.Kind) {
			v.Kinds = append(v.Kinds, e.Kind)
		}
	}
	waits := slices.IndexFunc(a.Cools, Cooldown.waits)
	switch {
	case waits >= 0:
		c := s.coolView(q, p, a.Cools[waits])
		v.State, v.Cooldown = "appealed", &c
	case x.Now != nil:
		c := s.coolView(q, p, *x.Now)
		v.State, v.Cooldown = string(x.Now.State), &c
	case x.Enough:
		v.State = "ready"
	}
	return v
}

func (s *Service) abuserDetail(q store.Queryer, p auth.Principal, peer ids.ID) (AbuserDetail, error) {
	a, err := s.Abuser(q, peer)
	if err != nil {
		return AbuserDetail{}, err
	}
	own, r := s.standing(a.Evidence, a.Cools, p.ID), s.rules()
	v := AbuserDetail{AbuserView: s.abuserView(q, p, a), MayCool: own.Enough && own.Now == nil, Hours: own.Hours, Second: r.SecondOver,
		Pieces: []AbuseView{}, Cools: []CooldownView{}, Needs: r.Evidence, NeedsOne: r.Threats}
	calls := make([]ids.ID, len(a.Evidence))
	for i, e := range a.Evidence {
		calls[i] = e.Call
	}
	facts, err := s.Facts(q, calls...)
	if err != nil {
		return v, err
	}
	orders := map[ids.ID]CallOrder{}
	if s.Orders != nil {
		if orders, err = s.Orders(q, p, calls); err != nil {
			return v, err
		}
	}
	for _, e := range a.Evidence {
		x := AbuseView{ID: e.ID, Call: e.Call, At: e.At, Kind: e.Kind, Seat: s.name(q, e.Seat), Warned: e.Warned, Noted: e.Noted,
			Recorded:  slices.ContainsFunc(facts, func(f CallFacts) bool { return f.ID == e.Call && f.Recorded }),
			DroppedBy: s.name(q, e.DroppedBy), DropWords: e.DropWords}
		if o, ok := orders[e.Call]; ok {
			x.Order = &o
		}
		v.Pieces = append(v.Pieces, x)
	}
	for _, c := range a.Cools {
		v.Cools = append(v.Cools, s.coolView(q, p, c))
	}
	return v, nil
}
