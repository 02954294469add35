package retention

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"onedoor/internal/intake"
	"onedoor/internal/language"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// The states of a demand.
const (
	Asked    = "asked"
	Approved = "approved"
	Refused  = "refused"
)

// Erasure is what a person demands to have erased (清除申请). It names nobody: only the receipt number.
type Erasure struct {
	ID          ids.ID     `json:"id"`
	Number      string     `json:"number" doc:"receipt number that the person named"`
	State       string     `json:"state" enum:"asked,approved,refused"`
	Words       bool       `json:"words" doc:"the words too, not only the person and the words before masking"`
	Reason      string     `json:"reason"`
	AskedBy     string     `json:"asked_by_name"`
	AskedAt     time.Time  `json:"asked_at"`
	DecidedBy   string     `json:"decided_by_name,omitempty"`
	DecidedAt   *time.Time `json:"decided_at,omitempty"`
	Note        string     `json:"note,omitempty"`
	Version     int64      `json:"version"`
	MayDecide   bool       `json:"may_decide" doc:"the caller may decide on it"`
	request     ids.ID
	order       ids.ID
	askedBy, by ids.ID
}

// ErasureAskIn is a demand as it is taken down.
type ErasureAskIn struct {
	Number string `json:"number" maxLength:"40" doc:"receipt number"`
	Reason string `json:"reason" maxLength:"500" doc:"how the person asked, and how it was made sure who it is"`
	Words  bool   `json:"words,omitempty" doc:"the words of the request too"`
}

// ErasureDecideIn decides on a demand.
type ErasureDecideIn struct {
	Approve bool   `json:"approve"`
	Note    string `json:"note,omitempty" maxLength:"500" doc:"why; needed to refuse"`
	Version int64  `json:"version" minimum:"1"`
}

const erasureColumns = `id, number, request_id, order_id, state, words, reason, asked_by, asked_at, decided_by, decided_at, note, version`

func scanErasure(row store.Row) (Erasure, error) {
	var e Erasure
	var asked, decided int64
	err := row.Scan(&e.ID, &e.Number, &e.request, &e.order, &e.State, &e.Words, &e.Reason, &e.askedBy, &asked, &e.by, &decided, &e.Note, &e.Version)
	if e.AskedAt = wall.FromMicros(asked); decided != 0 {
		at := wall.FromMicros(decided)
		e.DecidedAt = &at
	}
	return e, err
}

// clean trims words, drops what nobody types, and masks personal numbers: they have no place where a person is to be erased.
func clean(text string) string {
	text, _ = language.MaskPersonal(strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, text)))
	return text
}

func reasoned(text string, needed bool) (string, error) {
	if !utf8.ValidString(text) {
		return "", ErrReason.WithField("body.reason", "含有无法识别的字符，请重新输入。")
	}
	text = clean(text)
	if n := utf8.RuneCountInString(text); n > 500 || needed && n < 4 {
		return "", ErrReason.WithField("body.reason", "请写明理由，四至五百字。")
	}
	return text, nil
}

// Ask takes a demand down. Faults: auth.forbidden, intake.no_such_request, retention.reason_needed, .still_open, .already_asked.
func (s *Service) Ask(tx *store.Tx, by auth.Principal, in ErasureAskIn) (Erasure, error) {
	if !by.Can(RightAsk) || !by.Scope.All {
		return Erasure{}, fault.Forbidden
	}
	reason, err := reasoned(in.Reason, true)
	if err != nil {
		return Erasure{}, err
	}
	a, err := s.Requests.AskerOf(tx, in.Number)
	if err != nil {
		return Erasure{}, err
	}
	if a.Order != 0 { // whoever may not read the order does not learn that it is there
		if err := s.Orders.Visible(tx, by, a.Order); errors.Is(err, workorder.ErrNotFound) {
			return Erasure{}, intake.ErrNoSuchRequest
		} else if err != nil {
			return Erasure{}, err
		}
	}
	if a.Open {
		return Erasure{}, ErrStillOpen
	}
	var waiting int
	if err := tx.QueryRow(`SELECT COUNT(*) FROM retention_erasure WHERE request_id = ? AND state = 'asked'`, a.Request).Scan(&waiting); err != nil {
		return Erasure{}, fmt.Errorf("retention: ask: %w", err)
	}
	if waiting > 0 {
		return Erasure{}, ErrPending
	}
	e := Erasure{ID: ids.New(), Number: strings.ToUpper(strings.TrimSpace(in.Number)), State: Asked, Words: in.Words, Reason: reason, AskedBy: by.Name, AskedAt: s.now(),
		Version: 1, request: a.Request, order: a.Order, askedBy: by.ID}
	salt, commit := ledger.Commit(reason)
	err = tx.Do(`INSERT INTO retention_erasure (id, number, request_id, order_id, state, words, reason, salt, asked_by, asked_at, decided_by, decided_at, note, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, '', 1)`, e.ID, e.Number, e.request, e.order, e.State, flag(e.Words), e.Reason, salt, by.ID, wall.Micros(e.AskedAt))
	if err != nil {
		return Erasure{}, fmt.Errorf("retention: ask: %w", err)
	}
	_, err = s.Ledger.Append(tx, ledger.Event{Kind: EventAsked, Subject: e.ID, Actor: by.ID,
		Payload: ErasurePayload{Request: e.request, Order: e.order, Words: e.Words, Commit: commit}})
	return e, err
}

// Decide approves a demand, which erases at once, or refuses it. Whoever took it down does not decide.
// Faults: auth.forbidden, retention.not_found, .decided, .stale, .four_eyes, .still_open, .held, .reason_needed.
func (s *Service) Decide(ctx context.Context, tx *store.Tx, by auth.Principal, id ids.ID, in ErasureDecideIn) (Erasure, error) {
	if !by.Can(RightApprove) || !by.Scope.All {
		return Erasure{}, fault.Forbidden
	}
	lock := ""
	if tx.Engine() == store.Postgres {
		lock = " FOR UPDATE"
	}
	e, err := scanErasure(tx.QueryRow(`SELECT `+erasureColumns+` FROM retention_erasure WHERE id = ?`+lock, id))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Erasure{}, ErrNotFound
	case err != nil:
		return Erasure{}, fmt.Errorf("retention: decide: %w", err)
	case e.State != Asked:
		return Erasure{}, ErrDecided
	case e.askedBy == by.ID:
		return Erasure{}, ErrSame
	case e.Version != in.Version:
		return Erasure{}, ErrStale
	}
	if e.Note, err = reasoned(in.Note, !in.Approve); err != nil {
		return Erasure{}, err
	}
	kind := EventRefused
	e.State = Refused
	if in.Approve {
		kind, e.State = EventApproved, Approved
		if err := s.carryOut(auth.With(ctx, by), tx, by, &e); err != nil {
			return Erasure{}, err
		}
	}
	now := s.now()
	e.Version++
	e.DecidedAt, e.DecidedBy, e.AskedBy = &now, by.Name, s.Names.StaffName(tx, e.askedBy)
	if err := tx.Do(`UPDATE retention_erasure SET state = ?, decided_by = ?, decided_at = ?, note = ?, version = ? WHERE id = ?`,
		e.State, by.ID, wall.Micros(now), e.Note, e.Version, id); err != nil {
		return Erasure{}, fmt.Errorf("retention: decide: %w", err)
	}
	_, err = s.Ledger.Append(tx, ledger.Event{Kind: kind, Subject: id, Actor: by.ID, Payload: ErasurePayload{Request: e.request, Order: e.order, Words: e.Words}})
	return e, err
}

// demand is the code that the ledger keeps for what is erased on demand.
const demand = "request"

// carryOut erases the person, and the words where that was asked for too and nobody else stands behind the order.
func (s *Service) carryOut(ctx context.Context, tx *store.Tx, by auth.Principal, e *Erasure) error {
	a, err := s.Requests.AskerOf(tx, e.Number)
	if err != nil {
		return err
	}
	if a.Open {
		return ErrStillOpen
	}
	if err := s.notHeld(tx, a); err != nil {
		return err
	}
	if err := s.Requests.ErasePerson(ctx, tx, a, demand); err != nil {
		return err
	}
	for _, order := range a.Orders {
		if a.Shared[order] {
			continue // not marked: what the others said before masking is erased in its own time
		}
		part := workorder.ErasedOriginals
		if err := s.Requests.EraseOriginals(ctx, tx, order, demand); err != nil {
			return err
		}
		if e.Words {
			part |= workorder.ErasedWords
			if err := s.Requests.EraseWords(tx, order); err != nil {
				return err
			}
			if err := s.Followups.EraseWords(tx, order); err != nil {
				return err
			}
		}
		if err := s.Orders.Erase(tx, by, order, part, demand); err != nil {
			return err
		}
	}
	return nil
}

// notHeld refuses to erase a person who is held, or one of whose orders is.
func (s *Service) notHeld(tx *store.Tx, a intake.Asker) error {
	n, err := holdsOn(tx, HeldRequester, a.Identity)
	if err != nil {
		return err
	}
	for _, order := range a.Orders {
		held, err := s.holdsOrder(tx, order)
		if err != nil {
			return err
		}
		if held {
			n++
		}
	}
	if n > 0 {
		return ErrHeld
	}
	return nil
}

// ErasureFilter narrows the list of demands; the zero filter is those that wait, first asked first.
type ErasureFilter struct {
	Decided bool
	Sort    string // a name of erasureSorts, - before it for downwards; default: see Erasures
	Cursor  string
	Limit   int
}

// erasureSorts are the orders of the list of demands.
var erasureSorts = store.Keyset{Sorts: []store.Sort{{Name: "asked_at"}, {Name: "decided_at"}, {Name: "number", Text: true}}}

// Erasures lists demands: those that wait first asked first, decided ones the newest first, unless asked otherwise.
// Faults: auth.forbidden, list.bad_sort, list.bad_cursor.
func (s *Service) Erasures(q store.Queryer, by auth.Principal, f ErasureFilter) (rows []Erasure, next string, err error) {
	if !by.Can(RightRead) {
		return nil, "", fault.Forbidden
	}
	where, usual := `state = 'asked'`, "asked_at"
	if f.Decided {
		where, usual = `state <> 'asked'`, "-asked_at"
	}
	page, err := erasureSorts.Page(f.Sort, usual, f.Cursor, httpx.Limit(f.Limit))
	if err != nil {
		return nil, "", err
	}
	open, barred, err := s.Orders.NotAbout(q, by, "order_id")
	if err != nil {
		return nil, "", err
	}
	if rows, next, err = store.ReadPage(q, page, store.Select{Columns: erasureColumns, Table: `retention_erasure`, Where: where + ` AND ` + open,
		Args: barred}, scanErasure); err != nil {
		return nil, "", fmt.Errorf("retention: demands: %w", err)
	}
	for i := range rows {
		e := &rows[i]
		e.AskedBy = s.Names.StaffName(q, e.askedBy)
		if e.by != 0 {
			e.DecidedBy = s.Names.StaffName(q, e.by)
		}
		e.MayDecide = e.State == Asked && by.Can(RightApprove) && by.Scope.All && e.askedBy != by.ID
	}
	return rows, next, nil
}
