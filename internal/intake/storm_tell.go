package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"onedoor/internal/notice"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/vault"
	"onedoor/internal/workorder"
)

// What all who joined are told.
const (
	wordProgress = "progress"
	wordAnswered = "answered"
	wordRate     = "rate"
)

// The states of a telling.
const (
	toldTold      = "told"
	toldOwed      = "owed"
	toldDone      = "done"
	toldUnreached = "unreached"
	toldLapsed    = "lapsed" // a later word is owed: one call tells both
)

const (
	jobStormTell = "intake.storm_tell"
	tellBatch    = 200
)

// storming sorts the events of master orders out of a batch and owes their words; what is returned is everybody else's.
func (s *Service) storming(tx *store.Tx, recs []ledger.Record) ([]ledger.Record, error) {
	masters, err := s.masters(tx, recs)
	if err != nil || len(masters) == 0 {
		return recs, err
	}
	rest := recs[:0:0]
	for _, rec := range recs {
		x, ok := masters[rec.Subject]
		if !ok {
			rest = append(rest, rec)
			continue
		}
		if err := s.owe(tx, x, rec); err != nil {
			return nil, err
		}
		if rec.Kind == eventAnswered { // a rating names its request, or speaks for the one who was called
			var answer struct {
				Request ids.ID `json:"request"`
			}
			if err := json.Unmarshal(rec.Payload, &answer); err == nil && answer.Request != 0 {
				rest = append(rest, rec)
			}
		}
	}
	return rest, nil
}

// masters finds the events whose master orders are among the subjects.
func (s *Service) masters(q store.Queryer, recs []ledger.Record) (map[ids.ID]Storm, error) {
	found := map[ids.ID]Storm{}
	for len(recs) > 0 {
		n := min(len(recs), 64)
		size := 1
		for size < n {
			size *= 2 // few different statements, so that they stay prepared
		}
		args := make([]any, size)
		for i := range args {
			args[i] = recs[min(i, n-1)].Subject
		}
		recs = recs[n:]
		list, err := storms(q, `order_id IN (`+strings.TrimSuffix(strings.Repeat("?, ", size), ", ")+`)`, args...)
		if err != nil {
			return nil, err
		}
		for _, x := range list {
			found[x.Order] = x
		}
	}
	return found, nil
}

// owe notes what all who joined are to be told, and starts telling them in batches: an event may have thousands.
func (s *Service) owe(tx *store.Tx, x Storm, rec ledger.Record) error {
	kind, until := "", int64(0)
	switch rec.Kind {
	case workorder.EventProgressed, workorder.EventShelved, workorder.EventExtended:
		kind = wordProgress
	case workorder.EventCompleted:
		kind = wordAnswered
	case eventPlanned:
		var plan struct {
			Until int64 `json:"until"`
		}
		if err := json.Unmarshal(rec.Payload, &plan); err != nil {
			return fmt.Errorf("intake: read %s: %w", rec.Kind, err)
		}
		if until = plan.Until; until != 0 {
			kind = wordRate
		}
	}
	if kind == "" {
		return nil
	}
	err := tx.Do(`INSERT INTO intake_storm_word (id, storm_id, kind, at, until_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
		rec.ID, x.ID, kind, wall.Micros(rec.At), until)
	if err != nil {
		return fmt.Errorf("intake: owe a word: %w", err)
	}
	return s.goOnTelling(tx, rec.ID, 0)
}

type tellPayload struct {
	Word ids.ID `json:"word"`
}

func (s *Service) goOnTelling(tx *store.Tx, word, reached ids.ID) error {
	// The key holds how far it came: a run that enqueues the next must not be its own twin.
	err := s.Jobs.Enqueue(tx, jobs.New{Kind: jobStormTell, Key: fmt.Sprintf("%d:%d", word, reached), Payload: tellPayload{word}})
	if err != nil {
		return fmt.Errorf("intake: go on telling: %w", err)
	}
	return nil
}

func (s *Service) runStormTell(_ context.Context, j jobs.Job) (jobs.Effects, error) {
	var payload tellPayload
	if err := j.Decode(&payload); err != nil {
		return nil, err
	}
	return func(tx *store.Tx) error { return s.tellSome(tx, payload.Word) }, nil
}

// listener is one who joined.
type listener struct {
	Request
	how string
}

// tellSome tells the next of those who joined, and enqueues the rest.
func (s *Service) tellSome(tx *store.Tx, word ids.ID) error {
	var storm, reached ids.ID
	var kind string
	var at, until int64
	var done bool
	err := tx.QueryRow(`SELECT storm_id, kind, at, until_at, reached, done FROM intake_storm_word WHERE id = ?`, word).
		Scan(&storm, &kind, &at, &until, &reached, &done)
	if err != nil {
		return fmt.Errorf("intake: load a word: %w", err)
	}
	if done {
		return nil
	}
	list, err := storms(tx, `id = ?`, storm)
	if err != nil || len(list) == 0 {
		return err
	}
	heard, err := s.listeners(tx, storm, reached)
	if err != nil {
		return err
	}
	people, err := s.Vault.Masked(tx, identitiesOf(heard)...)
	if err != nil {
		return fmt.Errorf("intake: masked identities: %w", err)
	}
	for i := range heard {
		l := &heard[i]
		reached = l.ID
		if kind == wordProgress && wall.Micros(l.CreatedAt) > at {
			continue // came after it: the page shows what there was before
		}
		if err := s.tellOne(tx, &list[0], word, kind, until, l, people[l.Identity]); err != nil {
			return err
		}
	}
	more := len(heard) == tellBatch
	err = tx.Do(`UPDATE intake_storm_word SET reached = ?, done = ? WHERE id = ?`, reached, flag(!more), word)
	if err != nil {
		return fmt.Errorf("intake: how far a word came: %w", err)
	}
	if more {
		return s.goOnTelling(tx, word, reached)
	}
	return nil
}

func (s *Service) listeners(q store.Queryer, storm, after ids.ID) ([]listener, error) {
	rows, err := q.Query(`SELECT r.id, r.order_id, r.identity_id, r.number, r.door, r.reply_way, r.created_at, r.withdrawn_at, j.how
		FROM intake_storm_join j JOIN intake_request r ON r.id = j.request_id
		WHERE j.storm_id = ? AND j.left_at = 0 AND j.request_id > ? ORDER BY j.request_id LIMIT ?`, storm, after, tellBatch)
	list, err := store.Collect(rows, err, func(row store.Row) (l listener, err error) {
		var created, withdrawn int64
		err = row.Scan(&l.ID, &l.Order, &l.Identity, &l.Number, &l.Door, &l.ReplyWay, &created, &withdrawn, &l.how)
		l.CreatedAt, l.WithdrawnAt = wall.FromMicros(created), wall.FromMicros(withdrawn)
		return l, err
	})
	if err != nil {
		return nil, fmt.Errorf("intake: who joined: %w", err)
	}
	return list, nil
}

func identitiesOf(list []listener) []ids.ID {
	var found []ids.ID
	for _, l := range list {
		if l.Identity != 0 {
			found = append(found, l.Identity)
		}
	}
	return found
}

// tellOne tells one who joined, through the door that the request came by. The same person under two receipts gets one
// message; a call or a letter that was asked for is owed all the same.
func (s *Service) tellOne(tx *store.Tx, x *Storm, word ids.ID, kind string, until int64, l *listener, who vault.Masked) error {
	way, state, alone := s.wayFor(kind, x, l, who), toldTold, true
	if l.Identity != 0 && way != waySkip {
		before, err := s.toldBefore(tx, word, l)
		if err != nil {
			return err
		}
		owes := way == wayCall || way == wayLetter
		if len(before) > 0 && (!owes || slices.Contains(before, way)) {
			way = waySame
		}
		alone = len(before) == 0
	}
	if way == wayCall || way == wayLetter {
		state = toldOwed
	}
	res, err := tx.Exec(`INSERT INTO intake_storm_told (word_id, request_id, storm_id, identity_id, way, state, tries, done_by, done_at)
		VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0) ON CONFLICT (word_id, request_id) DO NOTHING`, word, l.ID, x.ID, l.Identity, way, state)
	if err != nil {
		return fmt.Errorf("intake: told: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	if state == toldOwed {
		if err := tx.Do(`UPDATE intake_storm_told SET state = ? WHERE storm_id = ? AND request_id = ? AND state = ? AND word_id <> ?`,
			toldLapsed, x.ID, l.ID, toldOwed, word); err != nil {
			return fmt.Errorf("intake: told: %w", err)
		}
	}
	// Who is to be called hears of it at once all the same, if a message can be sent; the merged order tells its own.
	if way != wayNotice && !(way == wayCall && alone && textable(who.Phone) && l.how != joinedMerged) {
		return nil
	}
	template, params := notice.StormProgress, map[string]string{"number": l.Number, "event": x.Name, "link": fillLink(s.options.Links.Track, l.Number)}
	switch kind {
	case wordAnswered:
		template = notice.StormAnswered
	case wordRate:
		link, err := s.shortLink(tx, &l.Request, wall.FromMicros(until))
		if err != nil {
			return err
		}
		template, params = notice.Rate, map[string]string{"number": l.Number, "until": rfc3339(until), "pass": link}
	}
	return s.notify(tx, &l.Request, template, params)
}

// sampled chooses who is asked to rate, the same ones however often it is asked.
func sampled(x *Storm, request ids.ID) bool {
	h := fnv.New32a()
	_, _ = h.Write([]byte(x.ID.String() + ":" + request.String())) // a hash never fails
	return int(h.Sum32()%100) < x.Sample
}

// spared tells whether a request whose order was merged into an event's is not in the sample of those who are asked.
func (s *Service) spared(q store.Queryer, request ids.ID) (bool, error) {
	j, joined, err := joinOf(q, request)
	if err != nil || !joined {
		return false, err
	}
	list, err := storms(q, `id = ?`, j.storm)
	if err != nil || len(list) == 0 {
		return false, err
	}
	return !sampled(&list[0], request), nil
}

// retell looks for answers that somebody who joined in the last moment has not got, and tells them.
func (s *Service) retell(tx *store.Tx, since int64) error {
	rows, err := tx.Query(`SELECT w.id FROM intake_storm_word w WHERE w.kind = ? AND w.done = 1 AND w.at >= ? AND EXISTS (
		SELECT 1 FROM intake_storm_join j WHERE j.storm_id = w.storm_id AND j.left_at = 0 AND NOT EXISTS (
		SELECT 1 FROM intake_storm_told t WHERE t.word_id = w.id AND t.request_id = j.request_id))`, wordAnswered, since)
	list, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
	if err != nil {
		return fmt.Errorf("intake: who was not told: %w", err)
	}
	for _, word := range list {
		if err := tx.Do(`UPDATE intake_storm_word SET reached = 0, done = 0 WHERE id = ?`, word); err != nil {
			return fmt.Errorf("intake: tell again: %w", err)
		}
		if err := s.goOnTelling(tx, word, 0); err != nil {
			return err
		}
	}
	return nil
}
