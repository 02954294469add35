package notice

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Item is a message in somebody's inbox.
type Item struct {
	ID        ids.ID     `json:"id"`
	Template  string     `json:"template" doc:"which message it is, for an icon"`
	Title     string     `json:"title"`
	Text      string     `json:"text"`
	OrderID   ids.ID     `json:"order_id" doc:"the order it is about"`
	ToUnit    bool       `json:"to_unit" doc:"it went to everybody in the unit"`
	Urgent    bool       `json:"urgent"`
	CreatedAt time.Time  `json:"created_at"`
	ReadAt    *time.Time `json:"read_at" doc:"when the person read it; null: not yet"`
}

// unreadMax is as far as unread messages are counted: a screen shows 99+.
const unreadMax = 100

// unreadWindow is how many of a recipient's newest messages are asked whether
// they were read. It keeps the bell on every screen cheap for ever; an older
// message stays in the inbox but no longer calls for attention.
const unreadWindow = 500

// inboxOf is the SQL of a person's inbox, newest first, with its arguments. The
// person's own messages and the unit's are read apart, each by its index, for
// which to_kind <> 1 must be said.
func inboxOf(p auth.Principal, unreadOnly bool, before ids.ID, limit int, hidden []ids.ID) (string, []any) {
	if before == 0 {
		before = math.MaxInt64
	}
	window, filter, size := `AND id < ?`, ``, limit
	if unreadOnly {
		window, filter, size = ``, `WHERE r.at IS NULL AND m.id < ?`, unreadWindow
	}
	var args, kept []any
	for _, id := range hidden {
		kept = append(kept, id)
	}
	if len(hidden) > 0 {
		window = `AND order_id NOT IN (` + strings.TrimSuffix(strings.Repeat("?, ", len(hidden)), ", ") + `) ` + window
	}
	part := func(kind string, to ids.ID) string {
		if unreadOnly {
			args = append(append(append(args, to), kept...), size, p.ID, before, limit)
		} else {
			args = append(append(append(args, to), kept...), before, size, p.ID, limit)
		}
		return fmt.Sprintf(`SELECT * FROM (
			SELECT m.id, m.to_kind, m.template, m.params, m.order_id, m.urgent, m.created_at, COALESCE(r.at, 0) AS read_at
			FROM (SELECT * FROM notice_message WHERE to_kind <> 1 AND to_kind = %d AND to_id = ? AND state <> 4 %s ORDER BY id DESC LIMIT ?) m
			LEFT JOIN notice_read r ON r.notice = m.id AND r.reader = ? %s ORDER BY m.id DESC LIMIT ?) x%[1]d`, audiences[kind], window, filter)
	}
	sql := part(staff, p.ID) + ` UNION ALL ` + part(unit, inboxUnit(p)) + ` ORDER BY id DESC LIMIT ?`
	return sql, append(args, limit)
}

// inboxUnit is the unit whose messages p reads: not those of a unit whose orders p does not see.
func inboxUnit(p auth.Principal) ids.ID {
	if p.Scope.All || p.Scope.Allows(p.Unit) {
		return p.Unit
	}
	return 0
}

// Inbox returns the person's messages and those of the person's unit, newest
// first, older than before (0: from the newest).
func (s *Service) Inbox(q store.Queryer, p auth.Principal, unreadOnly bool, before ids.ID, limit int) ([]Item, error) {
	if p.ID == 0 {
		return []Item{}, nil
	}
	hidden, err := s.hiddenFrom(q, p)
	if err != nil {
		return nil, err
	}
	sql, args := inboxOf(p, unreadOnly, before, limit, hidden)
	rows, err := q.Query(sql, args...)
	return store.Collect(rows, err, func(r store.Row) (Item, error) {
		var i Item
		var kind, urgent int
		var params string
		var created, read int64
		if err := r.Scan(&i.ID, &kind, &i.Template, &params, &i.OrderID, &urgent, &created, &read); err != nil {
			return i, err
		}
		i.Title, i.Text = s.words(i.Template, params)
		i.ToUnit, i.Urgent, i.CreatedAt = kind == audiences[unit], urgent != 0, wall.FromMicros(created)
		if read != 0 {
			at := wall.FromMicros(read)
			i.ReadAt = &at
		}
		return i, nil
	})
}

// hiddenFrom are the orders that are about p.
func (s *Service) hiddenFrom(q store.Queryer, p auth.Principal) ([]ids.ID, error) {
	if s.hidden == nil {
		return nil, nil
	}
	return s.hidden(q, p)
}

// Unread counts the person's unread messages, up to 100, among the newest 500
// of the person and of the unit.
func (s *Service) Unread(q store.Queryer, p auth.Principal) (int, error) {
	if p.ID == 0 {
		return 0, nil
	}
	hidden, err := s.hiddenFrom(q, p)
	if err != nil {
		return 0, err
	}
	sql, args := inboxOf(p, true, 0, unreadMax, hidden)
	var n int
	if err := q.QueryRow(`SELECT COUNT(*) FROM (`+sql+`) x`, args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("notice: count unread: %w", err)
	}
	return n, nil
}

// words renders a stored message without what was sealed.
func (s *Service) words(template, params string) (title, text string) {
	t, ok := s.config.Templates[template]
	if !ok {
		return "通知", "该通知的内容已不再提供。"
	}
	values := map[string]string{}
	if err := json.Unmarshal([]byte(params), &values); err != nil {
		return t.Title, "该通知的内容无法显示。"
	}
	return t.Title, t.render(values)
}
