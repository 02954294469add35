package intake

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/ledger/anchor"
	"onedoor/internal/platform/store"
)

// Histories answers how far a chain of the ledger is anchored, and writes it into a file. The anchors' keeper does.
type Histories interface {
	Standing(q store.Queryer, subject ids.ID) (anchor.Standing, error)
	History(q store.Queryer, subject ids.ID, number string, show func(ledger.Record) anchor.Show) (anchor.History, error)
}

// PublicChain is the hash chain of a request's order as its requester may hold it against later: changing, deleting
// or inserting any step gives another head.
type PublicChain struct {
	Events     int64      `json:"events" doc:"steps, also those that stay inside"`
	Head       string     `json:"head" doc:"hash of the last step, 64 hexadecimal digits"`
	Anchored   int64      `json:"anchored" doc:"how many of the steps, from the first, a signed anchor speaks for"`
	AnchoredAt *time.Time `json:"anchored_at,omitempty" doc:"when that anchor was made"`
}

// Short is as much of the head as people compare by eye: 16 digits.
func (c PublicChain) Short() string { return anchor.Grouped(c.Head[:min(16, len(c.Head))]) }

// Full is the whole head in groups.
func (c PublicChain) Full() string { return anchor.Grouped(c.Head) }

// Newer is how many steps wait for the next anchor.
func (c PublicChain) Newer() int64 { return c.Events - c.Anchored }

func (s *Service) publicChain(q store.Queryer, order ids.ID) (*PublicChain, error) {
	if s.Histories == nil {
		return nil, nil
	}
	standing, err := s.Histories.Standing(q, order)
	if err != nil {
		return nil, fmt.Errorf("intake: chain: %w", err)
	}
	c := &PublicChain{Events: standing.Events, Head: hex.EncodeToString(standing.Head), Anchored: standing.Anchored}
	if !standing.At.IsZero() {
		c.AnchoredAt = &standing.At
	}
	return c, nil
}

// PublicHistory is the chain of a request's order in a file for its requester: of the steps that the requester is told
// of it holds what happened and when, of all others the hash only, so that the chain can be checked and nobody of
// staff, no unit and no other requester is in it. The faults are those of Open.
func (s *Service) PublicHistory(ctx context.Context, number, code string) (anchor.History, error) {
	r, err := s.open(ctx, number, code)
	if err != nil {
		return anchor.History{}, err
	}
	var h anchor.History
	err = s.Store.Snapshot(ctx, func(q store.Queryer) error {
		h, err = s.Histories.History(q, r.Order, r.Number, func(rec ledger.Record) anchor.Show { return showTo(r, rec) })
		return err
	})
	if err != nil {
		return h, fmt.Errorf("intake: history: %w", err)
	}
	return h, nil
}

// showTo says how much of an event its requester may see.
func showTo(r Request, rec ledger.Record) anchor.Show {
	if rec.Kind == EventTakenOn || rec.Kind == EventRepeated {
		var p TakenOn
		if json.Unmarshal(rec.Payload, &p) == nil && p.Request == r.ID {
			return anchor.ShowTold
		}
		return anchor.ShowHash
	}
	if _, _, told, err := publicStep(r, rec); err != nil || !told {
		return anchor.ShowHash
	}
	return anchor.ShowTold
}
