package workorder

import (
	"time"

	"onedoor/internal/platform/ids"
)

// OrderRow is an order in a list.
type OrderRow struct {
	ID           ids.ID    `json:"id"`
	Number       string    `json:"number"`
	Title        string    `json:"title" doc:"（保密工单） when the words are kept from the caller"`
	Kind         Kind      `json:"kind"`
	KindName     string    `json:"kind_name"`
	CategoryID   ids.ID    `json:"category_id"`
	CategoryName string    `json:"category_name"`
	Division     string    `json:"division_code"`
	DivisionName string    `json:"division_name"`
	State        State     `json:"state"`
	StateName    string    `json:"state_name"`
	UnitID       ids.ID    `json:"unit_id" doc:"null while the centre has the order"`
	UnitName     string    `json:"unit_name"`
	Urgent       bool      `json:"urgent"`
	Business     bool      `json:"business" doc:"from a business"`
	Sealed       bool      `json:"sealed"`
	Direct       bool      `json:"direct" doc:"answered at once"`
	Imported     bool      `json:"imported" doc:"historical: absent times are unknown"`
	CreatedAt    time.Time `json:"created_at,omitzero"`
	DueAt        time.Time `json:"due_at,omitzero" doc:"of the clock that runs now"`
	SignDueAt    time.Time `json:"sign_due_at,omitzero"`
	CompletedAt  time.Time `json:"completed_at,omitzero"`
	Overdue      bool      `json:"overdue"`
	DueLevel     DueLevel  `json:"due_level" enum:"ok,soon,overdue"`
	RedoCount    int       `json:"redo_count"`
	UrgeCount    int       `json:"urge_count"`
	Until        time.Time `json:"until,omitzero" doc:"paused or shelved: the planned end"`
	Applied      bool      `json:"applied" doc:"the unit's application waits for a decision"`
	Designated   bool      `json:"designated" doc:"the unit may not return it"`
	First        bool      `json:"first_receiver" doc:"首接负责: the unit got an unclear matter first; a return needs its basis and a proposed unit"`
	MergedInto   ids.ID    `json:"merged_into" doc:"the order that answers this one; null: none"`
	MergedCount  int       `json:"merged_count" doc:"how many orders this one answers besides itself"`
	CoOpen       int       `json:"co_open" doc:"how many co-handling units still owe their part"`
	Co           *CoRow    `json:"co,omitempty" doc:"in the view co: the most pressing part that is owed"`
	Version      int64     `json:"version" doc:"give it back with every verb"`
}

func (n *namer) row(o *Order) OrderRow {
	level := o.Level(n.s.now())
	return OrderRow{
		ID: o.ID, Number: o.Number, Title: o.Title, Kind: o.Kind, KindName: o.Kind.Label(),
		CategoryID: o.Category, CategoryName: n.category(o.Category),
		Division: o.Division, DivisionName: n.division(o.Division),
		State: o.State, StateName: o.State.Label(), UnitID: o.Unit, UnitName: n.unit(o.Unit),
		Urgent: o.Urgent, Business: o.Business, Sealed: o.Sealed, Direct: o.Direct, Imported: o.Imported,
		CreatedAt: o.CreatedAt, DueAt: o.DueAt, SignDueAt: o.SignDueAt, CompletedAt: o.CompletedAt,
		Overdue: level == DueOverdue, DueLevel: level,
		RedoCount: o.RedoCount, UrgeCount: o.UrgeCount, Version: o.Version, Until: o.UntilAt,
		Applied: o.Application != 0, Designated: o.Designated, First: o.FirstReceiver, MergedInto: o.MergedInto, MergedCount: o.MergedCount, CoOpen: o.CoOpen,
	}
}
