package switchboard

import (
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// putPeer returns the row of a number, made if it is new.
func putPeer(tx *store.Tx, p sealedPeer) (ids.ID, error) {
	if err := tx.Do(`INSERT INTO switchboard_peer (id, mac, head, body) VALUES (?, ?, ?, ?) ON CONFLICT (mac) DO NOTHING`,
		p.id, p.mac, p.head, p.body); err != nil {
		return 0, fmt.Errorf("switchboard: put peer: %w", err)
	}
	var id ids.ID
	if err := tx.QueryRow(`SELECT id FROM switchboard_peer WHERE mac = ?`, p.mac).Scan(&id); err != nil {
		return 0, fmt.Errorf("switchboard: peer: %w", err)
	}
	return id, nil
}

func peerRow(q store.Queryer, peer ids.ID) (head, body []byte, err error) {
	if err = q.QueryRow(`SELECT head, body FROM switchboard_peer WHERE id = ?`, peer).Scan(&head, &body); err != nil {
		err = fmt.Errorf("switchboard: peer: %w", err)
	}
	return head, body, err
}

// ErasePeer forgets a number for good; its calls stay, of nobody.
func ErasePeer(tx *store.Tx, peer ids.ID) error {
	err := tx.Do(`DELETE FROM switchboard_peer WHERE id = ?`, peer)
	return err
}

// applyCall writes what a step changes in the call's row.
func applyCall(tx *store.Tx, kind string, p Payload) error {
	var err error
	switch kind {
	case EventBegan:
		err = tx.Do(`INSERT INTO switchboard_call (id, peer_id, direction, door, hotline, seat_id, errand, about_id, source_id, began_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			p.Call, p.Peer, p.Direction, p.door(), p.Hotline, p.Seat, p.Errand, p.About, p.Source, p.At)
	case EventQueued:
		err = tx.Do(`UPDATE switchboard_call SET queue = ?, queued_at = ? WHERE id = ? AND queued_at = 0`, p.Queue, p.At, p.Call)
	case EventAnswered:
		if err = tx.Do(`UPDATE switchboard_call SET seat_id = ?, answered_at = CASE answered_at WHEN 0 THEN ? ELSE answered_at END WHERE id = ?`,
			p.Seat, p.At, p.Call); err == nil && p.Seat != 0 {
			err = tx.Do(`INSERT INTO switchboard_part (call_id, seat_id, at) VALUES (?, ?, ?) ON CONFLICT (call_id, seat_id) DO NOTHING`, p.Call, p.Seat, p.At)
		}
	case EventTogether:
		if p.Other != 0 {
			err = tx.Do(`INSERT INTO switchboard_part (call_id, seat_id, at) VALUES (?, ?, ?) ON CONFLICT (call_id, seat_id) DO NOTHING`, p.Call, p.Other, p.At)
		}
	case EventTold:
		err = tx.Do(`UPDATE switchboard_call SET notice = ?, notice_at = ?, notice_number = ? WHERE id = ? AND notice = ''`, p.Code, p.At, p.Number, p.Call)
	case EventRated:
		err = tx.Do(`UPDATE switchboard_call SET rating = ? WHERE id = ?`, p.Rating, p.Call)
	case EventEnded:
		err = tx.Do(`UPDATE switchboard_call SET ended_at = ?, outcome = ?, cause = ?, mos = ?, loss = ?, jitter_us = ? WHERE id = ? AND ended_at = 0`,
			p.At, p.Code, p.Cause, p.MOS, p.Loss, p.Jitter, p.Call)
	}
	if err != nil {
		return fmt.Errorf("switchboard: %s: %w", kind, err)
	}
	return nil
}

// Took tells whether somebody has spoken on a call, for the contact that is taken on from it.
func (s *Service) Took(q store.Queryer, call, staff ids.ID) (bool, error) {
	var n int
	if err := q.QueryRow(`SELECT COUNT(*) FROM switchboard_part WHERE call_id = ? AND seat_id = ?`, call, staff).Scan(&n); err != nil {
		return false, fmt.Errorf("switchboard: who spoke: %w", err)
	}
	return n > 0, nil
}

// openCall is a call of our own exchange that has not ended.
type openCall struct {
	id, seat ids.ID
	cools    bool // nobody spoke with the caller, whose number cools down
}

func openCalls(q store.Queryer) ([]openCall, error) {
	rows, err := q.Query(`SELECT id, seat_id, (SELECT COUNT(*) FROM switchboard_cooldown k
			WHERE k.peer_id = c.peer_id AND c.direction = 'in' AND c.answered_at = 0 AND k.state = ? AND k.until_at > c.began_at)
		FROM switchboard_call c WHERE ended_at = 0 AND source_id = 0 ORDER BY id`, string(CoolRunning))
	return store.Collect(rows, err, func(r store.Row) (openCall, error) {
		var c openCall
		var cooldowns int
		err := r.Scan(&c.id, &c.seat, &cooldowns)
		c.cools = cooldowns > 0
		return c, err
	})
}
