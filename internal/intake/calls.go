package intake

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/switchboard"
	"onedoor/internal/vault"
)

// OrderCall is a call by which an order came, by which its requester called again, or of a seat to a requester.
type OrderCall struct {
	ID         ids.ID     `json:"id"`
	Contact    ids.ID     `json:"contact_id" doc:"null: a call of a seat to the requester"`
	Direction  string     `json:"direction" enum:"in,out" doc:"out: a seat called"`
	Failed     string     `json:"failed,omitempty" doc:"of a call of a seat in vain: no_answer, busy, refused, wrong_number, failed, seat, given_up"`
	Door       string     `json:"door" enum:"phone,web"`
	SeatName   string     `json:"seat_name,omitempty" doc:"who spoke, the last one"`
	BeganAt    time.Time  `json:"began_at"`
	AnsweredAt *time.Time `json:"answered_at" doc:"null: nobody answered"`
	EndedAt    *time.Time `json:"ended_at" doc:"null: it goes on"`
	Rating     int        `json:"rating" doc:"1 to 5 by keys; 0: not rated"`
	MOS        float64    `json:"mos" doc:"1 to 4.4: how the other party was heard, as a listener would judge it (E-model, ITU-T G.107); 0: not measured"`
	Loss       float64    `json:"loss" doc:"share of its packets that never came"`
	JitterMS   float64    `json:"jitter_ms" doc:"of its packets, RFC 3550"`
	Recorded   bool       `json:"recorded" doc:"there is a recording"`
	Heard      int        `json:"heard" doc:"how often the recording was heard"`
	Notice     string     `json:"notice" enum:",menu,announcement,page" doc:"how the other side learnt that the call is recorded: a step of the voice menu, the announcement, the portal's page; empty: nothing says so"`
	NoticeAt   *time.Time `json:"notice_at" doc:"when; null with an empty notice"`
	NoticeMenu int64      `json:"notice_menu" doc:"with menu: the number of its version; 0: the first menu"`
	MayHear    bool       `json:"may_hear" doc:"the caller may hear it, for a purpose"`
}

// maxCalls bounds how many calls of an order are shown, the newest ones.
const maxCalls = 100

// CallsOf lists the calls behind an order that p may see, oldest first, at most the 100 newest.
func (s *Service) CallsOf(q store.Queryer, p auth.Principal, order ids.ID) ([]OrderCall, error) {
	if err := s.Orders.Visible(q, p, order); err != nil {
		return nil, err
	}
	contacts, err := callsBehind(q, order)
	if err != nil || s.Calls == nil {
		return []OrderCall{}, err
	}
	calls, err := s.Calls.About(q, order)
	if err != nil {
		return nil, err
	}
	calls = calls[max(0, len(calls)-maxCalls):]
	for call := range contacts {
		calls = append(calls, call)
	}
	facts, err := s.Calls.Facts(q, calls...)
	if err != nil {
		return nil, err
	}
	heard, err := switchboard.Hearings(q, calls...)
	if err != nil {
		return nil, err
	}
	may := p.Can(switchboard.RightHear) && s.mayHear(q, p, order) == nil
	list := make([]OrderCall, len(facts))
	for i, c := range facts {
		list[i] = OrderCall{ID: c.ID, Contact: contacts[c.ID], Direction: c.Direction, Failed: c.Cause, Door: c.Door, BeganAt: c.BeganAt, AnsweredAt: some(c.AnsweredAt), EndedAt: some(c.EndedAt),
			Rating: c.Rating, MOS: float64(c.MOS) / 100, Loss: float64(c.Loss) / 10_000, JitterMS: float64(c.Jitter) / 1000, Recorded: c.Recorded, Heard: heard[c.ID],
			Notice: c.Notice, NoticeAt: some(c.NoticeAt), NoticeMenu: c.NoticeMenu, MayHear: may && c.Recorded}
		if c.Seat != 0 {
			list[i].SeatName = s.Places.StaffName(q, c.Seat)
		}
	}
	return list, nil
}

// mayHear: a voice tells who calls as a name does, so a recording stands under the conditions of an identity.
func (s *Service) mayHear(q store.Queryer, p auth.Principal, order ids.ID) error {
	if err := s.Orders.MayIdentify(q, p, order); err != nil {
		return err
	}
	secret, err := s.confidential(q, order)
	if err == nil && secret && !p.Can(vault.RightRevealSealed) {
		err = vault.ErrSealed
	}
	return err
}

// confidential tells whether somebody behind an order asked that nobody learns who it was.
func (s *Service) confidential(q store.Queryer, order ids.ID) (bool, error) {
	list, err := requests(q, `order_id = ? AND identity_id <> 0 ORDER BY id LIMIT ?`, order, maxBehind)
	if err != nil {
		return false, err
	}
	people := make([]ids.ID, len(list))
	for i, r := range list {
		people[i] = r.Identity
	}
	masked, err := s.Vault.Masked(q, people...)
	for _, m := range masked {
		if m.Secret {
			return true, err
		}
	}
	return false, err
}

// behind holds that a call belongs to an order that p may see and whose recordings p may hear.
func (s *Service) behind(q store.Queryer, p auth.Principal, order, call ids.ID) error {
	if err := s.Orders.Visible(q, p, order); err != nil {
		return err
	}
	if err := s.mayHear(q, p, order); err != nil {
		return err
	}
	contacts, err := callsBehind(q, order)
	if err != nil || contacts[call] != 0 && s.Calls != nil {
		return err
	}
	if s.Calls != nil {
		dialled, err := s.Calls.About(q, order)
		if err != nil || slices.Contains(dialled, call) {
			return err
		}
	}
	return switchboard.ErrCall
}

// callsBehind are the calls of the contacts whose requests are behind an order, and the contact of each.
func callsBehind(q store.Queryer, order ids.ID) (map[ids.ID]ids.ID, error) {
	rows, err := q.Query(`SELECT DISTINCT c.call_id, c.id FROM intake_contact c JOIN intake_request r ON r.contact_id = c.id
		WHERE r.order_id = ? AND c.call_id <> 0 ORDER BY c.id DESC LIMIT ?`, order, maxCalls)
	contacts := map[ids.ID]ids.ID{}
	_, err = store.Collect(rows, err, func(r store.Row) (struct{}, error) {
		var call, contact ids.ID
		err := r.Scan(&call, &contact)
		contacts[call] = contact
		return struct{}{}, err
	})
	return contacts, err
}

// CallsBehind are all calls by which some orders came, and those that seats made to their requesters.
func (s *Service) CallsBehind(q store.Queryer, orders ...ids.ID) ([]ids.ID, error) {
	if len(orders) == 0 {
		return nil, nil
	}
	args := make([]any, len(orders))
	for i, id := range orders {
		args[i] = id
	}
	rows, err := q.Query(`SELECT DISTINCT c.call_id FROM intake_contact c JOIN intake_request r ON r.contact_id = c.id
		WHERE c.call_id <> 0 AND r.order_id IN (`+strings.TrimSuffix(strings.Repeat("?, ", len(args)), ", ")+`)`, args...)
	list, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("intake: calls behind orders: %w", err)
	}
	if s.Calls == nil {
		return list, nil
	}
	dialled, err := s.Calls.About(q, orders...)
	return append(list, dialled...), err
}

func some(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// OrdersByCalls are the orders that came by calls, the newest of each call, those that p may see.
func (s *Service) OrdersByCalls(q store.Queryer, p auth.Principal, calls []ids.ID) (map[ids.ID]ids.ID, error) {
	of := map[ids.ID]ids.ID{}
	if len(calls) == 0 {
		return of, nil
	}
	args := make([]any, len(calls))
	for i, id := range calls {
		args[i] = id
	}
	rows, err := q.Query(`SELECT c.call_id, MAX(r.order_id) FROM intake_contact c JOIN intake_request r ON r.contact_id = c.id
		WHERE c.call_id <> 0 AND r.order_id <> 0 AND c.call_id IN (`+strings.TrimSuffix(strings.Repeat("?, ", len(args)), ", ")+`) GROUP BY c.call_id`, args...)
	_, err = store.Collect(rows, err, func(r store.Row) (struct{}, error) {
		var call, order ids.ID
		err := r.Scan(&call, &order)
		of[call] = order
		return struct{}{}, err
	})
	if err != nil {
		return nil, fmt.Errorf("intake: orders by calls: %w", err)
	}
	for call, order := range of {
		switch err := s.Orders.Visible(q, p, order); {
		case errors.Is(err, fault.NotFound), errors.Is(err, fault.Forbidden):
			delete(of, call)
		case err != nil:
			return nil, err
		}
	}
	return of, nil
}

// CountDrafts is how many half-filled forms a person has.
func (s *Service) CountDrafts(q store.Queryer, staff ids.ID) (n int, err error) {
	if err = q.QueryRow(`SELECT COUNT(*) FROM intake_draft WHERE staff_id = ?`, staff).Scan(&n); err != nil {
		err = fmt.Errorf("intake: count drafts: %w", err)
	}
	return n, err
}
