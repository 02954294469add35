package intake

import (
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/vault"
)

// OwedRow is one person who must still be told by somebody: called, or written to.
type OwedRow struct {
	Word      ids.ID    `json:"word_id"`
	Request   ids.ID    `json:"request_id"`
	Order     ids.ID    `json:"order_id"`
	Number    string    `json:"number"`
	Title     string    `json:"title"`
	Kind      string    `json:"kind" enum:"progress,answered,rate"`
	Way       string    `json:"way" enum:"notice,call,letter,page,own,same,skip"`
	State     string    `json:"state" enum:"told,owed,done,unreached"`
	Tries     int       `json:"tries"`
	At        time.Time `json:"at" doc:"when there was something to tell"`
	Identity  *Identity `json:"identity" doc:"null when the person asked for confidentiality"`
	Sealed    bool      `json:"confidential"`
	DivisionN string    `json:"division_name"`
}

// maxTries is how often somebody is called in vain before it is given up.
const maxTries = 3

// Owed lists who is still to be called or written to, the longest waiting first; state is owed (default), done or
// unreached.
func (s *Service) Owed(q store.Queryer, p auth.Principal, storm ids.ID, state string, after ids.ID) ([]OwedRow, error) {
	if err := mayStorm(p, RightStormRead); err != nil {
		return nil, err
	}
	if state != toldDone && state != toldUnreached {
		state = toldOwed
	}
	rows, err := q.Query(`SELECT t.word_id, t.request_id, r.order_id, r.number, r.title, w.kind, t.way, t.state, t.tries, w.at, r.identity_id, r.division
		FROM intake_storm_told t JOIN intake_request r ON r.id = t.request_id JOIN intake_storm_word w ON w.id = t.word_id
		WHERE t.storm_id = ? AND t.state = ? AND t.request_id > ? ORDER BY t.request_id, t.word_id LIMIT 200`, storm, state, after)
	type one struct {
		OwedRow
		identity ids.ID
		division string
	}
	list, err := store.Collect(rows, err, func(r store.Row) (x one, err error) {
		var at int64
		err = r.Scan(&x.Word, &x.Request, &x.Order, &x.Number, &x.Title, &x.Kind, &x.Way, &x.State, &x.Tries, &at, &x.identity, &x.division)
		x.At = wall.FromMicros(at)
		return x, err
	})
	if err != nil {
		return nil, fmt.Errorf("intake: owed: %w", err)
	}
	identities := make([]ids.ID, 0, len(list))
	for _, x := range list {
		identities = append(identities, x.identity)
	}
	people, err := s.Vault.Masked(q, identities...)
	if err != nil {
		return nil, fmt.Errorf("intake: masked identities: %w", err)
	}
	out := make([]OwedRow, len(list))
	for i, x := range list {
		out[i] = x.OwedRow
		out[i].DivisionN = s.divisionName(q, x.division)
		out[i].Sealed = people[x.identity].Secret
		if !out[i].Sealed || p.Can(vault.RightRevealSealed) {
			out[i].Identity = identityOf(people, x.identity)
		}
	}
	return out, nil
}

// OweIn is what came of telling somebody.
type OweIn struct {
	Reached bool `json:"reached" doc:"true: told; false: in vain"`
}

// TellOwed notes that somebody was called or written to. In vain three times, it is given up, and counted so.
//
// Faults: auth.forbidden, intake.not_owed.
func (s *Service) TellOwed(tx *store.Tx, p auth.Principal, storm, word, request ids.ID, in OweIn) (state string, tries int, err error) {
	if !p.Can(RightHistory) || !p.Scope.All {
		return "", 0, fault.Forbidden
	}
	res, err := tx.Exec(`UPDATE intake_storm_told SET tries = tries + 1, done_by = ?, done_at = ?,
		state = CASE WHEN ? = 1 THEN 'done' WHEN tries + 1 >= ? THEN 'unreached' ELSE 'owed' END
		WHERE storm_id = ? AND word_id = ? AND request_id = ? AND state = 'owed'`, p.ID, wall.Micros(s.now()), flag(in.Reached), maxTries, storm, word, request)
	if err != nil {
		return "", 0, fmt.Errorf("intake: tell: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		if err == nil {
			err = ErrNotOwed
		}
		return "", 0, err
	}
	err = tx.QueryRow(`SELECT state, tries FROM intake_storm_told WHERE word_id = ? AND request_id = ?`, word, request).Scan(&state, &tries)
	if err != nil {
		return "", 0, fmt.Errorf("intake: tell: %w", err)
	}
	return state, tries, s.recordCalled(tx, p, storm, word, request, state)
}
