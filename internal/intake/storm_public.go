package intake

import (
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// PublicStorm is the event that a requester's request hangs on.
type PublicStorm struct {
	Name         string `json:"name"`
	Announcement string `json:"announcement,omitempty" doc:"while it runs"`

	master ids.ID
}

// publicStorm names the event of a request that joined one.
func (s *Service) publicStorm(q store.Queryer, r Request, v *PublicView) error {
	j, ok, err := joinOf(q, r.ID)
	if err != nil || !ok {
		return err
	}
	list, err := storms(q, `id = ?`, j.storm)
	if err != nil || len(list) == 0 {
		return err
	}
	v.Storm = &PublicStorm{Name: list[0].Name, master: list[0].Order}
	if list[0].runs(s.Clock.Now()) {
		v.Storm.Announcement = list[0].Announcement
	}
	return nil
}
