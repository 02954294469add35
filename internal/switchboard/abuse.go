package switchboard

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"onedoor/internal/language"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Abuse is a piece of evidence 证据: what a seat says of an abusive call.
type Abuse struct {
	ID     ids.ID
	Call   ids.ID
	Peer   ids.ID
	Seat   ids.ID
	Kind   string
	Warned bool // the caller was warned before
	Noted  bool // there is a note
	At     time.Time

	DroppedBy ids.ID // who found that it is no evidence; 0: nobody
	DroppedAt time.Time
	DropWords string
}

// abuseWithin is how long after its end a call can be marked.
const abuseWithin = 2 * time.Hour

// maxNote is how many characters a note of evidence may have.
const maxNote = 500

// MarkedCall is a call of a seat that can be marked as abusive, or was.
type MarkedCall struct {
	ID     ids.ID
	Peer   ids.ID
	Began  time.Time
	Marked bool
}

// MarkableCalls are the calls that somebody spoke on and that came from a number, the newest first: those under way, and
// those that ended a short while ago.
func (s *Service) MarkableCalls(q store.Queryer, staff ids.ID) ([]MarkedCall, error) {
	rows, err := q.Query(`SELECT c.id, c.peer_id, c.began_at, (SELECT COUNT(*) FROM switchboard_abuse a WHERE a.call_id = c.id)
		FROM switchboard_part p JOIN switchboard_call c ON c.id = p.call_id
		WHERE p.seat_id = ? AND p.at >= ? AND c.direction = 'in' AND c.peer_id <> 0 AND (c.ended_at = 0 OR c.ended_at >= ?) ORDER BY c.began_at DESC, c.id DESC LIMIT 5`,
		staff, wall.Micros(s.Clock.Now().Add(-12*time.Hour)), wall.Micros(s.Clock.Now().Add(-abuseWithin)))
	list, err := store.Collect(rows, err, func(r store.Row) (c MarkedCall, err error) {
		var began int64
		var n int
		err = r.Scan(&c.ID, &c.Peer, &began, &n)
		c.Began, c.Marked = wall.FromMicros(began), n > 0
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("switchboard: calls to mark: %w", err)
	}
	return list, nil
}

// sealNote seals a note of evidence, outside of the transaction; nil: there is none. The error is ErrNote.
func (s *Service) sealNote(id ids.ID, note string) ([]byte, error) {
	note = strings.TrimSpace(note)
	switch {
	case note == "":
		return nil, nil
	case utf8.RuneCountInString(note) > maxNote:
		return nil, ErrNote.WithField("body.note", ErrNote.Message)
	}
	return s.Ring.Box("switchboard.abuse").Seal([]byte(note), []byte(id.String()))
}

// MarkAbuse writes down that a call of p's was abusive. note is that of sealNote, for the same id. The error is
// ErrAbuseKind, ErrNotMarkable or ErrMarked.
func (s *Service) MarkAbuse(tx *store.Tx, p auth.Principal, id, call ids.ID, kind string, warned bool, note []byte) (Abuse, error) {
	if !slices.Contains(AbuseKinds, kind) {
		return Abuse{}, ErrAbuseKind
	}
	calls, err := s.MarkableCalls(tx, p.ID)
	if err != nil {
		return Abuse{}, err
	}
	at := slices.IndexFunc(calls, func(c MarkedCall) bool { return c.ID == call })
	switch {
	case at < 0:
		return Abuse{}, ErrNotMarkable
	case calls[at].Marked:
		return Abuse{}, ErrMarked
	}
	now := s.Clock.Now()
	a := Abuse{ID: id, Call: call, Peer: calls[at].Peer, Seat: p.ID, Kind: kind, Warned: warned, Noted: note != nil, At: now}
	if err := tx.Do(`INSERT INTO switchboard_abuse (id, call_id, peer_id, seat_id, kind, warned, note, at, keep_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		a.ID, a.Call, a.Peer, a.Seat, a.Kind, bit(warned), note, wall.Micros(now), wall.Micros(now.Add(days(s.rules().KeepDays)))); err != nil {
		return Abuse{}, fmt.Errorf("switchboard: mark a call: %w", err)
	}
	// What is kept no longer keeps no words either.
	if err := tx.Do(`UPDATE switchboard_abuse SET note = NULL WHERE keep_until < ? AND note IS NOT NULL`, wall.Micros(now)); err != nil {
		return Abuse{}, fmt.Errorf("switchboard: old notes: %w", err)
	}
	return a, s.guardEvent(tx, EventAbuse, p, GuardPayload{Peer: a.Peer, Call: call, Evidence: a.ID, Result: kind})
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (s *Service) guardEvent(tx *store.Tx, kind string, p auth.Principal, what GuardPayload) error {
	_, err := s.Ledger.Append(tx, ledger.Event{Kind: kind, Subject: what.Peer, Actor: p.ID, Payload: what})
	return err
}

// rules are those of this installation.
func (s *Service) rules() GuardRules {
	if s.Guard.Evidence == 0 {
		return ShippedGuard()
	}
	return s.Guard
}

const abuseColumns = `id, call_id, peer_id, seat_id, kind, warned, note IS NOT NULL, at, dropped_by, dropped_at, drop_words`

func scanAbuse(r store.Row) (a Abuse, err error) {
	var at, dropped int64
	var warned int
	err = r.Scan(&a.ID, &a.Call, &a.Peer, &a.Seat, &a.Kind, &warned, &a.Noted, &at, &a.DroppedBy, &dropped, &a.DropWords)
	a.Warned, a.At, a.DroppedAt = warned == 1, wall.FromMicros(at), wall.FromMicros(dropped)
	return a, err
}

// AbuseOf is the evidence of a caller that is kept, the newest first; what was dropped stands among it.
func (s *Service) AbuseOf(q store.Queryer, peer ids.ID) ([]Abuse, error) {
	rows, err := q.Query(`SELECT `+abuseColumns+` FROM switchboard_abuse WHERE peer_id = ? AND keep_until > ? ORDER BY at DESC, id DESC`, peer, wall.Micros(s.Clock.Now()))
	list, err := store.Collect(rows, err, scanAbuse)
	if err != nil {
		return nil, fmt.Errorf("switchboard: evidence: %w", err)
	}
	return list, nil
}

func (s *Service) abuse(q store.Queryer, id ids.ID) (Abuse, error) {
	a, err := scanAbuse(q.QueryRow(`SELECT `+abuseColumns+` FROM switchboard_abuse WHERE id = ? AND keep_until > ?`, id, wall.Micros(s.Clock.Now())))
	if errors.Is(err, sql.ErrNoRows) {
		return a, ErrNoEvidence
	}
	if err != nil {
		return a, fmt.Errorf("switchboard: evidence: %w", err)
	}
	return a, nil
}

// DropAbuse says that a piece of evidence is none: its recording and its note are kept no longer, and a cool-down that
// does not stand without it is undone at once. The error is ErrNoEvidence or ErrWords.
func (s *Service) DropAbuse(tx *store.Tx, p auth.Principal, id ids.ID, words string) (Abuse, error) {
	words, err := guardWords(words)
	if err != nil {
		return Abuse{}, err
	}
	a, err := s.abuse(tx, id)
	if err != nil {
		return a, err
	}
	if a.DroppedBy != 0 {
		return a, nil
	}
	a.DroppedBy, a.DroppedAt, a.DropWords, a.Noted = p.ID, s.Clock.Now(), words, false
	if err := tx.Do(`UPDATE switchboard_abuse SET dropped_by = ?, dropped_at = ?, drop_words = ?, note = NULL WHERE id = ?`,
		p.ID, wall.Micros(a.DroppedAt), words, id); err != nil {
		return a, fmt.Errorf("switchboard: drop evidence: %w", err)
	}
	if err := s.guardEvent(tx, EventAbuseDropped, p, GuardPayload{Peer: a.Peer, Call: a.Call, Evidence: id}); err != nil {
		return a, err
	}
	return a, s.undoUnfounded(tx, p, a.Peer, words)
}

// guardWords are the words of who decides: 2 to 200 characters, without personal numbers.
func guardWords(words string) (string, error) {
	words = strings.TrimSpace(words)
	if n := utf8.RuneCountInString(words); n < 2 || n > maxWords {
		return "", ErrWords.WithField("body.words", ErrWords.Message)
	}
	words, _ = language.MaskPersonal(words)
	return words, nil
}

// OpenAbuser writes down that p reads the number of an abusive caller and what the seats noted. Show them only when the
// transaction is durable. The error is ErrNoEvidence.
func (s *Service) OpenAbuser(tx *store.Tx, p auth.Principal, peer ids.ID) error {
	list, err := s.AbuseOf(tx, peer)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return ErrNoEvidence
	}
	return s.guardEvent(tx, EventAbuseOpened, p, GuardPayload{Peer: peer})
}

// notes are what the seats noted of a caller's calls, by the evidence.
func (s *Service) notes(q store.Queryer, peer ids.ID) (map[ids.ID]string, error) {
	of := map[ids.ID]string{}
	rows, err := q.Query(`SELECT id, note FROM switchboard_abuse WHERE peer_id = ? AND note IS NOT NULL AND keep_until > ?`, peer, wall.Micros(s.Clock.Now()))
	_, err = store.Collect(rows, err, func(r store.Row) (struct{}, error) {
		var id ids.ID
		var sealed []byte
		if err := r.Scan(&id, &sealed); err != nil {
			return struct{}{}, err
		}
		plain, err := s.Ring.Box("switchboard.abuse").Open(sealed, []byte(id.String()))
		of[id] = string(plain)
		return struct{}{}, err
	})
	if err != nil {
		return nil, fmt.Errorf("switchboard: notes: %w", err)
	}
	return of, nil
}
