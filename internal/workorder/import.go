package workorder

import (
	"fmt"
	"time"
	"unicode/utf8"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// HistoricalOrder is an order of an older system. Source and Key name it there and make the
// import idempotent. A zero time is unknown and stays so.
type HistoricalOrder struct {
	Source string // short name of the older system
	Key    string // its number there, or a hash of its content
	Number string // default: the key, shortened

	Kind        Kind
	Category    ids.ID
	Division    string
	Door        string
	Urgent      bool
	Business    bool
	Title       string // default: the beginning of the content
	Content     string // default: the title
	Address     string
	Accused     string
	Expectation string
	OccurredAt  time.Time

	State State
	Unit  ids.ID // needed by every state but registered; completed and archived orders may lack it

	Reply   string
	Outcome Outcome // OutcomeUnknown if nobody recorded it

	CreatedAt    time.Time
	DispatchedAt time.Time
	SignedAt     time.Time
	RepliedAt    time.Time
	CompletedAt  time.Time
	ArchivedAt   time.Time
}

// maxImportTitle is how much of the content stands for a missing title, in characters.
const maxImportTitle = 40

// ImportHistorical writes an order of an older system: rows and a ledger event as any other
// change, in one transaction. added is false when it was there already; then nothing is
// written. No clock and no timer is started, no unknown time invented. Only the system may.
// Faults: workorder.import_key, .import_row (with the fields that are wrong).
func (s *Service) ImportHistorical(tx *store.Tx, p auth.Principal, h HistoricalOrder) (o Order, added bool, err error) {
	if !p.IsSystem() {
		return Order{}, false, fault.Forbidden
	}
	o, err = h.order(s.now())
	if err != nil {
		return Order{}, false, err
	}
	known, err := sourceOrder(tx, h, o.ID)
	if err != nil {
		return Order{}, false, err
	}
	if known != 0 {
		existing, err := loadOrder(tx, known)
		if err != nil {
			return Order{}, false, err
		}
		return *existing, false, nil
	}
	d := Detail{Source: h.Source, CreatedAt: wall.Micros(o.CreatedAt), Outcome: h.Outcome, Door: o.Door, Urgent: o.Urgent, Direct: o.Direct}
	o.Salt, d.Commit = ledger.Commit(o.Words.Joined() + "\x1f" + h.Reply)
	if err := s.insert(tx, &o); err != nil {
		return Order{}, false, err
	}
	if o.Assignment != 0 {
		a := Assignment{Order: o.ID, Seq: o.Assignment, Unit: o.Unit, How: VerbDispatch, Salt: []byte{}, GivenAt: o.DispatchedAt, SignedAt: o.SignedAt}
		if !o.State.Open() {
			a.EndedAt, a.EndedHow = o.CompletedAt, VerbReview
		}
		if err := insertAssignment(tx, a); err != nil {
			return Order{}, false, err
		}
	}
	if h.Reply != "" {
		d.Child = ids.New()
		if err := insertReply(tx, h.reply(o, d.Child)); err != nil {
			return Order{}, false, err
		}
	}
	return o, true, s.record(tx, p, EventImported, &o, StateNone, 0, d)
}

// order checks a row and makes the order from it.
func (h *HistoricalOrder) order(now time.Time) (Order, error) {
	w := wordCheck{}
	h.Source = w.line("source", "来源系统", h.Source, maxCode, false)
	h.Key = w.line("key", "来源编号", h.Key, 200, false)
	if h.Source == "" || h.Key == "" {
		return Order{}, ErrImportKey
	}
	h.Title, h.Content = w.line("title", "标题", h.Title, maxTitle, false), w.text("content", "内容", h.Content, maxContent, false)
	if h.Title == "" {
		h.Title = shorten(h.Content, maxImportTitle)
	}
	if h.Content == "" {
		h.Content = h.Title
	}
	if h.Title == "" {
		w.wrong("content", "标题和内容不能都为空。")
	}
	if h.Number == "" {
		h.Number = shorten(h.Key, maxNumber)
	}
	h.Reply = w.text("reply", "答复内容", h.Reply, maxReply, false)
	o := Order{
		ID: ids.New(), State: h.State, Version: 1, Imported: true, Kind: h.Kind, Category: h.Category,
		Number:   w.line("number", "工单编号", h.Number, maxNumber, true),
		Division: w.line("division_code", "区划", h.Division, maxCode, false),
		Door:     w.line("door", "渠道", h.Door, maxCode, false),
		Urgent:   h.Urgent, Business: h.Business, Unit: h.Unit,
		CreatedAt: h.CreatedAt, DispatchedAt: h.DispatchedAt, SignedAt: h.SignedAt, RepliedAt: h.RepliedAt,
		CompletedAt: h.CompletedAt, ArchivedAt: h.ArchivedAt, EndedAt: h.ended(now), OccurredAt: h.OccurredAt,
		Words: Words{
			Title: h.Title, Content: h.Content,
			Address:     w.line("address", "地址", h.Address, maxShort, false),
			Accused:     w.line("accused", "被反映对象", h.Accused, maxShort, false),
			Expectation: w.text("expectation", "期望", h.Expectation, maxReason, false),
		},
	}
	h.checkState(&w, &o)
	if err := w.err(); err != nil {
		f := ErrImport.WithMessage("%s", w.first)
		f.Fields = w.fields
		return Order{}, f
	}
	return o, nil
}

// checkState holds the row against what its state means.
func (h *HistoricalOrder) checkState(w *wordCheck, o *Order) {
	if !h.Kind.Valid() {
		w.wrong("kind", "诉求类型不在可选范围内。")
	}
	if h.Outcome != OutcomeUnknown && !h.Outcome.Valid() {
		w.wrong("outcome", "办理结果不在可选范围内。")
	}
	switch h.State {
	case StateRegistered:
		o.Unit = 0
	case StateCompleted, StateArchived:
		o.Direct = h.Unit == 0
	case StateDispatched, StateHandling:
		if h.Unit == 0 {
			w.wrong("unit", "办理中的工单必须有承办单位。")
		}
	default:
		// A return or a reply under review needs its own row, which no older system has.
		w.wrong("state", "历史工单的状态只能是待派单、待签收、办理中、已办结或已归档。")
	}
	if o.Unit != 0 {
		o.Assignment = 1
	}
}

func (h *HistoricalOrder) reply(o Order, id ids.ID) Reply {
	return Reply{
		Order: o.ID, ID: id, Assignment: o.Assignment, Unit: o.Unit, At: h.RepliedAt, Outcome: h.Outcome,
		PublicText: h.Reply, Salt: o.Salt, State: ReviewApproved,
	}
}

// sourceOrder claims the source's key for an order, or finds the order that has it.
func sourceOrder(tx *store.Tx, h HistoricalOrder, claim ids.ID) (known ids.ID, err error) {
	res, err := tx.Exec(`INSERT INTO workorder_source (source, key, order_id) VALUES (?, ?, ?) ON CONFLICT (source, key) DO NOTHING`,
		h.Source, h.Key, claim)
	if err != nil {
		return 0, fmt.Errorf("workorder: claim source: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		return 0, err
	}
	err = tx.QueryRow(`SELECT order_id FROM workorder_source WHERE source = ? AND key = ?`, h.Source, h.Key).Scan(&known)
	if err != nil {
		return 0, fmt.Errorf("workorder: find source: %w", err)
	}
	return known, nil
}

// shorten keeps the beginning of a text, in characters, up to its first line break.
func shorten(text string, limit int) string {
	for i, r := range text {
		if r == '\n' {
			text = text[:i]
			break
		}
	}
	for utf8.RuneCountInString(text) > limit {
		_, size := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-size]
	}
	return text
}

// ended is when a historical order ended, as far as that was recorded; one of unknown times ended when it was imported
// at the latest, which keeps it the longest. One that was completed and never archived ended with that: nobody asks its
// citizen any more, so nothing here archives it. A redo begins it anew, as any order.
func (h *HistoricalOrder) ended(now time.Time) time.Time {
	if h.State != StateCompleted && h.State != StateArchived && h.State != StateWithdrawn {
		return time.Time{}
	}
	switch {
	case !h.ArchivedAt.IsZero():
		return h.ArchivedAt
	case !h.CompletedAt.IsZero():
		return h.CompletedAt
	}
	return now
}
