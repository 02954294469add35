package switchboard

import (
	"encoding/json"
	"fmt"

	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

// fold turns events of the ledger into one row a call. It reads nothing else, so that the figures can be computed anew
// from the ledger at any time.
func (s *Service) fold(tx *store.Tx, recs []ledger.Record) error {
	for _, r := range recs {
		var p Payload
		if err := json.Unmarshal(r.Payload, &p); err != nil {
			return fmt.Errorf("switchboard: fold %s: %w", r.Kind, err)
		}
		var err error
		switch r.Kind {
		case EventBegan:
			robot := 0
			if p.Direction == "out" && p.Seat == 0 && p.Source == 0 {
				robot = 1
			}
			err = tx.Do(`INSERT INTO switchboard_fact (call_id, peer_id, direction, door, seat_id, source_id, robot, began_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
				ON CONFLICT (call_id) DO NOTHING`, p.Call, p.Peer, p.Direction, p.door(), p.Seat, p.Source, robot, p.At)
		case EventQueued:
			if p.Code == string(Cooled) { // it counts by itself
				err = tx.Do(`UPDATE switchboard_fact SET queue = ? WHERE call_id = ?`, p.Queue, p.Call)
				break
			}
			if err = tx.Do(`UPDATE switchboard_fact SET queue = ?, target_us = ?, short_us = ?, queued_at = ? WHERE call_id = ? AND queued_at = 0`,
				p.Queue, p.Target, p.Short, p.At, p.Call); err == nil {
				err = tx.Do(`UPDATE switchboard_fact SET waits_at = ? WHERE call_id = ?`, p.At, p.Call)
			}
		case EventOffered: // what another call centre hands to a seat comes into no queue first
			err = tx.Do(`UPDATE switchboard_fact SET waits_at = ? WHERE call_id = ? AND waits_at = 0 AND outcome = ''`, p.At, p.Call)
		case EventMissed:
			err = tx.Do(`UPDATE switchboard_fact SET missed = missed + 1 WHERE call_id = ?`, p.Call)
		case EventAnswered:
			err = tx.Do(`UPDATE switchboard_fact SET seat_id = ?, waits_at = 0, answered_at = CASE answered_at WHEN 0 THEN ? ELSE answered_at END WHERE call_id = ?`,
				p.Seat, p.At, p.Call)
		case EventRated:
			err = tx.Do(`UPDATE switchboard_fact SET rating = ? WHERE call_id = ?`, p.Rating, p.Call)
		case EventEmergency, EventEmergencyOver:
			err = foldEmergency(tx, r.Kind, p)
		case EventEnded:
			if err = tx.Do(`UPDATE switchboard_fact SET ended_at = ?, outcome = ?, cause = ?, mos = ? WHERE call_id = ?`, p.At, p.Code, p.Cause, p.MOS, p.Call); err == nil {
				err = foldEmergency(tx, r.Kind, p)
			}
		}
		if err != nil {
			return fmt.Errorf("switchboard: fold %s: %w", r.Kind, err)
		}
	}
	return nil
}
