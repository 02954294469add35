package replay

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"onedoor/internal/workorder"
)

// maxMishaps is how often a row's people look again after a refusal before they give up.
const maxMishaps = 6

// life is one row from its request to its end.
type life struct {
	*replay
	row  Row
	plan plan
	past past

	is, alternative unit
	mishaps         int
	stubborn        bool // a return was refused: the unit signs
	hasty           bool // a time of contact was refused: the reply tells none
}

// order is what the people see of it.
type order struct {
	ID         string          `json:"id"`
	Number     string          `json:"number"`
	Title      string          `json:"title"`
	State      workorder.State `json:"state"`
	Version    int64           `json:"version"`
	UnitID     string          `json:"unit_id"`
	SignedAt   time.Time       `json:"signed_at"`
	CreatedAt  time.Time       `json:"created_at"`
	DueAt      time.Time       `json:"due_at"`
	TotalDueAt time.Time       `json:"total_due_at"`
	Overdue    bool            `json:"overdue"`
	Sealed     bool            `json:"sealed"`
}

// note writes down what happened to the row.
func (l *life) note(e entry) error {
	e.Row = l.plan.row
	if err := l.journal.put(e); err != nil {
		return err
	}
	l.past = l.journal.of(l.plan.row)
	return nil
}

// member chooses always the same of several people for the same work of the row.
func (l *life) member(work string, list []*member) *member {
	return list[l.plan.below(work, len(list))]
}

// wait lets a part of the city's time pass.
func (l *life) wait(ctx context.Context, d time.Duration) error {
	return sleep(ctx, l.real(d))
}

// live takes the row on from where its journal stands. The error is one that ends the whole replay; what the server
// refuses only ends the row.
func (l *life) live(ctx context.Context) error {
	err := l.walk(ctx)
	var p *problem
	if !errors.As(err, &p) {
		return err
	}
	if p.Status == http.StatusTooManyRequests {
		l.throttle() // the row is not to blame: another run with the journal goes on with it
		return nil
	}
	if !l.past.acknowledged() {
		return l.note(entry{What: whatRefused, Problem: p.Code + "：" + p.Detail})
	}
	return l.note(entry{What: whatEnd, Problem: p.Code})
}

func (l *life) walk(ctx context.Context) error {
	if !l.past.acknowledged() {
		if err := l.enter(ctx); err != nil {
			return err
		}
	}
	if l.past.Order == "" {
		if err := l.find(ctx); err != nil {
			return err
		}
	}
	var known bool
	if l.is, l.alternative, known = l.crew.unitFor(l.plan, l.row.Unit); !known && l.row.Unit != "" {
		l.strange(l.row.Unit)
	}
	o, err := l.look(ctx)
	for err == nil {
		var done bool
		if done, err = l.step(ctx, &o); done {
			return l.note(entry{What: whatEnd, State: string(o.State)})
		}
		if codeOf(err) != "" && l.mishaps < maxMishaps { // somebody else was faster, or our picture is old
			l.mishaps++
			l.refusal(codeOf(err))
			if o, err = l.look(ctx); err == nil {
				err = sleep(ctx, time.Duration(l.mishaps)*50*time.Millisecond)
			}
		}
	}
	return err
}

// look reads the order.
func (l *life) look(ctx context.Context) (o order, err error) {
	err = l.crew.reader.call(ctx, "look", http.MethodGet, "/orders/"+l.past.Order, "", nil, &o)
	return o, err
}

// verb lets a member do something to the order, and writes its acknowledgement down. The key holds the version that
// was seen, so a repetition after an interruption is the same request.
func (l *life) verb(ctx context.Context, m *member, verb workorder.Verb, o *order, in map[string]any) error {
	in["version"] = o.Version
	var next order
	if err := m.call(ctx, string(verb), http.MethodPost, fmt.Sprintf("/orders/%s/%s", l.past.Order, verb), l.plan.key(string(verb)+" "+l.past.Order, o.Version), in, &next); err != nil {
		return err
	}
	*o = next
	return l.note(entry{What: whatVerb, Verb: string(verb), State: string(o.State), Version: o.Version})
}
