package democity

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"onedoor/internal/assessment"
	"onedoor/internal/followup"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// enforcement are the categories of the demo that are law-enforcement matters 执法类, with those below them: illegal
// parking, traffic offences, objections to fines.
var enforcement = []string{"0402", "0403", "040502"}

// utilities are the demo's categories of water, power and gas, with those below them: the special case of limits 水电气热.
var utilities = []string{"0804", "1701", "1702", "1703", "180501"}

// limitCase is the special case of limits of a category of the demo.
func limitCase(code string) string {
	if slices.Contains(utilities, code) {
		return "utility"
	}
	return ""
}

// The demo's sampling plans.
var samples = []followup.SampleIn{
	{Name: "每月独立复核", Purpose: string(followup.ForRecheck), Permille: 150, Seed: "demo-recheck", Active: true},
	{Name: "投诉件独立复核", Purpose: string(followup.ForRecheck), Kind: "complaint", Number: 1, Seed: "demo-complaint", Active: true},
	{Name: "高峰期电话抽样", Purpose: string(followup.ForPhone), Permille: 300, Seed: "demo-phone"},
}

// verdicts are what the demo's inspector finds, by whether a doubt is confirmed.
var verdicts = map[bool][]string{
	true:  {"调取通话记录，未见拨打诉求人的记录。", "再次联系诉求人，确认办理期间没有接到过电话。", "内容为投诉，登记时误选为咨询，已提醒坐席。"},
	false: {"诉求人回忆后表示确实接过电话。", "联系的是诉求人家属，情况属实。", "只是询问投诉的办理流程，登记为咨询没有问题。"},
}

// Measure does what the centre does to keep its figures honest: it samples, asks again, looks into doubts, grades, and
// hears an objection.
func (h *House) Measure(ctx context.Context, now time.Time) error {
	for _, step := range []func(context.Context, time.Time) error{h.sample, h.askAgain, h.judge, h.grade} {
		if err := h.CatchUp(ctx); err != nil {
			return err
		}
		if err := step(ctx, now); err != nil {
			return err
		}
	}
	return h.CatchUp(ctx)
}

// sample sets the sampling plans and draws the past days.
func (h *House) sample(ctx context.Context, now time.Time) error {
	by, err := find(h.people, "supervisor1")
	if err != nil {
		return err
	}
	days := followup.DrawIn{From: now.In(wall.Shanghai).AddDate(0, 0, -Days).Format(time.DateOnly), To: now.In(wall.Shanghai).AddDate(0, 0, -1).Format(time.DateOnly)}
	return h.Store.Write(ctx, func(tx *store.Tx) error {
		for _, in := range samples {
			x, err := h.Followup.PutSample(tx, by, 0, in)
			if err != nil {
				return fmt.Errorf("sampling plan %s: %w", in.Name, err)
			}
			if x.Purpose != followup.ForRecheck {
				continue
			}
			if _, err := h.Followup.Draw(tx, by, x.ID, days); err != nil && !errors.Is(err, followup.ErrNobodyToDraw) {
				return fmt.Errorf("draw %s: %w", in.Name, err)
			}
		}
		return nil
	})
}

// askAgain does two thirds of the rechecks; most citizens say the same as before.
func (h *House) askAgain(ctx context.Context, _ time.Time) error {
	var callers []auth.Principal
	for _, login := range []string{"reviewer2", "reviewer3", "leader2"} {
		by, err := find(h.people, login)
		if err != nil {
			return err
		}
		callers = append(callers, by)
	}
	rows, _, err := h.Followup.Rechecks(h.Store.Read(ctx), callers[0], followup.RecheckFilter{Limit: 200})
	if err != nil {
		return err
	}
	for i, r := range rows {
		draw := source("recheck", r.OrderNumber)
		if draw.IntN(3) == 0 {
			continue
		}
		err := h.Store.Write(ctx, func(tx *store.Tx) error {
			_, err := h.Followup.AttemptRecheck(tx, callers[i%len(callers)], r.ID, saidAgain(draw.IntN(12)))
			return err
		})
		if err != nil && !errors.Is(err, followup.ErrNotIndependent) {
			return fmt.Errorf("recheck %s: %w", r.OrderNumber, err)
		}
	}
	return nil
}

// saidAgain is what a citizen says at a recheck, by lot: most are content, one of twelve was never called, one is not
// content any more, one does not answer.
func saidAgain(lot int) followup.RecheckIn {
	in := followup.RecheckIn{Reached: true}
	contacted := true
	in.Answer = followup.Answer{Contacted: &contacted, Resolved: followup.ResolvedYes, Satisfaction: 5}
	switch lot {
	case 0:
		contacted = false
		in.Note = "表示办理期间没有接到过承办单位的电话。"
	case 1:
		in.Resolved, in.Satisfaction, in.Note = followup.ResolvedPartly, 2, "当时说会继续跟进，之后没有再来。"
	case 2:
		return followup.RecheckIn{Answer: followup.Answer{Note: "无人接听"}}
	}
	return in
}

// judge looks into two thirds of the doubts.
func (h *House) judge(ctx context.Context, _ time.Time) error {
	if h.Assessment == nil {
		return nil
	}
	by, err := find(h.people, "inspector1")
	if err != nil {
		return err
	}
	rows, _, err := h.Assessment.Doubts(h.Store.Read(ctx), by, assessment.DoubtFilter{Limit: 200})
	if err != nil {
		return err
	}
	for _, d := range rows {
		draw := source("verdict", d.OrderNumber, string(d.Kind))
		if draw.IntN(3) == 0 {
			continue
		}
		in := assessment.VerdictIn{Confirmed: draw.IntN(10) < 7, Version: d.Version}
		words := verdicts[in.Confirmed]
		in.Note = words[draw.IntN(2)]
		if d.Kind == assessment.Relabel {
			in.Note = words[2]
		}
		if err := h.Store.Write(ctx, func(tx *store.Tx) error {
			_, err := h.Assessment.Judge(tx, by, d.ID, in)
			return err
		}); err != nil {
			return fmt.Errorf("doubt about %s: %w", d.OrderNumber, err)
		}
	}
	return nil
}

// grade publishes the last four weeks, tries this month, and lets a unit object.
func (h *House) grade(ctx context.Context, now time.Time) error {
	if h.Assessment == nil {
		return nil
	}
	people := map[string]auth.Principal{}
	for _, login := range []string{"analyst1", "supervisor1", "officer-xiangzhou"} {
		by, err := find(h.people, login)
		if err != nil {
			return err
		}
		people[login] = by
	}
	today := now.In(wall.Shanghai)
	return h.Store.Write(ctx, func(tx *store.Tx) error {
		if _, err := h.Assessment.Compute(tx, people["analyst1"], assessment.PeriodIn{Kind: "month", Day: today.Format(time.DateOnly)}); err != nil {
			return err
		}
		p, err := h.Assessment.Compute(tx, people["analyst1"], assessment.PeriodIn{Kind: "span", Day: today.AddDate(0, 0, -28).Format(time.DateOnly),
			To: today.AddDate(0, 0, -1).Format(time.DateOnly)})
		if err != nil {
			return err
		}
		if _, err := h.Assessment.Publish(tx, people["analyst1"], p.ID, p.Version); err != nil {
			return err
		}
		return h.object(tx, people, p.ID)
	})
}

// object lets a district object to two figures; one is decided on.
func (h *House) object(tx *store.Tx, people map[string]auth.Principal, period ids.ID) error {
	table, err := h.Assessment.Grades(tx, people["officer-xiangzhou"], period)
	if err != nil || !slices.ContainsFunc(table.Items, func(u assessment.UnitGrades) bool { return u.UnitID == people["officer-xiangzhou"].Unit }) {
		return err // nothing was completed there
	}
	for i, in := range []assessment.ObjectIn{
		{Indicator: assessment.FirstContact, Reason: "有两件诉求人要求晚间联系，按其约定时间联系，不应计为不及时。"},
		{Indicator: assessment.Redo, Reason: "重办一件系诉求人提出新的问题，请核实。"},
	} {
		o, err := h.Assessment.Object(tx, people["officer-xiangzhou"], period, in)
		if err != nil {
			return err
		}
		if i == 0 {
			continue
		}
		if _, err := h.Assessment.DecideObjection(tx, people["supervisor1"], o.ID, assessment.DecideIn{Note: "经核对，重办仍为同一问题，维持原数据。"}); err != nil {
			return err
		}
	}
	return nil
}

// gradeRules suit a small city: a month of a demo has few cases.
func (h *House) gradeRules(tx *store.Tx) error {
	if h.Assessment == nil {
		return nil
	}
	rules := assessment.DefaultGradeRules()
	rules.FirstContactHours = 72
	for i := range rules.Indicators {
		rules.Indicators[i].Least = 4
	}
	_, err := h.Assessment.PutGradeRules(tx, auth.System, rules)
	return err
}
