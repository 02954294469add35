package partner

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// row is a partner with the figures of what travels.
func (d *Door) row(q store.Queryer, p Partner) (PartnerRow, error) {
	r := PartnerRow{ID: p.ID, Code: p.Code, Name: p.Name, URL: p.URL, UnitID: p.Unit, UnitName: d.Directory.UnitName(q, p.Unit), Takes: p.Takes,
		Identity: p.Identity, Relay: p.Relay, Active: p.Active, Version: p.Version}
	var heard, reached int64
	month := wall.Micros(d.now().AddDate(0, 0, -30))
	for _, x := range []struct {
		to   any
		sql  string
		args []any
	}{
		{&r.Keys, `SELECT COUNT(*) FROM partner_key WHERE partner_id = ? AND retired_at = 0`, nil},
		{&r.Waiting, `SELECT COUNT(*) FROM partner_out WHERE partner_id = ? AND state = 'waiting'`, nil},
		{&r.Dead, `SELECT COUNT(*) FROM partner_out WHERE partner_id = ? AND state = 'dead'`, nil},
		{&r.Delivered, `SELECT COUNT(*) FROM partner_out WHERE partner_id = ? AND state = 'delivered' AND delivered_at > ?`, []any{month}},
		{&r.Refused, `SELECT COUNT(*) FROM partner_in WHERE partner_id = ? AND outcome <> 'ok' AND at > ?`, []any{month}},
		{&r.Unmapped, `SELECT COUNT(*) FROM partner_unmapped WHERE partner_id = ?`, nil},
		{&heard, `SELECT COALESCE(MAX(at), 0) FROM partner_in WHERE partner_id = ?`, nil},
		{&reached, `SELECT COALESCE(MAX(delivered_at), 0) FROM partner_out WHERE partner_id = ? AND state = 'delivered'`, nil},
	} {
		if err := q.QueryRow(x.sql, append([]any{p.ID}, x.args...)...).Scan(x.to); err != nil {
			return r, fmt.Errorf("partner: figures: %w", err)
		}
	}
	r.HeardAt, r.ReachedAt = timeOrNil(wall.FromMicros(heard)), timeOrNil(wall.FromMicros(reached))
	return r, nil
}

// Ping sends a partner a message that changes nothing, and tells how that went.
func (d *Door) Ping(ctx context.Context, id ids.ID) (PingResult, error) {
	p, err := partnerBy(d.Store.Read(ctx), `id`, id)
	if err != nil {
		return PingResult{}, err
	}
	if p.URL == "" {
		return PingResult{}, ErrNoURL
	}
	m := Out{ID: ids.New(), Kind: MsgPing, CreatedAt: d.now()}
	text, err := m.text(&Exchange{}, Body{From: d.options.City})
	if err != nil {
		return PingResult{}, err
	}
	begun := time.Now()
	ack, err := d.post(ctx, p, m.ID.String(), text)
	out := PingResult{OK: err == nil, City: ack.City, MS: time.Since(begun).Milliseconds()}
	if err != nil {
		if errors.Is(err, ErrNoKey) {
			return PingResult{}, err
		}
		out.Code = reasonOf(err)
	}
	return out, nil
}

// MessageRow is a message of either direction, without its words.
type MessageRow struct {
	ID          string     `json:"id"`
	Direction   string     `json:"direction" enum:"out,in"`
	PartnerID   ids.ID     `json:"partner_id"`
	PartnerName string     `json:"partner_name"`
	OrderID     ids.ID     `json:"order_id"`
	OrderNumber string     `json:"order_number"`
	Kind        string     `json:"kind"`
	Seq         int64      `json:"seq"`
	State       string     `json:"state" doc:"out: waiting, delivered or dead; in: ok, or the code of a refusal"`
	Attempts    int        `json:"attempts"`
	LastError   string     `json:"last_error,omitempty"`
	At          time.Time  `json:"at" doc:"when it was made, or taken"`
	NextAt      *time.Time `json:"next_at,omitempty" doc:"when it is tried again"`
	DeliveredAt *time.Time `json:"delivered_at,omitempty"`
}

// MessagesIn are the query parameters that narrow the list of messages or its export.
type MessagesIn struct {
	Direction string    `query:"direction" enum:"out,in" default:"out"`
	Partner   ids.Param `query:"partner"`
	State     string    `query:"state" enum:"waiting,delivered,dead,refused" doc:"out: waiting, delivered, dead; in: refused"`
	Sort      string    `query:"sort" maxLength:"30" doc:"at (downwards if absent), kind or state; - before it: downwards"`
}

type messagesIn struct {
	MessagesIn
	Cursor string `query:"cursor" maxLength:"600" doc:"next_cursor of the page before"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200"`
}

// The orders of the messages of either direction.
var (
	outSorts = store.Keyset{Sorts: []store.Sort{{Name: "at", Expr: "created_at"}, {Name: "kind", Text: true}, {Name: "state", Text: true}, {Name: "attempts"}}}
	inSorts  = store.Keyset{ID: "message", TextID: true, Sorts: []store.Sort{{Name: "at"}, {Name: "kind", Text: true}, {Name: "state", Expr: "outcome", Text: true}}}
)

func (d *Door) getMessages(ctx context.Context, in *messagesIn) (*httpx.Out[httpx.Page[MessageRow]], error) {
	rows, next, err := d.messages(d.Store.Read(ctx), in.MessagesIn, in.Cursor, httpx.Limit(in.Limit))
	return httpx.Reply(httpx.Page[MessageRow]{Items: rows, NextCursor: next}, err)
}

// messages reads one page of the messages of a direction, the newest first unless asked otherwise. Faults: list.bad_sort,
// list.bad_cursor.
func (d *Door) messages(q store.Queryer, in MessagesIn, cursor string, limit int) (rows []MessageRow, next string, err error) {
	list, err := partners(q)
	if err != nil {
		return nil, "", err
	}
	names := map[ids.ID]string{}
	for _, p := range list {
		names[p.ID] = p.Name
	}
	if in.Direction == SideIn {
		rows, next, err = incomingRows(q, in, cursor, limit)
	} else {
		rows, next, err = outgoingRows(q, in, cursor, limit)
	}
	if err != nil {
		return nil, "", err
	}
	for i := range rows {
		r := &rows[i]
		r.PartnerName = names[r.PartnerID]
		r.OrderNumber, _ = d.Orders.NumberOf(q, r.OrderID)
	}
	return rows, next, nil
}

// conditions gathers a WHERE.
type conditions struct {
	text []string
	args []any
}

func (c *conditions) add(text string, args ...any) {
	c.text, c.args = append(c.text, text), append(c.args, args...)
}

func (c *conditions) all() string { return strings.Join(c.text, " AND ") }

func outgoingRows(q store.Queryer, in MessagesIn, cursor string, limit int) ([]MessageRow, string, error) {
	page, err := outSorts.Page(in.Sort, "-at", cursor, limit)
	if err != nil {
		return nil, "", err
	}
	var c conditions
	if in.Partner.ID != 0 {
		c.add(`partner_id = ?`, in.Partner.ID)
	}
	if in.State != "" {
		c.add(`state = ?`, in.State)
	}
	list, next, err := store.ReadPage(q, page, store.Select{Columns: outColumns, Table: `partner_out`, Where: c.all(), Args: c.args}, scanOut)
	if err != nil {
		return nil, "", fmt.Errorf("partner: messages: %w", err)
	}
	out := make([]MessageRow, len(list))
	for i, m := range list {
		out[i] = MessageRow{ID: m.ID.String(), Direction: SideOut, PartnerID: m.Partner, OrderID: m.Order, Kind: m.Kind, Seq: m.Seq, State: m.State,
			Attempts: m.Attempts, LastError: m.LastError, At: m.CreatedAt, DeliveredAt: timeOrNil(m.DeliveredAt)}
		if m.State == OutWaiting {
			out[i].NextAt = timeOrNil(m.NextAt)
		}
	}
	return out, next, nil
}

func incomingRows(q store.Queryer, in MessagesIn, cursor string, limit int) ([]MessageRow, string, error) {
	page, err := inSorts.Page(in.Sort, "-at", cursor, limit)
	if err != nil {
		return nil, "", err
	}
	var c conditions
	if in.Partner.ID != 0 {
		c.add(`partner_id = ?`, in.Partner.ID)
	}
	if in.State == "refused" {
		c.add(`outcome <> 'ok'`)
	}
	list, next, err := store.ReadPage(q, page, store.Select{Columns: `partner_id, message, order_id, seq, kind, outcome, at`, Table: `partner_in`,
		Where: c.all(), Args: c.args}, func(r store.Row) (m MessageRow, err error) {
		var at int64
		err = r.Scan(&m.PartnerID, &m.ID, &m.OrderID, &m.Seq, &m.Kind, &m.State, &at)
		m.Direction, m.At = SideIn, wall.FromMicros(at)
		return m, err
	})
	if err != nil {
		return nil, "", fmt.Errorf("partner: messages: %w", err)
	}
	return list, next, nil
}

// OrderExchange is how an order travels, for those who may see it.
type OrderExchange struct {
	ID          ids.ID     `json:"id"`
	PartnerID   ids.ID     `json:"partner_id"`
	PartnerName string     `json:"partner_name"`
	Side        string     `json:"side" enum:"out,in" doc:"out: ours, the partner handles it; in: the partner's, we handle it"`
	State       string     `json:"state" enum:"offered,accepted,replied,completed,archived,returned,withdrawn"`
	TheirNumber string     `json:"their_number,omitempty" doc:"the order's number there"`
	TheirDueAt  *time.Time `json:"their_due_at,omitempty" doc:"in: when the partner expects the reply"`
	Contact     string     `json:"contact,omitempty" doc:"in: how the citizen is reached through the partner"`
	Identity    string     `json:"identity" enum:"relay,full,none" doc:"what travelled of the citizen"`
	Waiting     int        `json:"waiting" doc:"messages that the partner has not taken yet"`
	Dead        int        `json:"dead" doc:"messages that were given up"`
	CreatedAt   time.Time  `json:"created_at"`
}

func (d *Door) getExchanges(ctx context.Context, in *orderOnlyIn) (*httpx.Out[httpx.Page[OrderExchange]], error) {
	q := d.Store.Read(ctx)
	if err := d.Orders.Visible(q, auth.From(ctx), in.ID.ID); err != nil {
		return nil, err
	}
	list, err := exchangesOf(q, in.ID.ID)
	if err != nil {
		return nil, err
	}
	page := httpx.Page[OrderExchange]{Items: make([]OrderExchange, len(list))}
	for i, x := range list {
		p, err := partnerBy(q, `id`, x.Partner)
		if err != nil {
			return nil, err
		}
		o := OrderExchange{ID: x.ID, PartnerID: p.ID, PartnerName: p.Name, Side: x.Side, State: x.State, TheirNumber: x.TheirNumber,
			TheirDueAt: timeOrNil(x.TheirDueAt), Contact: x.Contact, Identity: x.Identity, CreatedAt: x.CreatedAt}
		for to, state := range map[*int]string{&o.Waiting: OutWaiting, &o.Dead: OutDead} {
			if err := q.QueryRow(`SELECT COUNT(*) FROM partner_out WHERE exchange_id = ? AND state = ?`, x.ID, state).Scan(to); err != nil {
				return nil, fmt.Errorf("partner: figures: %w", err)
			}
		}
		page.Items[i] = o
	}
	return httpx.Reply(page, nil)
}
