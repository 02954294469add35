package replay

import (
	"context"
	"errors"
	"net/url"
	"time"

	"onedoor/internal/workorder"
)

// step does what comes next for an order in its state; done when nothing does.
func (l *life) step(ctx context.Context, o *order) (done bool, err error) {
	switch o.State {
	case workorder.StateRegistered:
		return false, l.dispatch(ctx, o)
	case workorder.StateDispatched:
		return false, l.sign(ctx, o)
	case workorder.StateReturned:
		return false, l.reviewReturn(ctx, o)
	case workorder.StateHandling:
		return false, l.reply(ctx, o)
	case workorder.StateReplied:
		return false, l.review(ctx, o)
	case workorder.StateCompleted:
		return true, l.rate(ctx)
	}
	return true, nil // archived, or in the hands of people who are none of ours
}

// times is how often a verb was acknowledged for the row.
func (l *life) times(v workorder.Verb) int { return l.past.Verbs[string(v)] }

func (l *life) dispatch(ctx context.Context, o *order) error {
	n := l.times(workorder.VerbDispatch)
	if err := l.wait(ctx, l.plan.delay("dispatch", n)); err != nil {
		return err
	}
	to := l.is
	if n > 0 {
		to = l.alternative // the first one's return was upheld
	}
	return l.verb(ctx, l.member("dispatcher", l.crew.dispatchers), workorder.VerbDispatch, o, map[string]any{"unit_id": to.ID})
}

// officer is who works for the order's unit in the crew.
func (l *life) officer(ctx context.Context, o *order) (*member, error) {
	if o.UnitID == "" { // the last answer did not tell
		var err error
		if *o, err = l.look(ctx); err != nil {
			return nil, err
		}
	}
	list := l.crew.officers[o.UnitID]
	if len(list) == 0 {
		return nil, &problem{Code: "replay.no_officer", Detail: "工单在一个没有承办员账号的单位。"}
	}
	return l.member("officer "+o.UnitID, list), nil
}

// sign signs for the order, or returns it: once for a row, and only where there is another unit to propose.
func (l *life) sign(ctx context.Context, o *order) error {
	m, err := l.officer(ctx, o)
	if err != nil {
		return err
	}
	returns := l.plan.chance("return", 0) && l.times(workorder.VerbReturn) == 0 && l.alternative.ID != o.UnitID && !l.stubborn
	if !returns {
		if err := l.wait(ctx, l.plan.delay("sign", l.times(workorder.VerbSign))); err != nil {
			return err
		}
		return l.verb(ctx, m, workorder.VerbSign, o, map[string]any{})
	}
	if err := l.wait(ctx, l.plan.delay("return", 0)); err != nil {
		return err
	}
	err = l.verb(ctx, m, workorder.VerbReturn, o, map[string]any{"reason_code": "not_our_duty", "reason": "经核对，此事项不在本单位职责之内。",
		"duty_basis": "本单位职责清单中没有此事项。", "proposed_unit_id": l.alternative.ID})
	l.stubborn = codeOf(err) != "" // too late, or not allowed: then the unit signs
	return err
}

func (l *life) reviewReturn(ctx context.Context, o *order) error {
	if err := l.wait(ctx, l.plan.delay("review_return", 0)); err != nil {
		return err
	}
	in := map[string]any{"uphold": false, "note": "请按派单目录办理。"}
	if l.plan.chance("uphold", 0) {
		in = map[string]any{"uphold": true, "note": "同意退单。"}
		if l.plan.chance("pass_on", 0) {
			in["unit_id"] = l.alternative.ID
		}
	}
	return l.verb(ctx, l.member("reviewer", l.crew.reviewers), workorder.VerbReviewReturn, o, in)
}

// reply writes the unit's reply: the one of that time, where the file has it. Before that the citizen may look.
func (l *life) reply(ctx context.Context, o *order) error {
	n := l.times(workorder.VerbReply)
	rest := l.plan.delay("reply", n)
	if n == 0 && l.past.Verbs["track"] == 0 && l.plan.chance("track", 0) {
		before := min(l.plan.delay("track", 0), rest)
		if err := l.wait(ctx, before); err != nil {
			return err
		}
		rest -= before
		if _, err := l.wire.citizen(l.plan, l.options.SourceHeader).track(ctx, l.past.Number, l.past.Code, l.plan.key("track "+l.past.Number, 0)); err != nil {
			return err
		}
		if err := l.note(entry{What: whatVerb, Verb: "track"}); err != nil {
			return err
		}
	}
	if err := l.wait(ctx, rest); err != nil {
		return err
	}
	m, err := l.officer(ctx, o)
	if err != nil {
		return err
	}
	if o.SignedAt.IsZero() {
		if *o, err = l.look(ctx); err != nil {
			return err
		}
	}
	text := cut(l.row.Reply, 20_000)
	if text == "" {
		text = "您好，您反映的情况我单位已经核实处理，感谢您的监督。"
	}
	in := map[string]any{"outcome": l.plan.outcome(n), "basis": "已到现场核实，并按规定处理。", "public_text": text, "reached": false}
	if l.plan.chance("reached", n) && !o.SignedAt.IsZero() && !l.hasty {
		in["reached"], in["contacted_at"], in["contact_number"] = true, o.SignedAt.Format(time.RFC3339Nano), l.plan.phone()
	}
	err = l.verb(ctx, m, workorder.VerbReply, o, in)
	l.hasty = codeOf(err) == workorder.ErrInvalid.Code // a server's clock that was set back has not reached the signing yet
	return err
}

func (l *life) review(ctx context.Context, o *order) error {
	n := l.times(workorder.VerbReview)
	if err := l.wait(ctx, l.plan.delay("review", n)); err != nil {
		return err
	}
	in := map[string]any{"approve": true}
	if n == 0 && l.plan.chance("reject", 0) {
		in = map[string]any{"approve": false, "note": "请写明处理的时间和结果后再提交。"}
	}
	return l.verb(ctx, l.member("reviewer", l.crew.reviewers), workorder.VerbReview, o, in)
}

// maxAsks is how often a citizen opens the page that does not ask for a rating yet: the question is planned a moment
// after the completion.
const maxAsks = 8

// rate lets the citizen open the request, confirm and rate.
func (l *life) rate(ctx context.Context) error {
	if !l.plan.chance("rate", 0) || l.past.Verbs["confirm"] > 0 {
		return nil
	}
	if err := l.wait(ctx, l.plan.delay("rate", 0)); err != nil {
		return err
	}
	b := l.wire.citizen(l.plan, l.options.SourceHeader)
	resolved, satisfaction := l.plan.rating()
	answers := url.Values{"contacted": {"no"}, "resolved": {resolved}, "satisfaction": {satisfaction}}
	if l.plan.chance("reached", 0) {
		answers.Set("contacted", "yes")
	}
	var err error
	for n := range maxAsks {
		var page string
		if page, err = b.track(ctx, l.past.Number, l.past.Code, l.plan.key("track "+l.past.Number, 0)); err != nil {
			return err
		}
		if !mayRate(page, l.past.Number) {
			return nil // archived meanwhile
		}
		if err = b.confirm(ctx, l.past.Number, l.plan.key("confirm "+l.past.Number, 0), answers); err == nil {
			return l.note(entry{What: whatVerb, Verb: "confirm"})
		}
		var p *problem
		if !errors.As(err, &p) || p.Status >= 500 {
			return err
		}
		if err := sleep(ctx, time.Duration(n+1)*100*time.Millisecond); err != nil {
			return err
		}
	}
	return err
}
