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
	"onedoor/internal/platform/wall"
	"onedoor/internal/vault"
	"onedoor/internal/workorder"
)

// History is what a telephone number has asked for before: same-person history.
type History struct {
	Identities       []Identity    `json:"identities" doc:"the people who gave this number, masked"`
	Total90d         int           `json:"total_90d" doc:"requests of the last 90 days"`
	Open             int           `json:"open" doc:"of the newest requests: how many are not completed"`
	LastSatisfaction int           `json:"last_satisfaction,omitempty" doc:"1 to 5, as last answered"`
	Requests         []PastRequest `json:"requests" doc:"the newest 50"`
}

// PastRequest is a request of the same number, with how its order stands.
type PastRequest struct {
	ID        ids.ID     `json:"request_id"`
	Number    string     `json:"number"`
	Title     string     `json:"title"`
	Kind      string     `json:"kind"`
	State     string     `json:"state" doc:"the order's; refused: not taken on"`
	UnitName  string     `json:"unit_name,omitempty"`
	CreatedAt time.Time  `json:"created_at"`
	DueAt     *time.Time `json:"due_at,omitempty"`
	Order     ids.ID     `json:"order_id"`
}

// sealedTitle stands for the title of an order that the reader may not read.
const sealedTitle = "（保密诉求）"

const (
	historyShown = 50
	historyDays  = 90 * 24 * time.Hour
	// historyPeople bounds the identities looked at: a company's line stands for many.
	historyPeople = 64
)

// History looks a telephone number up in the vault and tells what was asked for under it. What was asked in
// confidence is left out for who may not open confidential identities, and so is what is about p, with its number and the
// people who asked for nothing else.
//
// Faults: intake.bad_phone, auth.forbidden.
func (s *Service) History(q store.Queryer, p auth.Principal, phone string) (History, error) {
	if !p.Can(RightHistory) {
		return History{}, fault.Forbidden
	}
	if !phoneShape(phone) {
		return History{}, ErrPhone
	}
	h := History{Identities: []Identity{}, Requests: []PastRequest{}}
	people, err := s.people(q, p, phone)
	if err != nil || len(people) == 0 {
		return h, err
	}
	asked := make([]any, len(people))
	for i, m := range people {
		asked[i] = m.ID
	}
	theirs := `identity_id IN (` + strings.TrimSuffix(strings.Repeat("?, ", len(asked)), ", ") + `)`
	open, args, err := s.Orders.NotAbout(q, p, orderOrRefused)
	if err != nil {
		return h, fmt.Errorf("intake: history: %w", err)
	}
	where, args := theirs+` AND `+open, slices.Concat(asked, args)
	hidden, err := hiddenPeople(q, theirs, asked, where, args)
	if err != nil {
		return h, err
	}
	for _, m := range people {
		if !slices.Contains(hidden, m.ID) {
			h.Identities = append(h.Identities, Identity{ID: m.ID, Name: m.Name, Phone: m.Phone})
		}
	}
	since := wall.Micros(s.Clock.Now().Add(-historyDays))
	if err := q.QueryRow(`SELECT COUNT(*) FROM intake_request WHERE `+where+` AND created_at >= ?`, slices.Concat(args, []any{since})...).Scan(&h.Total90d); err != nil {
		return h, fmt.Errorf("intake: history: %w", err)
	}
	list, err := requests(q, where+` ORDER BY id DESC LIMIT ?`, slices.Concat(args, []any{historyShown})...)
	if err != nil {
		return h, err
	}
	for _, r := range list {
		if h.LastSatisfaction == 0 {
			h.LastSatisfaction = r.Satisfied
		}
		past, open, err := s.past(q, p, r)
		if err != nil {
			return h, err
		}
		if open {
			h.Open++
		}
		h.Requests = append(h.Requests, past)
	}
	return h, nil
}

// orderOrRefused is the order of a row of intake_request; of one that was refused the order that it would become.
const orderOrRefused = `COALESCE(NULLIF(order_id, 0), (SELECT f.order_id FROM intake_refusal f WHERE f.request_id = intake_request.id), 0)`

// hiddenPeople are those of whom there are requests, and none that may be known of.
func hiddenPeople(q store.Queryer, theirs string, asked []any, known string, args []any) ([]ids.ID, error) {
	if len(args) == len(asked) {
		return nil, nil // nothing is about the reader
	}
	rows, err := q.Query(`SELECT DISTINCT identity_id FROM intake_request WHERE `+theirs+` AND identity_id NOT IN
		(SELECT identity_id FROM intake_request WHERE `+known+`)`, slices.Concat(asked, args)...)
	list, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("intake: history: %w", err)
	}
	return list, nil
}

// people returns the identities of a number that p may know of.
func (s *Service) people(q store.Queryer, p auth.Principal, phone string) ([]vault.Masked, error) {
	found, err := s.Vault.Find(q, phone)
	if err != nil {
		return nil, fmt.Errorf("intake: history: %w", err)
	}
	found = found[:min(len(found), historyPeople)]
	masked, err := s.Vault.Masked(q, found...)
	if err != nil {
		return nil, fmt.Errorf("intake: history: %w", err)
	}
	var list []vault.Masked
	for _, id := range found {
		if m, ok := masked[id]; ok && !m.Erased && (!m.Secret || p.Can(vault.RightRevealSealed)) {
			list = append(list, m)
		}
	}
	return list, nil
}

// past tells how a request's order stands. Of an order that p may not read only that it is there.
func (s *Service) past(q store.Queryer, p auth.Principal, r Request) (past PastRequest, open bool, err error) {
	past = PastRequest{ID: r.ID, Number: r.Number, Title: r.Title, Kind: r.Kind, CreatedAt: r.CreatedAt, Order: r.Order}
	if r.Order == 0 {
		past.State = string(RefusalRefused)
		switch err := s.visible(q, p, &r); {
		case errors.Is(err, workorder.ErrSealed), errors.Is(err, workorder.ErrNotFound):
			past.Title = sealedTitle
		case err != nil:
			return past, false, fmt.Errorf("intake: history: %w", err)
		}
		return past, false, nil
	}
	o, err := s.Orders.Get(q, p, r.Order)
	if errors.Is(err, workorder.ErrSealed) || errors.Is(err, workorder.ErrNotFound) {
		past.Title = sealedTitle
		return past, false, nil
	}
	if err != nil {
		return past, false, fmt.Errorf("intake: history: %w", err)
	}
	past.State, past.UnitName = string(o.State), s.Places.UnitName(q, o.Unit)
	if due := o.DueAt; o.State.Open() && !due.IsZero() {
		past.DueAt = &due
	}
	return past, o.State.Open(), nil
}
