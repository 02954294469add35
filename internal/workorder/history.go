package workorder

import (
	"bytes"
	"context"
	"fmt"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/ledger/anchor"
	"onedoor/internal/platform/store"
)

// Histories writes chains of the ledger into files that can be checked without this program. The anchors' keeper does.
type Histories interface {
	History(q store.Queryer, subject ids.ID, number string, show func(ledger.Record) anchor.Show) (anchor.History, error)
}

// History is the chain of an order that p may read, with a proof by the newest anchor. Events are whole where p reads
// them in the order's timeline, what happened and when where they would name another order to a unit; of all others only
// the hash stands, which keeps the chain checkable.
func (s *Service) History(q store.Queryer, p auth.Principal, id ids.ID) (anchor.History, error) {
	o, err := s.Get(q, p, id)
	if err != nil {
		return anchor.History{}, err
	}
	words, err := s.wordsOf(q, p, id)
	if err != nil {
		return anchor.History{}, err
	}
	h, err := s.Histories.History(q, id, o.Number, func(r ledger.Record) anchor.Show {
		_, may := words.item(p, r)
		switch {
		case !may:
			return anchor.ShowHash
		case namesOther(p, r.Payload):
			return anchor.ShowTold
		}
		return anchor.ShowWhole
	})
	if err != nil {
		return h, fmt.Errorf("workorder: history: %w", err)
	}
	return h, nil
}

type historyIn struct {
	ID ids.Param `path:"id"`
}

const jsonType = "application/json"

func (s *Service) getHistory(ctx context.Context, in *historyIn) (*huma.StreamResponse, error) {
	var file bytes.Buffer
	var h anchor.History
	err := s.store.Snapshot(ctx, func(q store.Queryer) (err error) {
		h, err = s.History(q, auth.From(ctx), in.ID.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	h.Whose = auth.From(ctx).Mark(s.now())
	if err := h.Write(&file); err != nil {
		return nil, err
	}
	return download("办理记录-"+h.Number+".json", jsonType, file.Bytes()), nil
}
