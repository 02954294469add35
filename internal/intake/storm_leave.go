package intake

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// join is a row of intake_storm_join.
type join struct {
	storm, own ids.ID
	how, extra string
}

// joinOf reads the join of a request that still hangs on its event; ok is false when there is none.
func joinOf(q store.Queryer, request ids.ID) (j join, ok bool, err error) {
	err = q.QueryRow(`SELECT storm_id, own_order, how, extra FROM intake_storm_join WHERE request_id = ? AND left_at = 0`, request).
		Scan(&j.storm, &j.own, &j.how, &j.extra)
	if errors.Is(err, sql.ErrNoRows) {
		return join{}, false, nil
	}
	if err != nil {
		return join{}, false, fmt.Errorf("intake: load join: %w", err)
	}
	return j, true, nil
}

// LeaveStorm takes a request out of its event: it is another matter. One that came while the event ran gets its order,
// whose clock started when it was taken on; one whose order was merged gets that order back, with all of its requests.
//
// Faults: auth.forbidden, intake.not_joined, and those of splitting.
func (s *Service) LeaveStorm(tx *store.Tx, p auth.Principal, storm, request ids.ID) (ids.ID, error) {
	if err := mayStorm(p, RightStormJoin); err != nil {
		return 0, err
	}
	if _, err := stormBy(tx, storm); err != nil { // locked: two who take the same request out take it out once
		return 0, err
	}
	j, ok, err := joinOf(tx, request)
	if err != nil {
		return 0, err
	}
	if !ok || j.storm != storm {
		return 0, ErrNotJoined
	}
	r, err := requestBy(tx, `id`, request)
	if err != nil {
		return 0, err
	}
	if !r.WithdrawnAt.IsZero() {
		return 0, ErrNotJoined
	}
	condition, arg := `request_id = ?`, request
	if j.how == joinedMerged {
		condition, arg = `own_order = ?`, j.own
		if err := s.leaveMerged(tx, p, j.own); err != nil {
			return 0, err
		}
	} else if err := s.leaveNew(tx, p, j, &r); err != nil {
		return 0, err
	}
	if err := tx.Do(`UPDATE intake_storm_join SET left_at = ? WHERE left_at = 0 AND `+condition, wall.Micros(s.now()), arg); err != nil {
		return 0, fmt.Errorf("intake: leave: %w", err)
	}
	_, err = s.Ledger.Append(tx, ledger.Event{Kind: EventLeft, Subject: j.own, Actor: p.ID,
		Payload: Joined{TakenOn: r.about(j.own), Storm: j.storm, Own: j.own, How: j.how}})
	if err != nil {
		return 0, fmt.Errorf("intake: record: %w", err)
	}
	return j.own, nil
}

func (s *Service) leaveMerged(tx *store.Tx, p auth.Principal, order ids.ID) error {
	acting := p.WithRights(workorder.RightRead, workorder.RightMerge)
	o, err := s.Orders.Get(tx, acting, order)
	if err != nil {
		return err
	}
	if o.State != workorder.StateMerged {
		return ErrNotJoined
	}
	_, err = s.Orders.Split(tx, acting, order, o.Version, workorder.ReasonIn{Reason: "不属于该突发事件，单独办理"})
	return err
}

func (s *Service) leaveNew(tx *store.Tx, p auth.Principal, j join, r *Request) error {
	n, err := orderAfter(tx, r, j.own, j.extra)
	if err != nil {
		return err
	}
	n.CreatedAt = r.CreatedAt
	o, err := s.Orders.Create(tx, p.WithRights(workorder.RightCreate), n)
	if err != nil {
		return fmt.Errorf("intake: leave: %w", err)
	}
	if err := tx.Do(`UPDATE intake_request SET order_id = ?, order_number = ? WHERE id = ?`, o.ID, o.Number, r.ID); err != nil {
		return fmt.Errorf("intake: leave: %w", err)
	}
	return nil
}

// extra is what a form says beside the request's row.
func (r *RequestForm) extra() extraForm {
	return extraForm{Urgent: r.Urgent, Business: r.Business, Sealed: r.Sealed, Language: r.Language, Topics: r.Topics,
		ReplyHours: r.ReplyHours, OccurredAt: r.OccurredAt}
}

// orderAfter makes the order of a request that had none, from its row, its contact and the rest of its form. Whom it is about
// was kept when it was refused; one that joined an event accuses nobody.
func orderAfter(q store.Queryer, r *Request, id ids.ID, rest string) (workorder.NewOrder, error) {
	var extra extraForm
	if err := json.Unmarshal([]byte(rest), &extra); err != nil {
		return workorder.NewOrder{}, fmt.Errorf("intake: rest of a form: %w", err)
	}
	c, err := loadContact(q, r.Contact)
	if err != nil {
		return workorder.NewOrder{}, err
	}
	n := workorder.NewOrder{ID: id, Number: r.Number, Kind: workorder.Kind(r.Kind), Category: r.Category, Division: r.Division,
		Door: r.Door, Hotline: c.Hotline, Urgent: extra.Urgent, Business: extra.Business, Sealed: extra.Sealed, Title: r.Title, Content: r.Content,
		Expectation: r.Expectation, Address: r.Address, Accused: r.Accused, AccusedKept: true, Language: extra.Language, Topics: extra.Topics,
		ReplyWanted: r.ReplyWanted, ReplyWay: r.ReplyWay, ReplyHours: extra.ReplyHours}
	if extra.OccurredAt != nil {
		n.OccurredAt = *extra.OccurredAt
	}
	return n, nil
}
