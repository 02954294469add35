package workorder

import (
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// children is everything that hangs on an order and that one person may read.
type children struct {
	assignments []Assignment
	replies     []Reply
	returns     []Return
	urges       []Urge
	supplements []Supplement
	applied     []Application
	progress    []Progress
	said        map[ids.ID]string
	notes       []Note
	attachments []Attachment
}

// children reads what hangs on an order. A reply's internal note is for the unit that wrote
// it and the centre; another unit that has the order now does not read it.
func (s *Service) children(q store.Queryer, p auth.Principal, id ids.ID) (c children, err error) {
	if c.assignments, err = loadAssignments(q, id); err != nil {
		return c, err
	}
	if c.replies, err = s.Replies(q, id); err != nil {
		return c, err
	}
	for i, r := range c.replies {
		if !isCentre(p) && !isUnit(p, r.Unit) {
			c.replies[i].InternalNote = ""
		}
	}
	if c.returns, err = loadReturns(q, id); err != nil {
		return c, err
	}
	if c.urges, err = loadUrges(q, id); err != nil {
		return c, err
	}
	if c.supplements, err = loadSupplements(q, id); err != nil {
		return c, err
	}
	if c.applied, err = loadApplications(q, id); err != nil {
		return c, err
	}
	if c.progress, err = s.ProgressOf(q, id); err != nil {
		return c, err
	}
	if c.said, err = loadStatements(q, id); err != nil {
		return c, err
	}
	if c.notes, err = loadNotes(q, p, id); err != nil {
		return c, err
	}
	c.attachments, err = s.Attachments(q, id)
	return c, err
}

// namer looks names up once for each thing that one answer names.
type namer struct {
	s      *Service
	q      store.Queryer
	units  map[ids.ID]string
	people map[ids.ID]string
	cats   map[ids.ID]string
	divs   map[string]string
}

func (s *Service) namer(q store.Queryer) *namer {
	return &namer{s, q, map[ids.ID]string{}, map[ids.ID]string{}, map[ids.ID]string{}, map[string]string{}}
}

func (n *namer) unit(id ids.ID) string {
	return once(n.units, id, func() string { return n.s.Units.UnitName(n.q, id) })
}

func (n *namer) staff(id ids.ID) string {
	return once(n.people, id, func() string { return n.s.Names.StaffName(n.q, id) })
}

func (n *namer) category(id ids.ID) string {
	return once(n.cats, id, func() string { return n.s.Names.CategoryName(n.q, id) })
}

func (n *namer) division(code string) string {
	return once(n.divs, code, func() string { return n.s.Names.DivisionName(n.q, code) })
}

func once[K comparable](known map[K]string, key K, ask func() string) string {
	var none K
	if key == none {
		return ""
	}
	name, ok := known[key]
	if !ok {
		name = ask()
		known[key] = name
	}
	return name
}
