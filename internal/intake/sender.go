package intake

import (
	"fmt"
	"strings"

	"onedoor/internal/platform/store"
)

// textedShown bounds the requests that a text message is looked for in.
const textedShown = 50

// OpenedBy lists the newest requests under a telephone number, for a door whose messages a telephone network vouches for:
// who sends from the number is taken for the person who gave it. It shows no words, and nothing of requests that were
// taken back. A text that is no number finds nothing.
func (s *Service) OpenedBy(q store.Queryer, phone string) ([]Opened, error) {
	if !phoneShape(phone) {
		return nil, nil
	}
	people, err := s.Vault.Find(q, phone)
	if err != nil || len(people) == 0 {
		return nil, err
	}
	people = people[:min(len(people), historyPeople)]
	args := make([]any, 0, len(people)+1)
	for _, id := range people {
		args = append(args, id)
	}
	list, err := requests(q, `identity_id IN (`+strings.TrimSuffix(strings.Repeat("?, ", len(people)), ", ")+`) AND withdrawn_at = 0
		ORDER BY id DESC LIMIT ?`, append(args, textedShown)...)
	if err != nil {
		return nil, fmt.Errorf("intake: requests of a sender: %w", err)
	}
	opened := make([]Opened, len(list))
	for i, r := range list {
		opened[i] = Opened{Request: r.ID, Order: r.Order, Number: r.Number}
	}
	return opened, nil
}
