package workorder

import (
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// WordsBehind are the words that an event's payload stands for: of what it names as child, with those of its review; else of
// the assignment that began. Fault: workorder.not_found and .sealed, as of [Service.Get].
func (s *Service) WordsBehind(q store.Queryer, p auth.Principal, order, child ids.ID, assignment int) (words, review string, err error) {
	if err := s.Visible(q, p, order); err != nil {
		return "", "", err
	}
	t, err := s.wordsOf(q, p, order)
	if err != nil {
		return "", "", err
	}
	if child != 0 {
		return t.children[child], t.reviews[child], nil
	}
	return t.assignments[assignment], "", nil
}
