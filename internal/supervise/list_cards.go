package supervise

import (
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// CardFilter narrows a list of cards; the zero filter is every card of one's scope, the newest first.
type CardFilter struct {
	Level  string
	Unit   ids.ID
	Order  ids.ID
	Lifted string // yes, no, empty: both
	Sort   string // a name of cardSorts, - before it for downwards; default: the newest first
	Cursor string
	Limit  int
}

// cardSorts are the orders of the list of cards.
var cardSorts = store.Keyset{Sorts: []store.Sort{{Name: "at"}, {Name: "due_at"}, {Name: "level", Text: true}, {Name: "number", Text: true}, {Name: "lifted_at"}}}

// CardRow is a card in a list.
type CardRow struct {
	ID       ids.ID     `json:"id"`
	Level    string     `json:"level" enum:"yellow,red"`
	OrderID  ids.ID     `json:"order_id" doc:"null where the caller may not read the order"`
	Number   string     `json:"number"`
	Title    string     `json:"title"`
	UnitID   ids.ID     `json:"unit_id"`
	UnitName string     `json:"unit_name"`
	Clock    string     `json:"clock" doc:"which of the order's clocks it was given for"`
	At       time.Time  `json:"at"`
	DueAt    time.Time  `json:"due_at" doc:"of the clock when the card was given"`
	LiftedAt *time.Time `json:"lifted_at,omitempty"`
	LiftedBy string     `json:"lifted_by_name,omitempty"`
	LiftName string     `json:"lift_reason,omitempty"`
	LiftNote string     `json:"lift_note,omitempty"`
	CanLift  bool       `json:"can_lift"`
}

// Cards reads one page of the cards of by's scope, the newest first unless asked otherwise.
func (s *Service) Cards(q store.Queryer, by auth.Principal, f CardFilter) ([]CardRow, string, error) {
	f.Limit = httpx.Limit(f.Limit)
	return s.cardPage(q, by, f)
}

func (s *Service) cardPage(q store.Queryer, by auth.Principal, f CardFilter) (rows []CardRow, next string, err error) {
	if !by.Can(RightRead) {
		return nil, "", fault.Forbidden
	}
	var c condition
	switch f.Level {
	case "":
	case CardYellow, CardRed:
		c.and("level = ?", f.Level)
	default:
		return nil, "", ErrFilter.WithField("query.level", "只有 yellow 和 red 两种牌。")
	}
	switch f.Lifted {
	case "":
	case "yes":
		c.and("lifted_at > 0")
	case "no":
		c.and("lifted_at = 0")
	default:
		return nil, "", ErrFilter.WithField("query.lifted", "应为 yes 或 no。")
	}
	if f.Unit != 0 {
		c.and("unit_id = ?", f.Unit)
	}
	if f.Order != 0 {
		c.and("order_id = ?", f.Order)
	}
	where, args := scoped(by.Scope, "unit_id")
	c.and(where, args...)
	if err := s.notAbout(q, by, &c, "order_id"); err != nil {
		return nil, "", err
	}
	page, err := cardSorts.Page(f.Sort, "-at", f.Cursor, f.Limit)
	if err != nil {
		return nil, "", err
	}
	list, next, err := store.ReadPage(q, page, store.Select{Columns: cardColumns, Table: `supervise_card`, Where: c.sql(), Args: c.args}, scanCard)
	if err != nil {
		return nil, "", fmt.Errorf("supervise: cards: %w", err)
	}
	rows = make([]CardRow, len(list))
	for i, card := range list {
		if rows[i], err = s.cardRow(q, by, card); err != nil {
			return nil, "", err
		}
	}
	return rows, next, nil
}

func (s *Service) cardRow(q store.Queryer, by auth.Principal, c *Card) (CardRow, error) {
	title, err := s.title(q, by, c.Order)
	order := c.Order
	if s.Orders.Visible(q, by, c.Order) != nil {
		order = 0 // it left the unit that has the card: no way leads there
	}
	return CardRow{ID: c.ID, Level: c.Level, OrderID: order, Number: c.Number, Title: title, UnitID: c.Unit, UnitName: s.unitName(q, c.Unit),
		Clock: fmt.Sprintf("第%d次派单的办理时限", c.Assignment), At: c.At, DueAt: c.DueAt, LiftedAt: orNone(c.LiftedAt), LiftedBy: s.staffName(q, c.LiftedBy),
		LiftName: label(LiftReasons, c.LiftCode), LiftNote: c.LiftNote, CanLift: c.LiftedAt.IsZero() && by.Can(RightManage) && by.Scope.All}, err
}

func (s *Service) staffName(q store.Queryer, id ids.ID) string {
	if id == 0 {
		return ""
	}
	return s.Names.StaffName(q, id)
}

// CardCount are a unit's cards in a time.
type CardCount struct {
	UnitID   ids.ID `json:"unit_id"`
	UnitName string `json:"unit_name"`
	Yellow   int    `json:"yellow" doc:"that count: not lifted"`
	Red      int    `json:"red" doc:"that count: not lifted"`
	Lifted   int    `json:"lifted"`
}

// CardCounts counts cards given in [from, to) by unit, the most red ones first. Lifted cards are counted apart.
func (s *Service) CardCounts(q store.Queryer, by auth.Principal, from, to time.Time) ([]CardCount, error) {
	if !by.Can(RightRead) {
		return nil, fault.Forbidden
	}
	if !from.Before(to) || to.Sub(from) > 400*24*time.Hour {
		return nil, ErrFilter.WithField("query.to", "结束日期须晚于开始日期，且不超过 400 天。")
	}
	where, args := scoped(by.Scope, "unit_id")
	rows, err := q.Query(`SELECT unit_id, SUM(CASE WHEN level = 'yellow' AND lifted_at = 0 THEN 1 ELSE 0 END), SUM(CASE WHEN level = 'red' AND lifted_at = 0 THEN 1 ELSE 0 END),
		SUM(CASE WHEN lifted_at > 0 THEN 1 ELSE 0 END) FROM supervise_card WHERE at >= ? AND at < ? AND `+where+`
		GROUP BY unit_id ORDER BY 3 DESC, 2 DESC, unit_id`, append([]any{wall.Micros(from), wall.Micros(to)}, args...)...)
	list, err := store.Collect(rows, err, func(r store.Row) (c CardCount, err error) { return c, r.Scan(&c.UnitID, &c.Yellow, &c.Red, &c.Lifted) })
	if err != nil {
		return nil, fmt.Errorf("supervise: count cards: %w", err)
	}
	for i := range list {
		list[i].UnitName = s.unitName(q, list[i].UnitID)
	}
	return list, nil
}
