package workorder

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// hand is the person whose verb it is: of the centre, of Waters, of Parks that helps, or of District above.
func hand(v Verb) auth.Principal {
	switch movesOf(v)[0].Who {
	case HandlingUnit:
		return waters
	case CoUnit:
		return parks
	case ChainUnit:
		return district
	}
	return centre
}

// do uses a verb as the person whose verb it is.
func (b *bench) do(o Order, v Verb, c Case) Order {
	b.t.Helper()
	after, err := b.as(hand(v), o, v, c)
	if err != nil {
		b.t.Fatalf("%s/%s from %s: %v", v, c, o.State, err)
	}
	return after
}

// as uses a verb with a valid input as some person.
func (b *bench) as(p auth.Principal, o Order, v Verb, c Case) (Order, error) {
	id, n := o.ID, o.Version
	return b.try(func(tx *store.Tx) (Order, error) {
		switch v {
		case VerbCreate:
			return b.s.Create(tx, p, b.form())
		case VerbDispatch:
			return b.s.Dispatch(tx, p, id, n, DispatchIn{Unit: unitWaters})
		case VerbAnswer:
			return b.s.AnswerDirectly(tx, p, id, n, AnswerIn{Text: "已电话解释。"})
		case VerbSign:
			return b.s.SignFor(tx, p, id, n)
		case VerbReturn:
			return b.s.Return(tx, p, id, n, ReturnIn{
				ReasonCode: "not_our_duty", Reason: "不属于本局职责", DutyBasis: "三定方案第二条", ProposedUnit: unitParks,
			})
		case VerbReviewReturn:
			in := ReviewReturnIn{Uphold: c == CaseUphold || c == CasePassOn, Note: "意见"}
			if c == CasePassOn {
				in.Unit = unitRoads
			}
			return b.s.ReviewReturn(tx, p, id, n, in)
		case VerbReply:
			return b.s.Reply(tx, p, id, n, ReplyIn{Outcome: OutcomeResolved, Basis: "已修复", PublicText: "水管已经修好。"})
		case VerbReview:
			return b.s.ReviewReply(tx, p, id, n, ReviewIn{Approve: c == CaseApprove, Note: "意见"})
		case VerbArchive:
			return b.s.Archive(tx, p, id, n)
		case VerbRedo:
			return b.s.Redo(tx, p, id, n, RedoIn{Reason: "市民反映未解决"})
		case VerbReassign:
			return b.s.Reassign(tx, p, id, n, ReassignIn{Unit: cmp.Or(b.movedTo, unitRoads), Reason: "属公路局"})
		case VerbUrge:
			return b.s.Urge(tx, p, id, n, UrgeIn{Note: "请尽快"})
		case VerbSupplement:
			return b.s.Supplement(tx, p, id, n, SupplementIn{Content: "又漏了一处"})
		case VerbDesignate:
			return b.s.Designate(tx, p, id, n, DesignateIn{Unit: unitWaters, Reason: "管网归水务局"})
		case VerbBind:
			return b.s.Bind(tx, p, id, n, ReasonIn{Reason: "联席会议决定"})
		case VerbApply:
			return b.s.Apply(tx, p, id, n, b.application(c))
		case VerbDecide:
			return b.s.Decide(tx, p, id, n, DecideIn{Approve: c != CaseRefuse, Note: "意见"})
		case VerbPause:
			return b.s.Pause(tx, p, id, n, PauseIn{Reason: "等配件", Until: b.Clock.Now().Add(72 * time.Hour)})
		case VerbResume:
			return b.s.Resume(tx, p, id, n, ReasonIn{Reason: "配件已到"})
		case VerbProgress:
			return b.s.Progress(tx, p, id, n, ProgressIn{Content: "已开挖路面"})
		case VerbContact:
			return b.s.Contact(tx, p, id, n, ContactIn{ContactedAt: b.Clock.Now(), Reached: true, Number: "13900000000", Note: "已说明进度"})
		case VerbMerge:
			return b.s.Merge(tx, p, id, n, MergeIn{Into: b.main(tx), Note: "同一处漏水"})
		case VerbSplit:
			return b.s.Split(tx, p, id, n, ReasonIn{Reason: "不是同一处"})
		case VerbWithdraw:
			return b.s.Withdraw(tx, p, id, n, ReasonIn{Reason: "市民说不用了"})
		case VerbReopen:
			return b.s.Reopen(tx, p, id, n, ReasonIn{Reason: "又漏了"})
		case VerbSeal:
			return b.s.Seal(tx, p, id, n, ReasonIn{Reason: "市民要求"})
		case VerbUnseal:
			return b.s.Unseal(tx, p, id, n, ReasonIn{Reason: "市民同意"})
		case VerbClassify:
			return b.s.Classify(tx, p, id, n, ClassifyIn{Kind: KindSuggestion, Category: 7, Division: "440402", Reason: "核实为建议"})
		case VerbInvite:
			return b.s.Invite(tx, p, id, n, InviteIn{Unit: b.askedUnit(), Ask: "请协助查明管线权属"})
		case VerbContribute:
			return b.s.Contribute(tx, p, id, n, ContributeIn{Text: "绿化带下没有管线"})
		case VerbReturnInvite:
			return b.s.ReturnInvite(tx, p, id, n, ReturnInviteIn{ReasonCode: "not_our_duty", Reason: "管线归水务局"})
		case VerbRelease:
			return b.s.Release(tx, p, id, n, PartIn{Reason: "已经查明"})
		case VerbInsist:
			return b.s.Insist(tx, p, id, n, PartIn{Reason: "绿化带归你单位"})
		case VerbTransfer:
			return b.s.Transfer(tx, p, id, n, TransferIn{Unit: along(o.Unit, c), Reason: "按属地办理"})
		case VerbRecall:
			return b.s.Recall(tx, p, id, n, ReasonIn{Reason: "由区里统一办理"})
		case VerbAskContact:
			return b.s.AskContact(tx, p, id, n, AskContactIn{Ask: "请问漏水的是哪一栋"})
		case VerbAccuse:
			return b.s.Accuse(tx, p, id, n, AccuseIn{AccusedIn: b.accuses(), Reason: "来电人指明"})
		case VerbJudge:
			in := JudgeIn{Confirm: c == CaseConfirm, Reason: "已电话核实"}
			if len(o.accused) > 0 {
				in.Accused = o.accused[len(o.accused)-1].ID
			}
			return b.s.Judge(tx, p, id, n, in)
		case VerbNote:
			return b.s.Note(tx, p, id, n, NoteIn{Text: "备注"})
		case VerbAttach:
			return b.s.Attach(tx, p, id, n, AttachIn{Attachments: []ids.ID{b.upload(tx, p.ID)}})
		}
		return Order{}, errors.New("no such verb in the test")
	})
}

// accuses is whom VerbAccuse names; a new number each time if nobody was chosen.
func (b *bench) accuses() AccusedIn {
	if b.accused != (AccusedIn{}) {
		return b.accused
	}
	b.serial++
	return AccusedIn{Phone: fmt.Sprintf("139%08d", b.serial)}
}

func (b *bench) askedUnit() ids.ID {
	if b.asked != 0 {
		return b.asked
	}
	return unitRoads
}

// along is the unit one step down or up the line.
func along(unit ids.ID, c Case) ids.ID {
	if c == CaseUp {
		return map[ids.ID]ids.ID{unitWaters: unitDistrict, unitVillage: unitWaters}[unit]
	}
	return map[ids.ID]ids.ID{unitDistrict: unitWaters}[unit] + map[ids.ID]ids.ID{unitWaters: unitVillage}[unit]
}

// application asks for something that may be granted.
func (b *bench) application(kind Case) ApplyIn {
	in := ApplyIn{Kind: kind, Reason: "等配件"}
	if kind == CaseExtension {
		in.Amount = 2
	} else {
		in.Until = b.Clock.Now().Add(72 * time.Hour)
	}
	return in
}

// main is an order to merge others into.
func (b *bench) main(tx *store.Tx) ids.ID {
	if b.mainOrder != 0 {
		return b.mainOrder
	}
	o, err := b.s.CreateDispatched(tx, centre, b.form(), DispatchIn{Unit: unitParks})
	if err != nil {
		b.t.Error(err)
	}
	return o.ID
}

// upload puts an upload's row without going through the file.
func (b *bench) upload(tx *store.Tx, owner ids.ID) ids.ID {
	a := Attachment{ID: ids.New(), Uploader: owner, At: b.s.now(), Name: "图.jpg", MIME: "image/jpeg", Size: 3, SHA256: "00"}
	if err := b.s.insertUpload(tx, a); err != nil {
		b.t.Error(err)
	}
	return a.ID
}

// ready does what a verb needs beyond the state: something to decide on, a seal to break.
func (b *bench) ready(o Order, v Verb, c Case) Order {
	b.t.Helper()
	switch {
	case v == VerbInsist && slices.Contains(coStates, o.State) && b.co == coOpen && o.partyOf(parks, RoleCo) != nil:
		return b.do(o, VerbReturnInvite, CaseOnly)
	case v == VerbJudge && len(o.accused) == 0 && slices.Contains(accuseStates, o.State):
		was := b.accused
		b.accused = AccusedIn{Unit: unitMarket}
		o = b.do(o, VerbAccuse, CaseOnly)
		b.accused = was
		if c == CaseConfirm {
			o = b.do(o, VerbJudge, CaseRefuse)
		}
		return o
	case (v == VerbUnseal || v == VerbAskContact && slices.Contains(movesOf(v)[0].From, o.State)) && !o.Sealed:
		return b.do(o, VerbSeal, CaseOnly)
	case v == VerbDecide && o.State == StateHandling && o.Application == 0:
		if c == CaseRefuse {
			c = CasePause
		}
		return b.do(o, VerbApply, c)
	}
	return o
}
