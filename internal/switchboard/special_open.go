package switchboard

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// SpecialIn is a line to be opened. What is zero is as in its template.
type SpecialIn struct {
	Template string     `json:"template" minLength:"1" maxLength:"20" doc:"its code"`
	Name     string     `json:"name" minLength:"1" maxLength:"20" doc:"of the queue"`
	Key      string     `json:"key,omitempty" maxLength:"1" doc:"of the menu, at every choice where calls begin"`
	Hotline  string     `json:"hotline,omitempty" maxLength:"20" doc:"a number whose calls go to the line at once"`
	Say      string     `json:"say,omitempty" maxLength:"600" doc:"before the queue"`
	Sound    string     `json:"sound,omitempty" maxLength:"60" doc:"a recording of the folder of announcements, without .wav"`
	Needs    []string   `json:"needs" maxItems:"10" doc:"skills that a seat must have"`
	Priority int        `json:"priority" minimum:"0" maximum:"100"`
	MaxWait  Seconds    `json:"max_wait" minimum:"60" maximum:"3600" doc:"seconds; then the caller is let go and owed a call"`
	OpensAt  *time.Time `json:"opens_at,omitempty" doc:"absent: at once"`
	ClosesAt *time.Time `json:"closes_at,omitempty" doc:"absent: until it is closed"`
}

const (
	maxOpenLines = 20
	maxLineAhead = 366 * 24 * time.Hour
)

// OpenSpecial opens a line, or plans it. The error is ErrSpecial with what is wrong, or ErrSpecials.
func (s *Service) OpenSpecial(tx *store.Tx, p auth.Principal, in SpecialIn) (Special, error) {
	if err := mayMenu(tx, p); err != nil {
		return Special{}, err
	}
	now := s.Clock.Now()
	l, err := s.lineOf(in, now)
	if err != nil {
		return l, err
	}
	living, err := livingLines(tx)
	if err != nil {
		return l, err
	}
	living = slices.DeleteFunc(living, func(o Special) bool { return o.State(now) == "closed" })
	if len(living) >= maxOpenLines {
		return l, ErrSpecials
	}
	menu, _, err := s.menuNow(tx)
	if err != nil {
		return l, err
	}
	if err := free(l, menu.Menu, living); err != nil {
		return l, err
	}
	l.ID, l.By, l.At = ids.New(), p.ID, now
	if l.Queue.Code, err = freeCode(tx, l.Template, now); err != nil {
		return l, err
	}
	if err := putSpecial(tx, l); err != nil {
		return l, err
	}
	tx.AfterCommit(s.reroute)
	return l, s.lineEvent(tx, p.ID, EventSpecialOpened, l, l.Template)
}

// lineOf checks what a line is to be.
func (s *Service) lineOf(in SpecialIn, now time.Time) (Special, error) {
	templates := s.templates()
	at := slices.IndexFunc(templates, func(t Template) bool { return t.Code == in.Template })
	if at < 0 {
		return Special{}, ErrSpecial.WithField("body.template", "没有这个模板，请重新选择。")
	}
	t := templates[at]
	l := Special{Template: t.Code, Queue: t.Queue, Key: in.Key, Hotline: in.Hotline, Say: strings.TrimSpace(in.Say), Sound: in.Sound, OpensAt: now}
	l.Queue.Key, l.Queue.Name, l.Queue.Needs, l.Queue.Priority, l.Queue.MaxWait = "", strings.TrimSpace(in.Name), in.Needs, in.Priority, in.MaxWait
	if in.OpensAt != nil && in.OpensAt.After(now) {
		l.OpensAt = in.OpensAt.UTC().Truncate(time.Microsecond)
	}
	if in.ClosesAt != nil {
		l.ClosesAt = in.ClosesAt.UTC().Truncate(time.Microsecond)
	}
	bad, wrong := ErrSpecial, false
	point := func(when bool, field, what string) {
		if when {
			bad, wrong = bad.WithField("body."+field, what), true
		}
	}
	point(l.Queue.Name == "" || utf8.RuneCountInString(l.Queue.Name) > 20 || !utf8.ValidString(l.Queue.Name), "name", "请填写专线名称，不超过 20 字。")
	point(l.Key != "" && (len(l.Key) != 1 || !strings.Contains(menuKeys, l.Key)), "key", "按键须为 1 至 9、* 或 #；0 固定转人工。")
	point(l.Hotline != "" && !digitPattern.MatchString(l.Hotline), "hotline", "被叫号码须为数字。")
	point(l.Key == "" && l.Hotline == "", "key", "请选择按键，或者填写被叫号码，否则没有来电能进入专线。")
	point(utf8.RuneCountInString(l.Say) > 600 || strings.ContainsAny(l.Say, "{}"), "say", "播报内容不超过 600 字，不含花括号。")
	point(strings.ContainsAny(l.Sound, `/\.`) || utf8.RuneCountInString(l.Sound) > 60, "sound", "录音名称不能含有路径。")
	point(l.OpensAt.After(now.Add(maxLineAhead)), "opens_at", "开通时间最多在一年以内。")
	point(!l.ClosesAt.IsZero() && (!l.ClosesAt.After(l.OpensAt) || l.ClosesAt.After(now.Add(2*maxLineAhead))), "closes_at", "关闭时间须晚于开通时间，最多在两年以内。")
	point(l.Queue.MaxWait < 60 || l.Queue.MaxWait > 3600, "max_wait", "最长等候为 60 至 3600 秒。")
	point(l.Queue.Priority < 0 || l.Queue.Priority > 100, "priority", "优先级为 0 至 100。")
	point(len(l.Queue.Needs) > 10 || slices.Contains(l.Queue.Needs, ""), "needs", "技能最多十项，不能为空。")
	if wrong {
		return l, bad
	}
	return l, nil
}

// free holds that the key and the number of a line lead nowhere else.
func free(l Special, m Menu, living []Special) error {
	for _, o := range living {
		switch {
		case l.Key != "" && o.Key == l.Key:
			return ErrSpecial.WithField("body.key", fmt.Sprintf("%s 键正由专线“%s”使用。", l.Key, o.Queue.Name))
		case l.Hotline != "" && o.Hotline == l.Hotline:
			return ErrSpecial.WithField("body.hotline", fmt.Sprintf("这个号码正由专线“%s”使用。", o.Queue.Name))
		}
	}
	choice := false
	for _, x := range m.Steps {
		if !m.isEntry(x.ID) || !x.choice() {
			continue
		}
		if choice = true; l.Key != "" && x.Keys[l.Key] != "" {
			return ErrSpecial.WithField("body.key", fmt.Sprintf("%s 键在菜单“%s”中已有去处，请换一个键。", l.Key, x.Name))
		}
	}
	if l.Key != "" && !choice {
		return ErrSpecial.WithField("body.key", "现行菜单的入口没有按键选择，请改填被叫号码。")
	}
	return nil
}

// CloseSpecial takes no more calls on a line; who waits is served. The error is ErrNoSpecial or ErrSpecialClosed.
func (s *Service) CloseSpecial(tx *store.Tx, p auth.Principal, id ids.ID) (Special, error) {
	if err := mayMenu(tx, p); err != nil {
		return Special{}, err
	}
	l, err := specialRow(tx, id)
	if err != nil {
		return l, err
	}
	now := s.Clock.Now()
	if l.State(now) == "closed" {
		return l, ErrSpecialClosed
	}
	return l, s.closeLine(tx, &l, p.ID, now)
}

func (s *Service) closeLine(tx *store.Tx, l *Special, by ids.ID, at time.Time) error {
	l.ClosedAt, l.ClosedBy = at, by
	if err := tx.Do(`UPDATE switchboard_special SET closed_at = ?, closed_by = ? WHERE id = ? AND closed_at = 0`, wall.Micros(at), by, l.ID); err != nil {
		return fmt.Errorf("switchboard: close line: %w", err)
	}
	tx.AfterCommit(s.reroute)
	code := "by_hand"
	if by == 0 {
		code = "in_time"
	}
	return s.lineEvent(tx, by, EventSpecialClosed, *l, code)
}

// MoveSpecial sets when a line closes, which is not yet closed; nil: when it is closed by hand. The error is ErrNoSpecial,
// ErrSpecialClosed or ErrSpecial.
func (s *Service) MoveSpecial(tx *store.Tx, p auth.Principal, id ids.ID, closes *time.Time) (Special, error) {
	if err := mayMenu(tx, p); err != nil {
		return Special{}, err
	}
	l, err := specialRow(tx, id)
	now, at := s.Clock.Now(), int64(0)
	switch {
	case err != nil:
		return l, err
	case l.State(now) == "closed":
		return l, ErrSpecialClosed
	case closes != nil && (!closes.After(now) || !closes.After(l.OpensAt) || closes.After(now.Add(2*maxLineAhead))):
		return l, ErrSpecial.WithField("body.closes_at", "关闭时间须在现在和开通时间之后，最多在两年以内。")
	}
	if l.ClosesAt = (time.Time{}); closes != nil {
		l.ClosesAt = closes.UTC().Truncate(time.Microsecond)
		at = wall.Micros(l.ClosesAt)
	}
	if err := tx.Do(`UPDATE switchboard_special SET closes_at = ? WHERE id = ?`, at, id); err != nil {
		return l, fmt.Errorf("switchboard: move line: %w", err)
	}
	tx.AfterCommit(s.reroute)
	return l, s.lineEvent(tx, p.ID, EventSpecialMoved, l, "")
}

// CloseDue writes down that lines are closed whose time is over. They have taken no calls since then.
func (s *Service) CloseDue(tx *store.Tx) error {
	living, err := livingLines(tx)
	for i := range living {
		if l := &living[i]; err == nil && !l.ClosesAt.IsZero() && !s.Clock.Now().Before(l.ClosesAt) {
			err = s.closeLine(tx, l, 0, l.ClosesAt)
		}
	}
	return err
}

func (s *Service) lineEvent(tx *store.Tx, by ids.ID, kind string, l Special, code string) error {
	_, err := s.Ledger.Append(tx, ledger.Event{Kind: kind, Subject: l.ID, Actor: by, Payload: SpecialPayload{Line: l.ID, Queue: l.Queue.Code, Code: code}})
	return err
}
