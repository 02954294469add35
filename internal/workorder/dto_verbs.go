package workorder

import (
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// OrderApplication is one time that a unit asked for more time, a pause or shelving.
type OrderApplication struct {
	ID           ids.ID      `json:"id"`
	At           time.Time   `json:"at"`
	ActorName    string      `json:"actor_name"`
	UnitName     string      `json:"unit_name"`
	Kind         Case        `json:"kind" enum:"extension,pause,shelve"`
	KindName     string      `json:"kind_name"`
	Reason       string      `json:"reason"`
	Amount       int         `json:"amount,omitempty" doc:"extension: in the unit of the rule's limit"`
	Until        time.Time   `json:"until,omitzero"`
	State        ReviewState `json:"state" enum:"pending,approved,rejected,lapsed"`
	ReviewNote   string      `json:"review_note,omitempty"`
	ReviewedAt   time.Time   `json:"reviewed_at,omitzero"`
	ReviewerName string      `json:"reviewer_name,omitempty"`
}

// OrderProgress is one time that a unit told how the matter goes on.
type OrderProgress struct {
	ID        ids.ID    `json:"id"`
	At        time.Time `json:"at"`
	ActorName string    `json:"actor_name"`
	UnitName  string    `json:"unit_name"`
	Content   string    `json:"content"`
}

func (n *namer) hangVerbs(v *OrderView, c children) {
	v.Applications, v.Progress, v.Merged = []OrderApplication{}, []OrderProgress{}, []OrderRow{}
	for _, a := range c.applied {
		v.Applications = append(v.Applications, OrderApplication{
			ID: a.ID, At: a.At, ActorName: n.staff(a.By), UnitName: n.unit(a.Unit), Kind: a.Kind, KindName: applicationLabels[a.Kind],
			Reason: a.Reason, Amount: a.Amount, Until: a.Until, State: a.State, ReviewNote: a.ReviewNote,
			ReviewedAt: a.ReviewedAt, ReviewerName: n.staff(a.ReviewedBy),
		})
	}
	for _, x := range c.progress {
		v.Progress = append(v.Progress, OrderProgress{ID: x.ID, At: x.At, ActorName: n.staff(x.By), UnitName: n.unit(x.Unit), Content: x.Content})
	}
}

// maxMergedRows is how many merged orders the page of their main order lists; their number is always told.
const maxMergedRows = 100

// mergedRows adds what the order answers besides itself, and what answers it, as far as p may read them.
func (s *Service) mergedRows(q store.Queryer, p auth.Principal, names *namer, o *Order, v *OrderView) error {
	if o.MergedInto != 0 {
		main, err := loadOrder(q, o.MergedInto)
		if err != nil {
			return err
		}
		if visible(p, main) == nil {
			row := names.row(main)
			v.MergedMain = &row
		}
	}
	if o.MergedCount == 0 || !isCentre(p) {
		return nil
	}
	rows, err := q.Query(`SELECT id FROM workorder_order WHERE merged_into = ? ORDER BY id LIMIT ?`, o.ID, maxMergedRows)
	list, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
	if err != nil {
		return err
	}
	for _, id := range list {
		child, err := loadOrder(q, id)
		if err != nil {
			return err
		}
		if child.barredFrom(p) {
			continue
		}
		row := names.row(child)
		if sealedFrom(p, child) {
			row.Title = maskedTitle
		}
		v.Merged = append(v.Merged, row)
	}
	return nil
}
