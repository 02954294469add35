package workorder

import (
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

func TestStale(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		o := b.in(StateHandling)
		for _, c := range []struct {
			name    string
			version int64
			code    string
		}{{"Old", o.Version - 1, "workorder.stale"}, {"Future", o.Version + 1, "workorder.stale"}, {"None", 0, "workorder.version_missing"}} {
			t.Run(c.name, func(t *testing.T) {
				seen := o
				seen.Version = c.version
				if _, err := b.as(waters, seen, VerbReply, CaseOnly); code(err) != c.code {
					t.Errorf("code = %s, want %s", code(err), c.code)
				}
			})
		}
		t.Run("UrgingDoesNotDisturb", func(t *testing.T) {
			b.do(o, VerbUrge, CaseOnly)
			b.do(o, VerbNote, CaseOnly)
			if _, err := b.as(waters, o, VerbReply, CaseOnly); err != nil {
				t.Errorf("a reply after an urge: %v", err)
			}
		})
		t.Run("ASupplementMustBeRead", func(t *testing.T) {
			o := b.in(StateHandling)
			b.do(o, VerbSupplement, CaseOnly)
			if _, err := b.as(waters, o, VerbReply, CaseOnly); code(err) != "workorder.stale" {
				t.Errorf("a reply by who has not seen the supplement: %s", code(err))
			}
		})
		t.Run("WhoHasNotSeenItMayUrge", func(t *testing.T) {
			o := b.in(StateHandling)
			o.Version = 0
			for _, v := range []Verb{VerbUrge, VerbNote, VerbSupplement, VerbAttach} {
				if _, err := b.as(centre, o, v, CaseOnly); err != nil {
					t.Errorf("%s without a version: %v", v, err)
				}
			}
		})
		t.Run("TwiceTellsWhatHappened", func(t *testing.T) {
			o := b.in(StateDispatched)
			b.do(o, VerbSign, CaseOnly)
			if _, err := b.as(waters, o, VerbSign, CaseOnly); code(err) != "workorder.already_signed" {
				t.Errorf("signed twice: %s", code(err))
			}
		})
	})
}

func TestReturn(t *testing.T) {
	b := newBench(t, storeOf(t))
	for name, c := range map[string]struct {
		in   ReturnIn
		code string
	}{
		"NoCode":            {ReturnIn{Reason: "不归我管"}, "workorder.reason_code"},
		"UnknownCode":       {ReturnIn{ReasonCode: "lazy", Reason: "不归我管"}, "workorder.reason_code"},
		"NoReason":          {ReturnIn{ReasonCode: "other", Reason: " \n"}, "workorder.reason_missing"},
		"LongReason":        {ReturnIn{ReasonCode: "other", Reason: strings.Repeat("字", 2001)}, "workorder.invalid"},
		"ProposesItself":    {ReturnIn{ReasonCode: "other", Reason: "因", DutyBasis: "第二条", ProposedUnit: unitWaters}, "workorder.same_unit"},
		"ProposesUnknown":   {ReturnIn{ReasonCode: "other", Reason: "因", DutyBasis: "第二条", ProposedUnit: 77}, "workorder.unit_unknown"},
		"ProposesClosed":    {ReturnIn{ReasonCode: "other", Reason: "因", DutyBasis: "第二条", ProposedUnit: unitClosed}, "workorder.unit_closed"},
		"NoBasis":           {ReturnIn{ReasonCode: "not_our_duty", Reason: "因", ProposedUnit: unitRoads}, "workorder.basis_missing"},
		"NoProposal":        {ReturnIn{ReasonCode: "not_our_duty", Reason: "因", DutyBasis: "第二条"}, "workorder.proposal_missing"},
		"AreaNoBasis":       {ReturnIn{ReasonCode: "not_our_area", Reason: "因", ProposedUnit: unitRoads}, "workorder.basis_missing"},
		"AreaNoProposal":    {ReturnIn{ReasonCode: "not_our_area", Reason: "因", DutyBasis: "第二条"}, "workorder.proposal_missing"},
		"SeveralNoBasis":    {ReturnIn{ReasonCode: "several_units", Reason: "因", ProposedUnit: unitRoads}, "workorder.basis_missing"},
		"SeveralNoProposal": {ReturnIn{ReasonCode: "several_units", Reason: "因", DutyBasis: "第二条"}, "workorder.proposal_missing"},
		"RemitNoBasis":      {ReturnIn{ReasonCode: "outside_remit", Reason: "因"}, "workorder.basis_missing"},
		"RemitNoProposal":   {ReturnIn{ReasonCode: "outside_remit", Reason: "因", DutyBasis: "第二条"}, "ok"},
		"RepeatedNeither":   {ReturnIn{ReasonCode: "repeated", Reason: "因"}, "ok"},
		"OtherNoBasis":      {ReturnIn{ReasonCode: "other", Reason: "因"}, "workorder.basis_missing"},
		"NeedsNeither":      {ReturnIn{ReasonCode: "facts_unclear", Reason: "因"}, "ok"},
		"WithBasisAndGoals": {ReturnIn{ReasonCode: "other", Reason: "因", DutyBasis: "三定方案第二条", ProposedUnit: unitRoads}, "ok"},
	} {
		t.Run(name, func(t *testing.T) {
			o := b.in(StateHandling)
			_, err := b.try(func(tx *store.Tx) (Order, error) { return b.s.Return(tx, waters, o.ID, o.Version, c.in) })
			if code(err) != c.code {
				t.Errorf("code = %s, want %s", code(err), c.code)
			}
		})
	}
}

func TestReturn_BackWhereItWas(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for _, from := range []State{StateDispatched, StateHandling} {
			o := b.in(from)
			o = b.do(b.do(o, VerbReturn, CaseOnly), VerbReviewReturn, CaseReject)
			if o.State != from || o.ReturnCount != 1 {
				t.Errorf("returned from %s, back at %s, count %d", from, o.State, o.ReturnCount)
			}
		}
		o := b.in(StateReturned)
		o = b.do(o, VerbReviewReturn, CasePassOn)
		v, err := b.s.View(b.Store.Read(t.Context()), centre, o.ID)
		if err != nil {
			t.Fatal(err)
		}
		r := v.Returns[0]
		if r.State != ReviewUpheld || r.ReviewNote != "意见" || r.ReasonName != "不属于本单位职责" || r.UnitName != "水务局" {
			t.Errorf("return = %+v", r)
		}
		first, second := v.Assignments[0], v.Assignments[1]
		if first.EndedHow != VerbReviewReturn || first.EndedAt.IsZero() || second.UnitID != unitRoads || !second.EndedAt.IsZero() {
			t.Errorf("assignments = %+v", v.Assignments)
		}
		// The unit that returned it has no more business with it.
		if err := b.s.Visible(b.Store.Read(t.Context()), waters, o.ID); code(err) != "workorder.not_found" {
			t.Errorf("the former unit: %s", code(err))
		}
	})
}

func TestReviewReturn_Refused(t *testing.T) {
	b := newBench(t, storeOf(t))
	for name, c := range map[string]struct {
		in   ReviewReturnIn
		code string
	}{
		"RejectWithoutReason": {ReviewReturnIn{}, "workorder.reason_missing"},
		"RejectToAnotherUnit": {ReviewReturnIn{Unit: unitRoads, Note: "因"}, "workorder.invalid"},
		"UpholdToTheSame":     {ReviewReturnIn{Uphold: true, Unit: unitWaters}, "workorder.same_unit"},
		"UpholdToUnknown":     {ReviewReturnIn{Uphold: true, Unit: 88}, "workorder.unit_unknown"},
		"UpholdWithoutReason": {ReviewReturnIn{Uphold: true}, "ok"},
	} {
		t.Run(name, func(t *testing.T) {
			o := b.in(StateReturned)
			_, err := b.try(func(tx *store.Tx) (Order, error) { return b.s.ReviewReturn(tx, centre, o.ID, o.Version, c.in) })
			if code(err) != c.code {
				t.Errorf("code = %s, want %s", code(err), c.code)
			}
			if got := b.load(o.ID); err != nil && (got.State != StateReturned || got.Version != o.Version) {
				t.Errorf("a refusal changed the order: %+v", got)
			}
		})
	}
}

func TestReply(t *testing.T) {
	good := ReplyIn{Outcome: OutcomeResolved, Basis: "已修复", PublicText: "修好了", ContactedAt: day(16, 9, 0), Reached: true}
	b := newBench(t, storeOf(t))
	for name, c := range map[string]struct {
		change func(*ReplyIn)
		code   string
	}{
		"Good":                   {func(*ReplyIn) {}, "ok"},
		"NotReached":             {func(in *ReplyIn) { in.Reached, in.ContactedAt = false, time.Time{} }, "ok"},
		"NoOutcome":              {func(in *ReplyIn) { in.Outcome = "" }, "workorder.invalid"},
		"UnknownOutcome":         {func(in *ReplyIn) { in.Outcome = "已解决" }, "workorder.invalid"},
		"NoBasis":                {func(in *ReplyIn) { in.Basis = " " }, "workorder.invalid"},
		"NoText":                 {func(in *ReplyIn) { in.PublicText = "" }, "workorder.invalid"},
		"HugeText":               {func(in *ReplyIn) { in.PublicText = strings.Repeat("字", 20001) }, "workorder.invalid"},
		"ContactedInTheFuture":   {func(in *ReplyIn) { in.ContactedAt = day(17, 9, 0) }, "workorder.invalid"},
		"ReachedButNobodyKnows":  {func(in *ReplyIn) { in.ContactedAt = time.Time{} }, "workorder.invalid"},
		"SomebodyElsesFile":      {func(in *ReplyIn) { in.Attachments = []ids.ID{4711} }, "workorder.file_missing"},
		"MoreFilesThanCanBeHeld": {func(in *ReplyIn) { in.Attachments = make([]ids.ID, 21) }, "workorder.file_too_many"},
	} {
		t.Run(name, func(t *testing.T) {
			o, in := b.in(StateHandling), good
			c.change(&in)
			_, err := b.try(func(tx *store.Tx) (Order, error) { return b.s.Reply(tx, waters, o.ID, o.Version, in) })
			if code(err) != c.code {
				t.Errorf("code = %s, want %s", code(err), c.code)
			}
		})
	}
}

func TestReply_NumberIsMasked(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		o := b.in(StateHandling)
		o = b.must(func(tx *store.Tx) (Order, error) {
			return b.s.Reply(tx, waters, o.ID, o.Version, ReplyIn{
				Outcome: OutcomePartial, Basis: "依据", PublicText: "正文", InternalNote: "内部", ContactNumber: "13900001234",
				ContactedAt: day(16, 9, 0), Reached: true,
			})
		})
		v, err := b.s.View(b.Store.Read(t.Context()), centre, o.ID)
		if err != nil || v.Replies[0].ContactNumber != "139****1234" {
			t.Errorf("reply = %+v, err = %v", v.Replies, err)
		}
		var found int
		err = b.Store.Read(t.Context()).QueryRow(`SELECT COUNT(*) FROM workorder_reply WHERE contact_number LIKE '%0000%'`).Scan(&found)
		if err != nil || found != 0 {
			t.Errorf("the number itself is in %d rows, err = %v", found, err)
		}
	})
	for number, want := range map[string]string{
		"": "", "110": "***", "12345": "***45", "0756-2222222": "075*****2222", "87654321": "876*4321",
	} {
		if got := maskNumber(number); got != want {
			t.Errorf("maskNumber(%q) = %q, want %q", number, got, want)
		}
	}
}

func TestRedo_OfADirectAnswer(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		o := b.must(func(tx *store.Tx) (Order, error) {
			return b.s.CreateAnswered(tx, centre, b.form(), AnswerIn{Text: "答"})
		})
		redo := func(in RedoIn) (Order, error) {
			return b.try(func(tx *store.Tx) (Order, error) { return b.s.Redo(tx, centre, o.ID, o.Version, in) })
		}
		if _, err := redo(RedoIn{Reason: "仍未解决"}); code(err) != "workorder.unit_missing" {
			t.Errorf("without a unit: %s", code(err))
		}
		if _, err := redo(RedoIn{Unit: unitWaters}); code(err) != "workorder.reason_missing" {
			t.Errorf("without a reason: %s", code(err))
		}
		after, err := redo(RedoIn{Reason: "仍未解决", Unit: unitRoads})
		if err != nil || after.Unit != unitRoads || after.Direct || after.State != StateDispatched {
			t.Errorf("redone = %+v, err = %v", after, err)
		}
	})
}

func TestReassign_SubCentre(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		o := b.in(StateHandling)
		reassign := func(p auth.Principal, o Order, to ids.ID, reason string) (Order, error) {
			return b.try(func(tx *store.Tx) (Order, error) {
				return b.s.Reassign(tx, p, o.ID, o.Version, ReassignIn{Unit: to, Reason: reason})
			})
		}
		for _, c := range []struct {
			to     ids.ID
			reason string
			code   string
		}{
			{unitParks, "因", "workorder.not_yours"}, {unitWaters, "因", "workorder.same_unit"},
			{unitRoads, "", "workorder.reason_missing"}, {0, "因", "workorder.unit_missing"},
		} {
			if _, err := reassign(works, o, c.to, c.reason); code(err) != c.code {
				t.Errorf("to %d with %q: %s, want %s", c.to, c.reason, code(err), c.code)
			}
		}
		if after, err := reassign(works, o, unitRoads, "属公路局"); err != nil || after.Unit != unitRoads {
			t.Errorf("within the sub-centre: %v", err)
		}
		t.Run("GainsNothing", func(t *testing.T) {
			b.Clock.Set(day(16, 9, 30))
			b.limits.giveBack = 2
			defer func() { b.limits.giveBack = 0 }()
			o := b.in(StateHandling)
			total := o.TotalDueAt
			b.Clock.Set(day(17, 10, 0))
			o = b.do(b.do(o, VerbApply, CaseExtension), VerbDecide, CaseExtension)
			o = b.do(o, VerbPause, CaseOnly)
			b.Clock.Set(day(18, 10, 0))
			o = b.do(o, VerbResume, CaseOnly)
			due := o.DueAt
			if !due.After(day(25, 0, 0)) {
				t.Fatalf("due %s: neither extended nor paused", due)
			}
			for i, to := range []ids.ID{unitRoads, unitWaters, unitRoads} {
				b.Clock.Advance(24 * time.Hour)
				b.Settle(t)
				after, err := reassign(works, b.load(o.ID), to, "内部调整")
				if err != nil || after.Assignment != i+2 || after.State != StateDispatched || !after.SignedAt.IsZero() || !after.SignDueAt.After(b.Clock.Now()) {
					t.Fatalf("to %d: %+v, %v", to, after, err)
				}
				if !after.DueAt.Equal(due) || !after.TotalDueAt.Equal(total) {
					t.Errorf("to %d: due %s, total %s; want %s, %s", to, after.DueAt, after.TotalDueAt, due, total)
				}
				if c, err := b.s.Explain(b.Store.Read(t.Context()), after); err != nil || !c.Due.Equal(due) || !c.From.Equal(day(16, 9, 30)) || len(c.Warnings) != 1 { // the calendar is not known
					t.Errorf("explained: due %s from %s, warnings %q, %v", c.Due, c.From, c.Warnings, err)
				}
				o = after
			}
			if _, err := b.as(roads, o, VerbReturn, CaseOnly); code(err) != "workorder.return_late" {
				t.Errorf("the time to return it began anew: %s", code(err))
			}
			b.Clock.Set(due.Add(time.Hour))
			b.Settle(t)
			late, err := reassign(works, b.load(o.ID), unitWaters, "内部调整")
			if err != nil || late.Mark != MarkOverdue || !late.DueAt.Equal(due) {
				t.Errorf("overdue and moved on: mark %d, due %s, %v", late.Mark, late.DueAt, err)
			}
			if by, err := reassign(centre, late, unitRoads, "中心改派"); err != nil || by.Mark != MarkNone || !by.DueAt.After(due) {
				t.Errorf("the centre gives a clock of its own: mark %d, due %s, %v", by.Mark, by.DueAt, err)
			}
		})
		t.Run("StaysDesignated", func(t *testing.T) {
			o := b.designate(b.in(StateReturned), unitWaters)
			after, err := reassign(works, o, unitRoads, "内部调整")
			if err != nil || !after.Designated {
				t.Fatalf("after = %+v, %v", after, err)
			}
			if _, err := b.as(roads, after, VerbReturn, CaseOnly); code(err) != "workorder.designated" {
				t.Errorf("given back by another unit of the sub-centre: %s", code(err))
			}
		})
	})
}

// TestNotes_WhoReads: the centre reads all, a unit its own only.
func TestNotes_WhoReads(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		o := b.in(StateHandling)
		for p, text := range map[*auth.Principal]string{&centre: "中心的话", &waters: "水务的话"} {
			b.must(func(tx *store.Tx) (Order, error) { return b.s.Note(tx, *p, o.ID, 0, NoteIn{Text: text}) })
		}
		o = b.do(o, VerbReassign, CaseOnly)
		b.must(func(tx *store.Tx) (Order, error) { return b.s.Note(tx, roads, o.ID, 0, NoteIn{Text: "公路的话"}) })
		for name, c := range map[string]struct {
			p    auth.Principal
			want int
		}{"Centre": {centre, 3}, "Roads": {roads, 1}, "Above": {works, 2}} {
			v, err := b.s.View(b.Store.Read(t.Context()), c.p, o.ID)
			if err != nil || len(v.Notes) != c.want {
				t.Errorf("%s reads %d notes, want %d (err %v)", name, len(v.Notes), c.want, err)
			}
			items, err := b.s.Timeline(b.Store.Read(t.Context()), c.p, o.ID)
			told := 0
			for _, item := range items {
				if item.Kind == EventNoted {
					told++
				}
			}
			if err != nil || told != c.want {
				t.Errorf("%s is told of %d notes, want %d (err %v)", name, told, c.want, err)
			}
		}
	})
}

func TestTimeline(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		o := b.in(StateReplied)
		o = b.do(o, VerbReview, CaseReject)
		o = b.do(o, VerbReturn, CaseOnly)
		o = b.do(o, VerbReviewReturn, CaseReject)
		b.do(o, VerbAttach, CaseOnly)
		items, err := b.s.Timeline(b.Store.Read(t.Context()), waters, o.ID)
		if err != nil {
			t.Fatal(err)
		}
		var told []string
		for _, item := range items {
			told = append(told, item.Label+"|"+item.Text+"|"+item.UnitName+"|"+string(item.To))
		}
		want := []string{
			"登记|||registered", "派单||水务局|dispatched", "签收||水务局|handling", "提交答复|水管已经修好。|水务局|replied",
			"退回答复|意见|水务局|handling", "退单|不属于本单位职责：不属于本局职责\n职责依据：三定方案第二条|水务局|returned",
			"驳回退单|意见|水务局|handling", "添加附件|图.jpg|水务局|handling",
		}
		if strings.Join(told, "\n") != strings.Join(want, "\n") {
			t.Errorf("timeline:\n%s\nwant:\n%s", strings.Join(told, "\n"), strings.Join(want, "\n"))
		}
		if items[1].ActorName != "职员1" || items[0].ActorID != centre.ID {
			t.Errorf("actor = %+v", items[1])
		}
		if _, err := b.s.Timeline(b.Store.Read(t.Context()), roads, o.ID); code(err) != "workorder.not_found" {
			t.Errorf("another unit: %s", code(err))
		}
	})
}
