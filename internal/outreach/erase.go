package outreach

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// OldPeople erases the people of campaigns that ended long ago. Held are the calls that are kept as evidence: whoever was
// in one of them stays. Whom a campaign still may call is not reached, nor who asked not to be called.
type OldPeople struct {
	*Service
	Held func(q store.Queryer) ([]ids.ID, error)
}

type oldPerson struct {
	id, campaign ids.ID
	ended        int64
}

func (o OldPeople) erasable(q store.Queryer, before time.Time, most int) ([]oldPerson, error) {
	held, err := o.held(q)
	if err != nil {
		return nil, err
	}
	rows, err := q.Query(`SELECT p.id, p.campaign_id, c.ended_at FROM outreach_campaign c JOIN outreach_person p ON p.campaign_id = c.id
		WHERE c.state = 'ended' AND c.ended_at < ? AND p.erased_at = 0 ORDER BY c.ended_at, c.id, p.id LIMIT ?`, wall.Micros(before), most+len(held))
	found, err := store.Collect(rows, err, func(r store.Row) (p oldPerson, err error) { return p, r.Scan(&p.id, &p.campaign, &p.ended) })
	if err != nil {
		return nil, fmt.Errorf("outreach: old people: %w", err)
	}
	var list []oldPerson
	for _, p := range found {
		if !held[p.id] && len(list) < most {
			list = append(list, p)
		}
	}
	return list, nil
}

// held are the people of calls that are kept.
func (o OldPeople) held(q store.Queryer) (map[ids.ID]bool, error) {
	calls, err := o.Held(q)
	if err != nil {
		return nil, err
	}
	people := map[ids.ID]bool{}
	for _, call := range calls {
		rows, err := q.Query(`SELECT person_id FROM outreach_attempt WHERE call_id = ? AND call_id <> 0`, call)
		list, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
		if err != nil {
			return nil, fmt.Errorf("outreach: held calls: %w", err)
		}
		for _, id := range list {
			people[id] = true
		}
	}
	return people, nil
}

// CountErasable counts the people who could be erased, to most at most, and tells when the oldest of their campaigns ended.
func (o OldPeople) CountErasable(q store.Queryer, before time.Time, most int) (n int, oldest time.Time, err error) {
	list, err := o.erasable(q, before, most)
	if err != nil || len(list) == 0 {
		return 0, time.Time{}, err
	}
	return len(list), wall.FromMicros(list[0].ended), nil
}

// EraseEnded erases number, words, answers and note of some of them, and what they said in their own words. How each call
// ended and when stays, so the figures of a campaign do.
func (o OldPeople) EraseEnded(_ context.Context, tx *store.Tx, before time.Time, limit int, _ string) ([]ids.ID, error) {
	list, err := o.erasable(tx, before, limit)
	if err != nil {
		return nil, err
	}
	now := wall.Micros(o.Clock.Now())
	erased := make([]ids.ID, len(list))
	counts := map[ids.ID]int{}
	var campaigns []ids.ID
	for i, p := range list {
		erased[i] = p.id
		err := tx.Do(`UPDATE outreach_person SET mac = ?, head = ?, body = ?, answers = '', note = '', erased_at = ? WHERE id = ?`,
			binary.BigEndian.AppendUint64(nil, uint64(p.id)), []byte{}, []byte{}, now, p.id)
		if err != nil {
			return nil, fmt.Errorf("outreach: erase a person: %w", err)
		}
		if err := tx.Do(`UPDATE outreach_attempt SET head = NULL, body = NULL WHERE person_id = ?`, p.id); err != nil {
			return nil, fmt.Errorf("outreach: erase a call: %w", err)
		}
		if counts[p.campaign] == 0 {
			campaigns = append(campaigns, p.campaign)
		}
		counts[p.campaign]++
	}
	for _, c := range campaigns {
		if err := o.record(tx, EventErased, c, 0, Payload{Campaign: c, Erased: counts[c]}); err != nil {
			return nil, err
		}
	}
	return erased, nil
}
