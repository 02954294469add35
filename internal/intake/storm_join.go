package intake

import (
	"encoding/json"
	"fmt"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// How a request came to hang on an event.
const (
	joinedNew    = "new"    // it came while the event ran, and has no order of its own
	joinedMerged = "merged" // its order was there before, and was merged into the master order
)

// stormOfForm says which event a new request joins: the one that the seat named, or the one that it matches. Nil: none,
// the request is ordinary.
func (s *Service) stormOfForm(tx *store.Tx, f *RequestForm) (*Storm, error) {
	id := f.StormID
	if id == 0 {
		m, err := s.stormFor(tx, f)
		if err != nil || m == nil {
			return nil, err
		}
		id = m.Storm
	}
	// Read without a lock: a thousand forms a minute must not wait for one row. An event that ends in this moment keeps
	// the requests that came in it.
	list, err := storms(tx, `id = ?`, id)
	if err != nil {
		return nil, err
	}
	named := f.StormID != 0
	switch {
	case len(list) == 0 && named:
		return nil, ErrForm.WithField("body.storm_id", "没有这个突发事件，请刷新后重新选择。")
	case len(list) == 0:
		return nil, nil
	case named && f.Sealed:
		return nil, ErrForm.WithField("body.storm_id", "要求保密的诉求不能并入突发事件，请单独登记。")
	case named && f.accuses():
		return nil, ErrForm.WithField("body.storm_id", "写明被反映对象的诉求不能并入突发事件，请单独登记。")
	}
	o, err := s.Orders.Get(tx, auth.System, list[0].Order)
	if err != nil {
		return nil, fmt.Errorf("intake: master order: %w", err)
	}
	if !list[0].runs(s.Clock.Now()) || !o.State.Open() || o.Sealed || o.State == workorder.StateMerged {
		if named {
			return nil, ErrStormEnded
		}
		return nil, nil
	}
	return &list[0], nil
}

// joinOne writes a new request that joins an event: its row points to the master order, whose own row, history and clock
// are not touched. Its event stands on a chain of its own, which the order begins that it would get if it left.
func (s *Service) joinOne(tx *store.Tx, t *taking, i int, who ids.ID, storm *Storm) (Receipt, error) {
	r := &t.requests[i]
	if !t.by.Can(workorder.RightCreate) {
		return Receipt{}, fault.Forbidden
	}
	row := r.row(t, who)
	row.Order, row.OrderNumber, row.AtOnce = storm.Order, storm.OrderNumber, ""
	if err := s.attach(tx, t, storm.Order, r.form.AttachmentIDs); err != nil {
		return Receipt{}, err
	}
	if err := s.writeRequest(tx, r, &row); err != nil {
		return Receipt{}, err
	}
	extra, err := json.Marshal(r.form.extra())
	if err != nil {
		return Receipt{}, fmt.Errorf("intake: rest of a form: %w", err)
	}
	if err := s.putJoin(tx, storm.ID, &row, r.order, joinedNew, string(extra)); err != nil {
		return Receipt{}, err
	}
	_, err = s.Ledger.Append(tx, ledger.Event{Kind: EventJoined, Subject: r.order, Actor: t.by.ID,
		Payload: Joined{TakenOn: t.takenOn(&row, r, i), Storm: storm.ID, Own: r.order, How: joinedNew}})
	if err != nil {
		return Receipt{}, fmt.Errorf("intake: record: %w", err)
	}
	return row.receipt(), s.noticeReceipt(tx, &row)
}

func (s *Service) putJoin(tx *store.Tx, storm ids.ID, r *Request, own ids.ID, how, extra string) error {
	err := tx.Do(`INSERT INTO intake_storm_join (request_id, storm_id, own_order, how, door, division, extra, joined_at, left_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT (request_id) DO UPDATE SET storm_id = excluded.storm_id, own_order = excluded.own_order,
		how = excluded.how, joined_at = excluded.joined_at, left_at = 0`,
		r.ID, storm, own, how, r.Door, r.Division, extra, wall.Micros(s.now()))
	if err != nil {
		return fmt.Errorf("intake: join: %w", err)
	}
	return nil
}

// joinRepeat lets a repeat call on an event's master order be told with all who joined.
func (s *Service) joinRepeat(tx *store.Tx, r *newRequest, row *Request) error {
	x, err := stormOf(tx, row.Order)
	if err != nil || x == nil {
		return err
	}
	extra, err := json.Marshal(r.form.extra())
	if err != nil {
		return fmt.Errorf("intake: rest of a form: %w", err)
	}
	return s.putJoin(tx, x.ID, row, r.order, joinedNew, string(extra))
}

// JoinOrder joins an order that was there before to an event's master order, by merging it (并单); its requests are told
// with all others from then on. An order that is merged into it already is joined.
//
// Faults: auth.forbidden, intake.no_storm, intake.storm_ended, and those of merging.
func (s *Service) JoinOrder(tx *store.Tx, p auth.Principal, storm, order ids.ID) error {
	if err := mayStorm(p, RightStormJoin); err != nil {
		return err
	}
	x, err := stormBy(tx, storm)
	switch {
	case err != nil:
		return err
	case x.State != StormRunning:
		return ErrStormEnded
	}
	o, err := s.Orders.Get(tx, p, order)
	if err != nil {
		return err
	}
	if o.State == workorder.StateMerged && o.MergedInto == x.Order {
		return nil
	}
	acting := p.WithRights(workorder.RightRead, workorder.RightMerge)
	note := workorder.MergeIn{Into: x.Order, Note: "同属突发事件：" + x.Name}
	if _, err := s.Orders.Merge(tx, acting, order, o.Version, note); err != nil {
		return err
	}
	list, err := requests(tx, `order_id = ? ORDER BY id`, order)
	if err != nil {
		return err
	}
	for i := range list {
		if err := s.putJoin(tx, x.ID, &list[i], order, joinedMerged, ""); err != nil {
			return err
		}
	}
	return s.recordMerged(tx, p, x, order)
}
