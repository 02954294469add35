package supervise

import (
	"fmt"
	"slices"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Deferral is an item that a meeting put off 延后再议. Its agenda and its minutes go on naming it, whatever became of it since.
type Deferral struct {
	Item   DocketItem `json:"item"`
	Place  int        `json:"place" doc:"its place on the agenda, from 1"`
	Reason string     `json:"reason"`
}

func putDeferral(tx *store.Tx, meeting ids.ID, d *Item, reason string, at int64) error {
	err := tx.Do(`INSERT INTO supervise_deferral (meeting_id, docket_id, place, reason, deferred_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (meeting_id, docket_id) DO UPDATE SET place = excluded.place, reason = excluded.reason, deferred_at = excluded.deferred_at`,
		meeting, d.ID, d.Place, reason, at)
	if err != nil {
		return fmt.Errorf("supervise: put deferral: %w", err)
	}
	return nil
}

// deferrals reads what a meeting put off and by may read, in the order of its agenda, and how many more there are. An item
// that the same meeting took up again is none.
func (s *Service) deferrals(q store.Queryer, by auth.Principal, meeting ids.ID) (list []Deferral, others int, err error) {
	type row struct {
		docket ids.ID
		Deferral
	}
	rows, err := q.Query(`SELECT f.docket_id, f.place, f.reason FROM supervise_deferral f JOIN supervise_docket d ON d.id = f.docket_id
		WHERE f.meeting_id = ? AND d.meeting_id <> f.meeting_id ORDER BY f.place, f.docket_id`, meeting)
	found, err := store.Collect(rows, err, func(r store.Row) (x row, err error) { return x, r.Scan(&x.docket, &x.Place, &x.Reason) })
	if err != nil {
		return nil, 0, fmt.Errorf("supervise: deferrals: %w", err)
	}
	list = []Deferral{}
	for _, x := range found {
		d, err := scanItem(q.QueryRow(`SELECT `+itemColumns+` FROM supervise_docket WHERE id = ?`, x.docket))
		if err != nil {
			return nil, 0, fmt.Errorf("supervise: deferred item: %w", err)
		}
		if !d.concerns(by.Scope) {
			others++
			continue
		}
		if x.Item, err = s.itemView(q, by, d); err != nil {
			return nil, 0, err
		}
		list = append(list, x.Deferral)
	}
	return slices.Clip(list), others, nil
}
