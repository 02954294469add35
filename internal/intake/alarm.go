package intake

import (
	"encoding/json"
	"fmt"

	"onedoor/internal/notice"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/vault"
)

// alarm tells supervisors and auditors that somebody opens many identities: the vault counts, and knows nobody to tell. Who
// is meant is not told.
func (s *Service) alarm(tx *store.Tx, recs []ledger.Record) error {
	if s.Watchers == nil {
		return nil
	}
	for _, r := range recs {
		var p vault.BulkPayload
		if err := json.Unmarshal(r.Payload, &p); err != nil {
			return fmt.Errorf("intake: alarm: %w", err)
		}
		for _, person := range s.Watchers(tx) {
			if person == r.Subject {
				continue
			}
			err := s.Notices.Queue(tx, notice.Message{To: notice.Staff(person), Template: notice.RevealAlarm,
				Params: map[string]string{"person": s.Places.StaffName(tx, r.Subject), "count": fmt.Sprint(p.Count)},
				Dedupe: "alarm:" + ids.ID(r.Seq).String() + ":" + person.String()})
			if err != nil {
				return fmt.Errorf("intake: alarm: %w", err)
			}
		}
	}
	return nil
}
