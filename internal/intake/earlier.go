package intake

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"onedoor/internal/language"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Earlier is a request that the same number made about much the same: the order to show before refusing for the same
// facts, or to add a repeat call to.
type Earlier struct {
	Number    string    `json:"number"`
	Order     ids.ID    `json:"order_id"`
	Title     string    `json:"title"`
	State     string    `json:"state" doc:"the order's; refused: not taken on"`
	CreatedAt time.Time `json:"created_at"`
	Alike     int       `json:"alike" doc:"percent of the new words that stand in the earlier ones"`
}

const (
	earlierDays  = 180 * 24 * time.Hour
	earlierShown = 3
	earlierAlike = 50 // percent from which two texts count as about the same
	earlierWords = 12 // pairs of characters below which a text says too little
)

// earlier looks for requests of the same telephone number with much the same words in the last 180 days.
func (s *Service) earlier(q store.Queryer, p auth.Principal, in AdviceIn) ([]Earlier, error) {
	list := []Earlier{}
	words := language.Bigrams(in.Title + "\n" + in.Content)
	if len(words) < earlierWords {
		return list, nil
	}
	people, err := s.people(q, p, in.Phone)
	if err != nil || len(people) == 0 {
		return list, err
	}
	args := []any{}
	for _, m := range people {
		args = append(args, m.ID)
	}
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(args)), ", ")
	open, barred, err := s.Orders.NotAbout(q, p, orderOrRefused)
	if err != nil {
		return nil, fmt.Errorf("intake: earlier requests: %w", err)
	}
	found, err := requests(q, `identity_id IN (`+marks+`) AND created_at >= ? AND `+open+` ORDER BY id DESC LIMIT ?`,
		slices.Concat(args, []any{wall.Micros(s.now().Add(-earlierDays))}, barred, []any{historyShown})...)
	if err != nil {
		return nil, err
	}
	for _, r := range found {
		alike := share(words, language.Bigrams(r.Title+"\n"+r.Content))
		if alike < earlierAlike || len(list) == earlierShown {
			continue
		}
		past, _, err := s.past(q, p, r)
		if err != nil {
			return nil, err
		}
		list = append(list, Earlier{Number: r.Number, Order: past.Order, Title: past.Title, State: past.State, CreatedAt: r.CreatedAt, Alike: alike})
	}
	return list, nil
}

// share is how many percent of the pairs of one text stand in another.
func share(words, other []string) int {
	have := make(map[string]bool, len(other))
	for _, w := range other {
		have[w] = true
	}
	same := 0
	for _, w := range words {
		if have[w] {
			same++
		}
	}
	return 100 * same / len(words)
}
