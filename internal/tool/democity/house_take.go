package democity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/followup"
	"onedoor/internal/intake"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// Take does one step through the room whose verb it is, as the person who did it. Where the settings of followup end
// a question earlier than the plan expects (fewer calls, shorter links), nothing more happens to that case.
func (h *House) Take(ctx context.Context, s Step) error {
	if s.Case != nil && h.over[s.Case] {
		return nil
	}
	err := h.take(ctx, s)
	if (s.Verb == VerbCall || s.Verb == VerbRate) && (errors.Is(err, followup.ErrSettled) || errors.Is(err, followup.ErrClosed)) {
		if h.over == nil {
			h.over = map[*Case]bool{}
		}
		h.over[s.Case] = true
		return nil
	}
	return err
}

func (h *House) take(ctx context.Context, s Step) error {
	by := intake.Citizen
	if s.By != "" {
		var err error
		if by, err = find(h.people, s.By); err != nil {
			return err
		}
	}
	switch s.Verb {
	case VerbPublish:
		return h.Publish(ctx, []Entry{*s.Entry}, h.now)
	case VerbTakeOn, VerbAdd:
		return h.takeOn(ctx, by, s)
	case VerbRepeat:
		return h.repeat(ctx, by, s)
	case VerbRate:
		receipt := h.taken[s.Case]
		return h.Followup.RateByCitizen(ctx, receipt.Order, receipt.Request, s.After.answer(s.Case))
	case VerbCall:
		return h.call(ctx, by, s)
	case VerbReply:
		proofs, err := h.proofs(ctx, s)
		if err != nil {
			return err
		}
		s.proofs = proofs
	}
	return h.Store.Write(ctx, func(tx *store.Tx) error { return h.onOrder(tx, by, s) })
}

// onOrder does a step on the order of a case.
func (h *House) onOrder(tx *store.Tx, by auth.Principal, s Step) error {
	o, err := h.Orders.Get(tx, by, h.taken[s.Case].Order)
	if err != nil {
		return err
	}
	unit := h.units[s.Unit]
	switch s.Verb {
	case VerbDispatch:
		_, err = h.Orders.Dispatch(tx, by, o.ID, o.Version, workorder.DispatchIn{Unit: unit, Note: s.Text})
	case VerbSign:
		if _, err = h.Orders.SignFor(tx, by, o.ID, o.Version); err == nil && o.ID%5 != 0 && !o.Sealed { // most units call soon; who asked for confidentiality is the centre's to call
			_, err = h.Orders.Contact(tx, by, o.ID, 0, workorder.ContactIn{ContactedAt: h.Clock.Now(), Reached: o.ID%3 != 0, Note: "已去电核实情况。"})
		}
	case VerbReturn:
		_, err = h.Orders.Return(tx, by, o.ID, o.Version, workorder.ReturnIn{ReasonCode: s.returnCode(), Reason: s.Text,
			DutyBasis: "本单位机构职能编制规定所列职责", ProposedUnit: unit})
	case VerbReviewReturn:
		_, err = h.Orders.ReviewReturn(tx, by, o.ID, o.Version, workorder.ReviewReturnIn{Uphold: s.Yes, Unit: unit, Note: s.Text})
	case VerbReassign:
		_, err = h.Orders.Reassign(tx, by, o.ID, o.Version, workorder.ReassignIn{Unit: unit, Reason: s.Text})
	case VerbApply:
		_, err = h.Orders.Apply(tx, by, o.ID, o.Version, workorder.ApplyIn{Kind: workorder.Case(s.Then), Reason: s.Text, Amount: s.Amount, Until: s.Until})
	case VerbDecide:
		_, err = h.Orders.Decide(tx, by, o.ID, o.Version, workorder.DecideIn{Approve: s.Yes, Note: s.Text})
	case VerbProgress:
		_, err = h.Orders.Progress(tx, by, o.ID, o.Version, workorder.ProgressIn{Content: s.Text})
	case VerbWithdraw:
		_, err = h.Orders.Withdraw(tx, by, o.ID, o.Version, workorder.ReasonIn{Reason: s.Text})
	case VerbMerge:
		_, err = h.Orders.Merge(tx, by, o.ID, o.Version, workorder.MergeIn{Into: h.taken[s.Into].Order, Note: s.Text})
	case VerbTransfer:
		_, err = h.Orders.Transfer(tx, by, o.ID, o.Version, workorder.TransferIn{Unit: unit, Reason: s.Text})
	case VerbInvite:
		_, err = h.Orders.Invite(tx, by, o.ID, o.Version, workorder.InviteIn{Unit: unit, Ask: s.Text})
	case VerbReturnInvite:
		_, err = h.Orders.ReturnInvite(tx, by, o.ID, o.Version, workorder.ReturnInviteIn{ReasonCode: "other", Reason: s.Text})
	case VerbInsist:
		_, err = h.Orders.Insist(tx, by, o.ID, o.Version, workorder.PartIn{Reason: s.Text})
	case VerbContribute:
		_, err = h.Orders.Contribute(tx, by, o.ID, o.Version, workorder.ContributeIn{Text: s.Text})
	case VerbNote:
		_, err = h.Orders.Note(tx, by, o.ID, 0, workorder.NoteIn{Text: s.Text})
	case VerbReply:
		err = h.reply(tx, by, o, s)
	case VerbReview:
		_, err = h.Orders.ReviewReply(tx, by, o.ID, o.Version, workorder.ReviewIn{Approve: s.Yes, Note: s.Text})
	default:
		err = fmt.Errorf("%q: %w", s.Verb, errUnknown)
	}
	return err
}

// returnCode fits the reason: a unit that names another one says that the duty is not its own.
func (s Step) returnCode() string {
	if s.Unit != "" {
		return "not_our_duty"
	}
	return "other"
}

// form is the request as it is filled in.
func (h *House) form(s Step) (intake.RequestForm, error) {
	k := s.Case
	c := k.Scenario
	category, err := find(h.category, c.Category)
	if err != nil {
		return intake.RequestForm{}, err
	}
	f := intake.RequestForm{Kind: c.Kind, CategoryID: category, DivisionCode: k.Place.Division, Address: k.Place.Address,
		OccurredAt: &k.Occurred, Accused: c.Accused, Title: c.Title(k.Place), Content: c.Content(k.Place),
		Expectation: c.Expectation, Urgent: c.Urgent, Business: c.Enterprise, Language: c.Language, Sealed: c.Sealed,
		ReplyWanted: c.Kind != "invalid" && c.Kind != "praise", ReplyWay: "none"}
	if c.Topic != "" {
		f.Topics = []string{c.Topic}
	}
	if f.ReplyWanted {
		if f.ReplyWay = "web"; k.wantsCall() {
			f.ReplyWay, f.ReplyHours = "phone", pick(source("hours", c.Code, k.Place.Address), replyHours)
		}
	}
	switch s.Then {
	case ThenDispatch:
		f.Then = &intake.Then{Verb: intake.ThenDispatch, UnitID: h.units[s.Unit], Note: s.Text}
	case ThenAnswer:
		f.Then = &intake.Then{Verb: intake.ThenAnswer, Text: s.Text}
		if s.Quote != "" {
			f.Then.ArticleIDs = []ids.ID{h.entries[s.Quote]}
		}
	}
	return f, nil
}

var replyHours = []string{"", "", "工作日白天", "晚上七点以后", "中午十二点到两点"}

func (k *Case) caller() intake.Caller {
	if k.Person == nil {
		return intake.Caller{}
	}
	c := intake.Caller{ContactPhone: k.Person.Phone, CallerName: k.Person.Name, Salutation: k.Person.Salutation}
	if k.Door == "phone" {
		c.CallerNumber = k.Person.Phone
	}
	return c
}

func (h *House) takeOn(ctx context.Context, by auth.Principal, s Step) error {
	form, err := h.form(s)
	if err != nil {
		return err
	}
	if h.taken == nil {
		h.taken = map[*Case]intake.Receipt{}
	}
	k := s.Case
	var receipts []intake.Receipt
	if s.Verb == VerbAdd {
		var receipt intake.Receipt
		receipt, err = h.Intake.Add(ctx, by, h.taken[k.With].Contact, form)
		receipts = []intake.Receipt{receipt}
	} else {
		in := intake.TakeOnIn{Door: k.Door, KeepAtCentre: true, HotlineNumber: k.Hotline, Caller: k.caller(), Requests: []intake.RequestForm{form}}
		if k.Person != nil {
			in.Language = k.Person.Language
		}
		if s.By == "" && k.pictured() {
			in.Uploads = workorder.NewUploadToken()
			picture, err := h.keep(ctx, workorder.OwnerToken(in.Uploads), "现场照片.png", source("scene", k.Scenario.Code, k.Place.Address), false)
			if err != nil {
				return err
			}
			in.Requests[0].AttachmentIDs = []ids.ID{picture}
		}
		receipts, err = h.Intake.TakeOn(ctx, by, in)
	}
	if err != nil {
		return err
	}
	h.taken[k] = receipts[0]
	if s.Quote == "" {
		return nil
	}
	return h.quote(ctx, by, s.Quote, receipts[0].Order)
}

// quote keeps which entry an answer was taken from.
func (h *House) quote(ctx context.Context, by auth.Principal, entry string, order ids.ID) error {
	return h.Store.Write(ctx, func(tx *store.Tx) error {
		_, _, err := h.Knowledge.Quote(tx, by, h.entries[entry], order)
		return err
	})
}

func (h *House) repeat(ctx context.Context, by auth.Principal, s Step) error {
	k := s.Case
	in := intake.RepeatIn{Door: "phone", HotlineNumber: "12345", Caller: k.caller(), Content: s.Text, Urge: s.Yes}
	in.CallerNumber = in.ContactPhone
	_, err := h.Intake.Repeat(ctx, by, h.taken[k].Order, in)
	return err
}

// reply submits the unit's reply, written within the hour after the citizen was called.
func (h *House) reply(tx *store.Tx, by auth.Principal, o workorder.Order, s Step) error {
	r, k := s.Reply, s.Case
	if r.Quote != "" {
		if _, _, err := h.Knowledge.Quote(tx, by, h.entries[r.Quote], o.ID); err != nil {
			return err
		}
	}
	in := workorder.ReplyIn{Outcome: workorder.Outcome(r.Outcome), Basis: r.basis(), PublicText: r.Text, InternalNote: r.Note, Attachments: s.proofs}
	if k.Person != nil && k.Person.Phone != "" && !k.Scenario.Sealed {
		minutes := 10 + source("call", k.Scenario.Code, k.Place.Address).IntN(45)
		in.Reached, in.ContactedAt, in.ContactNumber = true, s.At.Add(-time.Duration(minutes)*time.Minute), k.Person.Phone
	}
	_, err := h.Orders.Reply(tx, by, o.ID, o.Version, in)
	return err
}

// basis is what the outcome rests on.
func (r Reply) basis() string {
	if r.Basis != "" {
		return r.Basis
	}
	return map[string]string{
		"resolved":  "现场核查、处置前后照片和回访记录。",
		"partial":   "现场核查记录和整改计划，剩余事项已列入台账。",
		"explained": "现行政策规定和办理档案，已向诉求人说明。",
		"unsolved":  "现场核查记录和相关规定，已告知其他途径。",
	}[r.Outcome]
}

// answer is what the person says; one of twelve was not called by the unit, whatever the unit wrote.
func (a *After) answer(k *Case) followup.Answer {
	contacted := source("contacted", k.Scenario.Code, k.Place.Address).IntN(12) != 0
	return followup.Answer{Contacted: &contacted, Resolved: a.Resolved, Satisfaction: a.Satisfaction, Note: a.Remark}
}

// call writes down a follow-up call.
func (h *House) call(ctx context.Context, by auth.Principal, s Step) error {
	in := followup.AttemptIn{Reached: s.Yes, Redo: s.Redo}
	if s.After != nil {
		in.Answer = s.After.answer(s.Case)
	}
	in.Note = s.Text
	return h.Store.Write(ctx, func(tx *store.Tx) error {
		plan, err := h.question(tx, h.taken[s.Case].Order)
		if err != nil {
			return err
		}
		_, err = h.Followup.Attempt(tx, by, plan, in)
		return err
	})
}

var errNotAsked = errors.New("nobody is asked about the order")

// question finds the order's latest follow-up plan in its history.
func (h *House) question(q store.Queryer, order ids.ID) (ids.ID, error) {
	history, err := h.Ledger.History(q, order)
	if err != nil {
		return 0, err
	}
	for i := len(history) - 1; i >= 0; i-- {
		if history[i].Kind != followup.EventPlanned {
			continue
		}
		var planned followup.Planned
		if err := json.Unmarshal(history[i].Payload, &planned); err != nil {
			return 0, fmt.Errorf("payload of %s: %w", history[i].Kind, err)
		}
		return planned.Plan, nil
	}
	return 0, errNotAsked
}
