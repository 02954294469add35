package democity

import (
	"context"
	"fmt"
	"time"

	"onedoor/internal/knowledge"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Publish has editors write entries and reviewers approve them: nobody approves their own text.
func (h *House) Publish(ctx context.Context, list []Entry, now time.Time) error {
	if h.now = now; h.entries == nil {
		h.entries = map[string]ids.ID{}
	}
	return h.Store.Write(ctx, func(tx *store.Tx) error {
		for i, e := range list {
			id, err := h.publish(tx, e, i, now)
			if err != nil {
				return fmt.Errorf("entry %s: %w", e.Code, err)
			}
			h.entries[e.Code] = id
		}
		return nil
	})
}

func (h *House) publish(tx *store.Tx, e Entry, turn int, now time.Time) (ids.ID, error) {
	unit, err := find(h.units, e.Unit)
	if err != nil {
		return 0, err
	}
	category, err := find(h.category, e.Categories[0])
	if err != nil {
		return 0, err
	}
	editor := h.people[h.editors[turn%len(h.editors)]]
	checker := h.people[h.checkers[turn%len(h.checkers)]]
	a, err := h.Knowledge.Create(tx, editor, knowledge.Kind(e.Kind), knowledge.Content{
		Title: e.Title, Summary: e.Summary, Body: e.Body(now), Keywords: e.Keywords, Unit: unit, Category: category,
		Public:    e.Kind != Wording, // what may be said is for those who say it
		ExpiresAt: e.Expires.At(now),
	})
	if err != nil {
		return 0, err
	}
	if a, err = h.Knowledge.Submit(tx, editor, a.ID, a.Version); err != nil {
		return 0, err
	}
	if _, err = h.Knowledge.Approve(tx, checker, a.ID, a.Version, ""); err != nil {
		return 0, err
	}
	return a.ID, nil
}
