package intake

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/vault"
	"onedoor/internal/workorder"
)

// RequestView is a request as staff see it, the person masked.
type RequestView struct {
	ID           ids.ID    `json:"request_id"`
	Contact      ids.ID    `json:"contact_id"`
	Order        ids.ID    `json:"order_id"`
	OrderNumber  string    `json:"order_number"`
	Number       string    `json:"number"`
	Door         string    `json:"door"`
	Kind         string    `json:"kind"`
	CategoryName string    `json:"category_name"`
	DivisionName string    `json:"division_name"`
	Title        string    `json:"title"`
	Content      string    `json:"content"`
	Expectation  string    `json:"expectation,omitempty"`
	Address      string    `json:"address,omitempty"`
	Accused      string    `json:"accused,omitempty"`
	Masked       bool      `json:"masked" doc:"the vault keeps the words before masking"`
	Repeats      bool      `json:"repeats" doc:"a repeat call on an order that was open"`
	ReplyWanted  bool      `json:"reply_wanted"`
	ReplyWay     string    `json:"reply_way,omitempty"`
	ReplyHours   string    `json:"reply_hours,omitempty" doc:"when the person can be reached: a code of the form, or words"`
	Satisfaction int       `json:"satisfaction,omitempty"`
	CreatedAt    time.Time `json:"created_at"`
	Salutation   string    `json:"salutation,omitempty"`
	Identity     *Identity `json:"identity" doc:"null when nothing is known of the person, or the person asked for confidentiality"`
	Confidential bool      `json:"confidential" doc:"the person asked for confidentiality"`
}

// Identity is what a list shows of a person.
type Identity struct {
	ID    ids.ID `json:"identity_id"`
	Name  string `json:"name_masked"`
	Phone string `json:"phone_masked"`
}

// ContactView is a contact with those of its requests that the reader may see.
type ContactView struct {
	ID          ids.ID        `json:"id"`
	Door        string        `json:"door"`
	Hotline     string        `json:"hotline_number,omitempty"`
	Salutation  string        `json:"salutation,omitempty"`
	Language    string        `json:"language,omitempty"`
	TakenByName string        `json:"taken_by_name,omitempty"`
	CreatedAt   time.Time     `json:"created_at"`
	Call        ids.ID        `json:"call_id,omitempty" doc:"the call of the exchange that it was"`
	Requests    []RequestView `json:"requests"`
}

// maxBehind bounds how many requests behind one order a list shows: a storm may bring thousands.
const maxBehind = 200

// RequestsOf lists the requests behind an order that p may see, oldest first, at most 200 from after on.
func (s *Service) RequestsOf(q store.Queryer, p auth.Principal, order, after ids.ID) ([]RequestView, error) {
	if err := s.Orders.Visible(q, p, order); err != nil {
		return nil, err
	}
	list, err := requests(q, `order_id = ? AND id > ? ORDER BY id LIMIT ?`, order, after, maxBehind)
	if err != nil {
		return nil, err
	}
	return s.views(q, p, list)
}

// RequestByNumber finds a request by its receipt number, for a seat whose caller reads it out. A request behind an
// order that p may not see is not found.
func (s *Service) RequestByNumber(q store.Queryer, p auth.Principal, number string) (RequestView, error) {
	r, err := requestBy(q, `number`, NormalNumber(number))
	if err != nil {
		return RequestView{}, err
	}
	if err := s.visible(q, p, &r); errors.Is(err, workorder.ErrNotFound) {
		return RequestView{}, ErrNoSuchRequest // to the letter: nobody learns which numbers there are
	} else if err != nil {
		return RequestView{}, err
	}
	list, err := s.views(q, p, []Request{r})
	if err != nil {
		return RequestView{}, err
	}
	return list[0], nil
}

// visible tells whether p may see a request: through its order, or, while it has none, by the right to see refusals.
func (s *Service) visible(q store.Queryer, p auth.Principal, r *Request) error {
	switch {
	case r.Order != 0:
		return s.Orders.Visible(q, p, r.Order)
	case !p.Scope.All || !p.Can(RightRefusals):
		return workorder.ErrNotFound
	}
	f, err := refusalOf(q, r.ID)
	if err != nil || f == nil {
		return err
	}
	barred, err := s.Orders.Barred(q, p, f.Order)
	switch {
	case err != nil:
		return fmt.Errorf("intake: refused request: %w", err)
	case barred[f.Order]: // kept from whom it is about by the order that it would become
		return workorder.ErrNotFound
	case f.sealed() && !p.Can(workorder.RightSealed):
		return workorder.ErrSealed
	}
	return nil
}

// Contact shows a contact. It is not found when p may see none of the orders behind its requests.
func (s *Service) Contact(q store.Queryer, p auth.Principal, id ids.ID) (ContactView, error) {
	c, err := loadContact(q, id)
	if err != nil {
		return ContactView{}, err
	}
	all, err := requests(q, `contact_id = ? ORDER BY id`, id)
	if err != nil {
		return ContactView{}, err
	}
	seen := all[:0]
	for _, r := range all {
		if s.visible(q, p, &r) == nil {
			seen = append(seen, r)
		}
	}
	if len(seen) == 0 {
		return ContactView{}, ErrNoContact
	}
	v := ContactView{ID: c.ID, Door: c.Door, Hotline: c.Hotline, Language: c.Language,
		TakenByName: s.Places.StaffName(q, c.TakenBy), CreatedAt: c.CreatedAt, Call: c.Call}
	if v.Requests, err = s.views(q, p, seen); err != nil {
		return ContactView{}, err
	}
	confidential := slices.ContainsFunc(v.Requests, func(r RequestView) bool { return r.Confidential })
	if !confidential || p.Can(vault.RightRevealSealed) {
		v.Salutation = c.Salutation
	}
	return v, nil
}

// views shows requests with what may be shown of their people.
func (s *Service) views(q store.Queryer, p auth.Principal, list []Request) ([]RequestView, error) {
	identities := make([]ids.ID, 0, len(list))
	for _, r := range list {
		if r.Identity != 0 {
			identities = append(identities, r.Identity)
		}
	}
	people, err := s.Vault.Masked(q, identities...)
	if err != nil {
		return nil, fmt.Errorf("intake: masked identities: %w", err)
	}
	salutations := map[ids.ID]string{}
	views := make([]RequestView, len(list))
	for i, r := range list {
		if _, known := salutations[r.Contact]; !known {
			c, err := loadContact(q, r.Contact)
			if err != nil {
				return nil, err
			}
			salutations[r.Contact] = c.Salutation
		}
		views[i] = s.view(q, r)
		views[i].Confidential = people[r.Identity].Secret
		if !views[i].Confidential || p.Can(vault.RightRevealSealed) {
			views[i].Salutation = salutations[r.Contact]
			views[i].Identity = identityOf(people, r.Identity)
		}
	}
	return views, nil
}

func identityOf(people map[ids.ID]vault.Masked, id ids.ID) *Identity {
	m, ok := people[id]
	if !ok || m.Erased {
		return nil
	}
	return &Identity{ID: m.ID, Name: m.Name, Phone: m.Phone}
}

func (s *Service) view(q store.Queryer, r Request) RequestView {
	return RequestView{
		ID: r.ID, Contact: r.Contact, Order: r.Order, OrderNumber: r.OrderNumber, Number: r.Number, Door: r.Door,
		Kind: r.Kind, CategoryName: s.Categories.CategoryName(q, r.Category), DivisionName: s.divisionName(q, r.Division),
		Title: r.Title, Content: r.Content, Expectation: r.Expectation, Address: r.Address, Accused: r.Accused,
		Masked: r.Masked, Repeats: r.Repeats, ReplyWanted: r.ReplyWanted, ReplyWay: r.ReplyWay, ReplyHours: r.ReplyHours, Satisfaction: r.Satisfied,
		CreatedAt: r.CreatedAt,
	}
}
