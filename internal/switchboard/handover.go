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
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Handover 交接班 is what somebody leaves to the next shift. A seat writes of its own work, a team leader of the group's.
type Handover struct {
	ID     ids.ID
	Kind   string // seat, group
	Staff  ids.ID
	Words  string // personal numbers are masked
	Drafts int    // of the writer, then
	Owed   []ids.ID
	At     time.Time

	TakenBy ids.ID // 0: nobody has taken it
	TakenAt time.Time
	Answer  string
}

// maxHandover is how many characters a handover may have.
const maxHandover = 1000

// own is the open work of a person: half-filled forms, and owed calls that were taken on.
func (s *Service) own(q store.Queryer, staff ids.ID) (drafts int, owed []ids.ID, err error) {
	if s.Drafts != nil {
		if drafts, err = s.Drafts(q, staff); err != nil {
			return 0, nil, err
		}
	}
	owed, err = s.claims(q, staff)
	return drafts, owed, err
}

// WriteHandover leaves word to the next shift, with the writer's open work of this moment. Of the group only a team
// leader does. The error is ErrHandoverWords or fault.Forbidden.
func (s *Service) WriteHandover(tx *store.Tx, p auth.Principal, kind, words string) (Handover, error) {
	words = strings.TrimSpace(words)
	switch {
	case kind == "group" && !p.Can(RightLead):
		return Handover{}, fault.Forbidden
	case kind != "seat" && kind != "group", words == "", utf8.RuneCountInString(words) > maxHandover:
		return Handover{}, ErrHandoverWords.WithField("body.words", ErrHandoverWords.Message)
	}
	h := Handover{ID: ids.New(), Kind: kind, Staff: p.ID, At: s.Clock.Now()}
	h.Words, _ = language.MaskPersonal(words)
	var err error
	if h.Drafts, h.Owed, err = s.own(tx, p.ID); err != nil {
		return Handover{}, err
	}
	err = tx.Do(`INSERT INTO switchboard_handover (id, kind, staff_id, words, drafts, at) VALUES (?, ?, ?, ?, ?, ?)`,
		h.ID, h.Kind, h.Staff, h.Words, h.Drafts, wall.Micros(h.At))
	for _, peer := range h.Owed {
		if err == nil {
			err = tx.Do(`INSERT INTO switchboard_handover_owed (handover_id, peer_id) VALUES (?, ?)`, h.ID, peer)
		}
	}
	if err != nil {
		return Handover{}, fmt.Errorf("switchboard: handover: %w", err)
	}
	return h, s.handoverEvent(tx, p, EventHandover, h.ID)
}

func (s *Service) handoverEvent(tx *store.Tx, p auth.Principal, kind string, id ids.ID) error {
	_, err := s.Ledger.Append(tx, ledger.Event{Kind: kind, Subject: id, Actor: p.ID, Payload: HandoverPayload{Handover: id}})
	return err
}

// TakeHandover says that the next shift has read a handover and goes on with it. The error is ErrNoHandover,
// ErrHandoverTaken, ErrOwnHandover or ErrHandoverWords.
func (s *Service) TakeHandover(tx *store.Tx, p auth.Principal, id ids.ID, answer string) error {
	answer = strings.TrimSpace(answer)
	if utf8.RuneCountInString(answer) > maxWords {
		return ErrHandoverWords
	}
	h, err := handoverRow(tx, id)
	switch {
	case err != nil:
		return err
	case h.Staff == p.ID && h.TakenAt.IsZero():
		return ErrOwnHandover
	case !p.Scope.All && h.Staff != p.ID: // the own seats of a number hand over to each other by word of mouth
		return ErrNoHandover
	case !h.TakenAt.IsZero():
		return ErrHandoverTaken
	}
	answer, _ = language.MaskPersonal(answer)
	if err := tx.Do(`UPDATE switchboard_handover SET taken_by = ?, taken_at = ?, answer = ? WHERE id = ?`, p.ID, wall.Micros(s.Clock.Now()), answer, id); err != nil {
		return fmt.Errorf("switchboard: take a handover: %w", err)
	}
	return s.handoverEvent(tx, p, EventHandoverTaken, id)
}

const handoverColumns = `id, kind, staff_id, words, drafts, at, taken_by, taken_at, answer`

func scanHandover(r store.Row) (h Handover, err error) {
	var at, taken int64
	err = r.Scan(&h.ID, &h.Kind, &h.Staff, &h.Words, &h.Drafts, &at, &h.TakenBy, &taken, &h.Answer)
	h.At, h.TakenAt = wall.FromMicros(at), wall.FromMicros(taken)
	return h, err
}

func handoverRow(q store.Queryer, id ids.ID) (Handover, error) {
	h, err := scanHandover(q.QueryRow(`SELECT `+handoverColumns+` FROM switchboard_handover WHERE id = ?`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return h, ErrNoHandover
	}
	if err != nil {
		return h, fmt.Errorf("switchboard: handover: %w", err)
	}
	return h, nil
}

// HandoverFilter narrows the list of handovers.
type HandoverFilter struct {
	State  string // open, taken; empty: all
	Of     ids.ID // who wrote them; 0: all
	Sort   string
	Cursor string
	Limit  int
}

var handoverSorts = store.Keyset{Sorts: []store.Sort{{Name: "at"}, {Name: "taken_at"}}}

// Handovers lists them, the newest first unless asked otherwise. Faults: list.bad_sort, list.bad_cursor.
func (s *Service) Handovers(q store.Queryer, f HandoverFilter) (list []Handover, next string, err error) {
	page, err := handoverSorts.Page(f.Sort, "-at", f.Cursor, httpx.Limit(f.Limit))
	if err != nil {
		return nil, "", err
	}
	where, args := map[string]string{"open": `taken_at = 0`, "taken": `taken_at > 0`}[f.State], []any(nil)
	if f.Of != 0 {
		if where != "" {
			where += ` AND `
		}
		where, args = where+`staff_id = ?`, []any{f.Of}
	}
	list, next, err = store.ReadPage(q, page, store.Select{Columns: handoverColumns, Table: `switchboard_handover`, Where: where, Args: args}, scanHandover)
	if err != nil {
		return nil, "", fmt.Errorf("switchboard: handovers: %w", err)
	}
	return list, next, s.fillOwed(q, list)
}

// fillOwed reads the owed calls of handovers.
func (s *Service) fillOwed(q store.Queryer, list []Handover) error {
	if len(list) == 0 {
		return nil
	}
	all := make([]ids.ID, len(list))
	for i, h := range list {
		all[i] = h.ID
	}
	marks, args := among(all)
	rows, err := q.Query(`SELECT handover_id, peer_id FROM switchboard_handover_owed WHERE handover_id IN (`+marks+`) ORDER BY peer_id`, args...)
	_, err = store.Collect(rows, err, func(r store.Row) (struct{}, error) {
		var id, peer ids.ID
		err := r.Scan(&id, &peer)
		if at := slices.Index(all, id); at >= 0 {
			list[at].Owed = append(list[at].Owed, peer)
		}
		return struct{}{}, err
	})
	if err != nil {
		return fmt.Errorf("switchboard: owed calls of handovers: %w", err)
	}
	return nil
}
