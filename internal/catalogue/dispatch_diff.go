package catalogue

import (
	"cmp"
	"slices"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Change is one entry that differs between two versions. Before is nil for one that was added, After for one that was
// removed.
type Change struct {
	Before, After *Entry
}

// Diff returns how a version differs from the one that it was copied from, in the order of the entries.
// ErrVersionNotFound.
func (s *Service) Diff(q store.Queryer, id ids.ID) ([]Change, error) {
	v, err := s.Version(q, id)
	if err != nil {
		return nil, err
	}
	return s.changes(q, v.Base, id)
}

func (s *Service) changes(q store.Queryer, from, to ids.ID) ([]Change, error) {
	before, err := entriesOf(q, from)
	if err != nil {
		return nil, err
	}
	after, err := entriesOf(q, to)
	if err != nil {
		return nil, err
	}
	return changesOf(before, after), nil
}

func changesOf(before, after []Entry) []Change {
	known := make(map[ids.ID]*Entry, len(before))
	for i := range before {
		known[before[i].ID] = &before[i]
	}
	list := []Change{}
	for i := range after {
		e := &after[i]
		old := known[e.ID]
		delete(known, e.ID)
		if old == nil || !old.same(*e) {
			list = append(list, Change{old, e})
		}
	}
	for _, old := range known {
		list = append(list, Change{old, nil})
	}
	slices.SortFunc(list, func(a, b Change) int { return cmp.Compare(a.id(), b.id()) })
	return list
}

func (c Change) id() ids.ID {
	if c.After != nil {
		return c.After.ID
	}
	return c.Before.ID
}

// count tells how many entries were added, changed and removed.
func count(list []Change) (added, changed, removed int) {
	for _, c := range list {
		switch {
		case c.Before == nil:
			added++
		case c.After == nil:
			removed++
		default:
			changed++
		}
	}
	return added, changed, removed
}
