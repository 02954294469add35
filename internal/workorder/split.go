package workorder

import (
	"context"
	"errors"
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
)

// Split takes an order out of the one it was merged into (拆单): the centre has it again, with the citizen's
// clock as it always ran. Faults: workorder.reason_missing and those of every verb.
func (s *Service) Split(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in ReasonIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbSplit)
	if err != nil {
		return Order{}, err
	}
	words, err := reason("reason", in.Reason)
	if err != nil {
		return Order{}, err
	}
	before := *o
	if err := s.leaveMain(tx, o); err != nil {
		return Order{}, err
	}
	return s.split(tx, p, o, before, words)
}

func (s *Service) split(tx *store.Tx, p auth.Principal, o *Order, before Order, words string) (Order, error) {
	o.MergedInto = 0
	if err := s.backToTotal(tx, o); err != nil {
		return Order{}, err
	}
	d, err := s.say(tx, o, p, words)
	if err != nil {
		return Order{}, err
	}
	d.Other = before.MergedInto
	return *o, s.apply(tx, p, o, before, move(VerbSplit, CaseOnly), d)
}

// leaveMain lets the main order answer one order less; nothing for an order that is not merged.
func (s *Service) leaveMain(tx *store.Tx, o *Order) error {
	if o.MergedInto == 0 {
		return nil
	}
	err := tx.Do(`UPDATE workorder_order SET merged_count = merged_count - 1 WHERE id = ?`, o.MergedInto)
	if err != nil {
		return fmt.Errorf("workorder: leave main order: %w", err)
	}
	o.MergedInto = 0
	return nil
}

// mainWithdrawn is what the history of a merged order says when its main order was taken back.
const mainWithdrawn = "主单已由其诉求人撤回，本单恢复单独办理。"

// releaseMerged gives the orders that a withdrawn one would have answered back to the centre.
func (s *Service) releaseMerged(tx *store.Tx, p auth.Principal, main *Order) error {
	children, err := mergedInto(tx, main.ID)
	if err != nil {
		return err
	}
	for _, child := range children {
		if _, err := s.split(tx, p, child, *child, mainWithdrawn); err != nil {
			return err
		}
	}
	main.MergedCount = 0
	return nil
}

// jobFollowMain completes the orders that were merged into one that is completed, a few at a time.
const jobFollowMain = "workorder.follow_main"

// followMax is how many merged orders one run completes.
const followMax = 200

type followMainPayload struct {
	Main ids.ID `json:"main"`
}

// answerMerged has the orders that were merged into a completed one answered soon.
func (s *Service) answerMerged(tx *store.Tx, main *Order) error {
	if main.MergedCount == 0 {
		return nil
	}
	// The key holds the number that is left: a run that enqueues the next must not be its own twin.
	err := s.Jobs.Enqueue(tx, jobs.New{
		Kind: jobFollowMain, Key: fmt.Sprintf("%d:%d:%d", main.ID, main.Version, main.MergedCount), Payload: followMainPayload{Main: main.ID},
	})
	if err != nil {
		return fmt.Errorf("workorder: answer merged orders: %w", err)
	}
	return nil
}

// runFollowMain is the job of it.
func (s *Service) runFollowMain(_ context.Context, j jobs.Job) (jobs.Effects, error) {
	var payload followMainPayload
	if err := j.Decode(&payload); err != nil {
		return nil, err
	}
	return func(tx *store.Tx) error { return s.followMain(tx, payload.Main) }, nil
}

// followMain completes the orders merged into main with main's approved reply: each requester is answered. It
// does nothing when main has been sent back to work meanwhile; its next completion comes here again.
func (s *Service) followMain(tx *store.Tx, mainID ids.ID) error {
	main, err := lockOrder(tx, mainID)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if main.State != StateCompleted && main.State != StateArchived {
		return nil
	}
	replies, err := s.Replies(tx, main.ID)
	if err != nil {
		return err
	}
	var answer *Reply
	for i := range replies {
		if replies[i].State == ReviewApproved {
			answer = &replies[i]
		}
	}
	if answer == nil {
		return fmt.Errorf("workorder: order %d is completed without an approved reply", main.ID)
	}
	children, err := mergedInto(tx, main.ID)
	if err != nil {
		return err
	}
	for _, child := range children[:min(len(children), followMax)] {
		if err := s.completeWith(tx, child, main, *answer); err != nil {
			return err
		}
	}
	main.MergedCount = max(0, len(children)-followMax)
	return s.answerMerged(tx, main)
}

// completeWith completes a merged order with a copy of the main order's reply.
func (s *Service) completeWith(tx *store.Tx, o, main *Order, r Reply) error {
	before := *o
	r.Order, r.ID, r.Assignment = o.ID, ids.New(), 0
	d := r.commit()
	if err := insertReply(tx, r); err != nil {
		return err
	}
	if err := s.leaveMain(tx, o); err != nil {
		return err
	}
	holder, err := s.accuser(tx, o, main.Unit)
	if err != nil {
		return err
	}
	if o.Unit = main.Unit; holder != nil {
		o.Unit = 0 // whoever answered, this order is about them
	}
	o.RepliedAt, o.CompletedAt, o.Direct = main.RepliedAt, s.now(), main.Direct
	if !o.DueAt.IsZero() {
		late := o.RepliedAt.After(o.DueAt)
		d.Late = &late
	}
	d.Other, d.Direct = main.ID, main.Direct
	return s.apply(tx, auth.System, o, before, move(VerbFollowMain, CaseOnly), d)
}
