package workorder

import (
	"context"
	"errors"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

func (s *Service) verbRoutes(api huma.API) {
	verbRoute(s, api, VerbDispatch, "派单", func(tx *store.Tx, p auth.Principal, id ids.ID, b dispatchBody) (Order, error) {
		return s.Dispatch(tx, p, id, b.Version, b.DispatchIn)
	})
	verbRoute(s, api, VerbSign, "签收", func(tx *store.Tx, p auth.Principal, id ids.ID, b VersionBody) (Order, error) {
		return s.SignFor(tx, p, id, b.Version)
	})
	verbRoute(s, api, VerbReturn, "退单", func(tx *store.Tx, p auth.Principal, id ids.ID, b returnBody) (Order, error) {
		return s.Return(tx, p, id, b.Version, b.ReturnIn)
	})
	verbRoute(s, api, VerbReviewReturn, "审核退单", func(tx *store.Tx, p auth.Principal, id ids.ID, b reviewReturnBody) (Order, error) {
		return s.ReviewReturn(tx, p, id, b.Version, b.ReviewReturnIn)
	})
	verbRoute(s, api, VerbReply, "提交答复", func(tx *store.Tx, p auth.Principal, id ids.ID, b replyBody) (Order, error) {
		return s.Reply(tx, p, id, b.Version, b.ReplyIn)
	})
	verbRoute(s, api, VerbReview, "审核答复", func(tx *store.Tx, p auth.Principal, id ids.ID, b reviewBody) (Order, error) {
		return s.ReviewReply(tx, p, id, b.Version, b.ReviewIn)
	})
	verbRoute(s, api, VerbAnswer, "直接答复", func(tx *store.Tx, p auth.Principal, id ids.ID, b answerBody) (Order, error) {
		return s.AnswerDirectly(tx, p, id, b.Version, b.AnswerIn)
	})
	verbRoute(s, api, VerbArchive, "归档", func(tx *store.Tx, p auth.Principal, id ids.ID, b VersionBody) (Order, error) {
		return s.Archive(tx, p, id, b.Version)
	})
	verbRoute(s, api, VerbRedo, "重办", func(tx *store.Tx, p auth.Principal, id ids.ID, b redoBody) (Order, error) {
		return s.Redo(tx, p, id, b.Version, b.RedoIn)
	})
	verbRoute(s, api, VerbReassign, "改派", func(tx *store.Tx, p auth.Principal, id ids.ID, b reassignBody) (Order, error) {
		return s.Reassign(tx, p, id, b.Version, b.ReassignIn)
	})
	verbRoute(s, api, VerbDesignate, "指定承办", func(tx *store.Tx, p auth.Principal, id ids.ID, b designateBody) (Order, error) {
		return s.Designate(tx, p, id, b.Version, b.DesignateIn)
	})
	verbRoute(s, api, VerbApply, "申请延期、暂停或挂账", func(tx *store.Tx, p auth.Principal, id ids.ID, b applyBody) (Order, error) {
		return s.Apply(tx, p, id, b.Version, b.ApplyIn)
	})
	verbRoute(s, api, VerbDecide, "审批申请", func(tx *store.Tx, p auth.Principal, id ids.ID, b decideBody) (Order, error) {
		return s.Decide(tx, p, id, b.Version, b.DecideIn)
	})
	verbRoute(s, api, VerbPause, "暂停", func(tx *store.Tx, p auth.Principal, id ids.ID, b pauseBody) (Order, error) {
		return s.Pause(tx, p, id, b.Version, b.PauseIn)
	})
	verbRoute(s, api, VerbProgress, "报告进展", func(tx *store.Tx, p auth.Principal, id ids.ID, b progressBody) (Order, error) {
		return s.Progress(tx, p, id, b.Version, b.ProgressIn)
	})
	verbRoute(s, api, VerbClassify, "归类", func(tx *store.Tx, p auth.Principal, id ids.ID, b classifyBody) (Order, error) {
		return s.Classify(tx, p, id, b.Version, b.ClassifyIn)
	})
	verbRoute(s, api, VerbInvite, "邀请协办", func(tx *store.Tx, p auth.Principal, id ids.ID, b inviteBody) (Order, error) {
		return s.Invite(tx, p, id, b.Version, b.InviteIn)
	})
	verbRoute(s, api, VerbContribute, "协办反馈", func(tx *store.Tx, p auth.Principal, id ids.ID, b contributeBody) (Order, error) {
		return s.Contribute(tx, p, id, b.Version, b.ContributeIn)
	})
	verbRoute(s, api, VerbReturnInvite, "退回协办", func(tx *store.Tx, p auth.Principal, id ids.ID, b returnInviteBody) (Order, error) {
		return s.ReturnInvite(tx, p, id, b.Version, b.ReturnInviteIn)
	})
	verbRoute(s, api, VerbRelease, "撤销协办", func(tx *store.Tx, p auth.Principal, id ids.ID, b partBody) (Order, error) {
		return s.Release(tx, p, id, b.Version, b.PartIn)
	})
	verbRoute(s, api, VerbInsist, "坚持协办", func(tx *store.Tx, p auth.Principal, id ids.ID, b partBody) (Order, error) {
		return s.Insist(tx, p, id, b.Version, b.PartIn)
	})
	verbRoute(s, api, VerbTransfer, "下转或上转", func(tx *store.Tx, p auth.Principal, id ids.ID, b transferBody) (Order, error) {
		return s.Transfer(tx, p, id, b.Version, b.TransferIn)
	})
	verbRoute(s, api, VerbContact, "登记联系", func(tx *store.Tx, p auth.Principal, id ids.ID, b contactBody) (Order, error) {
		return s.Contact(tx, p, id, b.Version, b.ContactIn)
	})
	verbRoute(s, api, VerbMerge, "并单", func(tx *store.Tx, p auth.Principal, id ids.ID, b mergeBody) (Order, error) {
		return s.Merge(tx, p, id, b.Version, b.MergeIn)
	})
	for _, v := range []struct {
		verb Verb
		run  func(*store.Tx, auth.Principal, ids.ID, int64, ReasonIn) (Order, error)
	}{
		{VerbResume, s.Resume}, {VerbRecall, s.Recall}, {VerbSplit, s.Split}, {VerbWithdraw, s.Withdraw}, {VerbReopen, s.Reopen}, {VerbSeal, s.Seal}, {VerbUnseal, s.Unseal},
	} {
		verbRoute(s, api, v.verb, v.verb.Label(), func(tx *store.Tx, p auth.Principal, id ids.ID, b reasonBody) (Order, error) {
			return v.run(tx, p, id, b.Version, b.ReasonIn)
		})
	}
	verbRoute(s, api, VerbUrge, "催办", func(tx *store.Tx, p auth.Principal, id ids.ID, b urgeBody) (Order, error) {
		return s.Urge(tx, p, id, b.Version, b.UrgeIn)
	})
	verbRoute(s, api, VerbSupplement, "补充", func(tx *store.Tx, p auth.Principal, id ids.ID, b supplementBody) (Order, error) {
		return s.Supplement(tx, p, id, b.Version, b.SupplementIn)
	})
	verbRoute(s, api, VerbNote, "备注", func(tx *store.Tx, p auth.Principal, id ids.ID, b noteBody) (Order, error) {
		return s.Note(tx, p, id, b.Version, b.NoteIn)
	})
}

// VersionBody is the body of verbs that need no more than the version seen.
type VersionBody struct {
	Version int64 `json:"version" minimum:"1" doc:"the order's version that the caller saw"`
}

// SeenBody is part of the bodies of verbs that leave the order where it is.
type SeenBody struct {
	Version int64 `json:"version,omitempty" minimum:"0" doc:"the order's version that the caller saw, if any"`
}

type (
	dispatchBody struct {
		VersionBody
		DispatchIn
	}
	classifyBody struct {
		VersionBody
		ClassifyIn
	}
	returnBody struct {
		VersionBody
		ReturnIn
	}
	reviewReturnBody struct {
		VersionBody
		ReviewReturnIn
	}
	replyBody struct {
		VersionBody
		ReplyIn
	}
	reviewBody struct {
		VersionBody
		ReviewIn
	}
	answerBody struct {
		VersionBody
		AnswerIn
	}
	redoBody struct {
		VersionBody
		RedoIn
	}
	reassignBody struct {
		VersionBody
		ReassignIn
	}
	designateBody struct {
		VersionBody
		DesignateIn
	}
	applyBody struct {
		VersionBody
		ApplyIn
	}
	decideBody struct {
		VersionBody
		DecideIn
	}
	pauseBody struct {
		VersionBody
		PauseIn
	}
	reasonBody struct {
		VersionBody
		ReasonIn
	}
	mergeBody struct {
		VersionBody
		MergeIn
	}
	inviteBody struct {
		VersionBody
		InviteIn
	}
	contributeBody struct {
		VersionBody
		ContributeIn
	}
	returnInviteBody struct {
		VersionBody
		ReturnInviteIn
	}
	partBody struct {
		VersionBody
		PartIn
	}
	transferBody struct {
		VersionBody
		TransferIn
	}
	contactBody struct {
		SeenBody
		ContactIn
	}
	progressBody struct {
		SeenBody
		ProgressIn
	}
	urgeBody struct {
		SeenBody
		UrgeIn
	}
	supplementBody struct {
		SeenBody
		SupplementIn
	}
	noteBody struct {
		SeenBody
		NoteIn
	}
	attachBody struct {
		SeenBody
		AttachIn
	}
)

type verbIn[B any] struct {
	ID   ids.Param `path:"id"`
	Body B
}

// done is what is kept of a verb for a repetition of the request.
type done struct {
	Order   ids.ID `json:"order"`
	Version int64  `json:"version"`
	State   State  `json:"state"`
}

// verbRoute adds POST /orders/{id}/<verb>; the answer is the order after it.
func verbRoute[B any](s *Service, api huma.API, v Verb, summary string,
	run func(*store.Tx, auth.Principal, ids.ID, B) (Order, error),
) {
	op := post("/orders/{id}/"+string(v), "order-"+string(v), movesOf(v)[0].Right, summary)
	httpx.Register(api, op, verbHandler(s, run))
}

func verbHandler[B any](s *Service, run func(*store.Tx, auth.Principal, ids.ID, B) (Order, error),
) func(context.Context, *verbIn[B]) (*httpx.Out[OrderView], error) {
	return func(ctx context.Context, in *verbIn[B]) (*httpx.Out[OrderView], error) {
		p := auth.From(ctx)
		result, err := httpx.Once(ctx, s.store, func(tx *store.Tx) (done, error) {
			o, err := run(tx, p, in.ID.ID, in.Body)
			return done{o.ID, o.Version, o.State}, err
		})
		if err != nil {
			return nil, err
		}
		v, err := s.View(s.store.Read(ctx), p, in.ID.ID)
		if errors.Is(err, ErrNotFound) || errors.Is(err, ErrSealed) {
			// The verb is done, but the order has left the caller's sight meanwhile.
			v, err = OrderView{OrderRow: OrderRow{ID: result.Order, Version: result.Version, State: result.State}}, nil
		}
		return httpx.Reply(v, err)
	}
}
