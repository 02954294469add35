package supervise

import (
	"fmt"
	"slices"
	"time"

	"onedoor/internal/notice"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// PlanIn is a meeting as it is planned or changed: whole, not in parts.
type PlanIn struct {
	Title  string         `json:"title" maxLength:"100"`
	At     time.Time      `json:"at"`
	Where  string         `json:"place" maxLength:"100"`
	Chair  string         `json:"chair,omitempty" maxLength:"100" doc:"who leads it"`
	Agenda []ids.ID       `json:"agenda,omitempty" maxItems:"30" doc:"items of the docket, in order"`
	Guests []MeetingGuest `json:"guests,omitempty" maxItems:"60"`
}

func (in *PlanIn) fill(m *Meeting) (err error) {
	if m.Title, err = line("title", "会议名称", in.Title, true); err != nil {
		return err
	}
	if m.Where, err = line("place", "地点", in.Where, true); err != nil {
		return err
	}
	if m.Chair, err = line("chair", "主持人", in.Chair, false); err != nil {
		return err
	}
	if y := in.At.Year(); in.At.IsZero() || y < 2000 || y > 2199 {
		return ErrInvalid.WithField("body.at", "请填写会议时间。")
	}
	m.At = in.At.Truncate(time.Minute).UTC()
	for i, id := range in.Agenda {
		if slices.Contains(in.Agenda[:i], id) {
			return ErrInvalid.WithField("body.agenda", "议题重复。")
		}
	}
	return nil
}

// Plan makes a meeting (筹备会议). Nobody is told yet. Faults: auth.forbidden, supervise.invalid, .not_found, .illegal_move.
func (s *Service) Plan(tx *store.Tx, by auth.Principal, in PlanIn) (Meeting, error) {
	mv := move(ThingMeeting, VerbPlan)
	if err := may(by, mv, StateNone, 0); err != nil {
		return Meeting{}, err
	}
	m := Meeting{ID: ids.New(), MadeAt: s.now(), MadeBy: by.ID, salt: []byte{}}
	if err := in.fill(&m); err != nil {
		return Meeting{}, err
	}
	var err error
	if m.Number, err = serial(tx, "H", m.MadeAt); err != nil {
		return Meeting{}, err
	}
	if err := s.stepMeeting(tx, by, &m, mv, ""); err != nil {
		return Meeting{}, err
	}
	return m, s.setUp(tx, by, &m, in)
}

// Edit changes a meeting that was not held yet. Who was called already hears of it when called again.
func (s *Service) Edit(tx *store.Tx, by auth.Principal, id ids.ID, version int64, in PlanIn) (Meeting, error) {
	m, mv, err := s.beginMeeting(tx, by, id, version, VerbEdit)
	if err != nil {
		return Meeting{}, err
	}
	if err := in.fill(m); err != nil {
		return Meeting{}, err
	}
	if err := s.setUp(tx, by, m, in); err != nil {
		return Meeting{}, err
	}
	return *m, s.stepMeeting(tx, by, m, mv, "")
}

// setUp writes agenda and guests. A guest that stays keeps when it was invited.
func (s *Service) setUp(tx *store.Tx, by auth.Principal, m *Meeting, in PlanIn) error {
	if err := s.setAgenda(tx, by, m.ID, in.Agenda); err != nil {
		return err
	}
	had, err := guests(tx, m.ID)
	if err != nil {
		return err
	}
	same := func(a, b MeetingGuest) bool { return a.Unit == b.Unit && a.Staff == b.Staff }
	for _, g := range had {
		if slices.ContainsFunc(in.Guests, func(x MeetingGuest) bool { return same(x, g) }) {
			continue
		}
		if !g.InvitedAt.IsZero() {
			if err := s.tellGuest(tx, m, g, notice.MeetingCancelled, true, false, fmt.Sprint("off", m.Version)); err != nil {
				return err
			}
		}
		if err := tx.Do(`DELETE FROM supervise_guest WHERE meeting_id = ? AND unit_id = ? AND staff_id = ?`, m.ID, g.Unit, g.Staff); err != nil {
			return fmt.Errorf("supervise: remove guest: %w", err)
		}
	}
	for _, g := range in.Guests {
		if g.Unit == 0 {
			return ErrUnit.WithField("body.guests", "请选择参会单位。")
		}
		if err := s.People.Receives(tx, g.Unit); err != nil {
			return err
		}
		err := tx.Do(`INSERT INTO supervise_guest (meeting_id, unit_id, staff_id) VALUES (?, ?, ?) ON CONFLICT (meeting_id, unit_id, staff_id) DO NOTHING`,
			m.ID, g.Unit, g.Staff)
		if err != nil {
			return fmt.Errorf("supervise: insert guest: %w", err)
		}
	}
	return s.guestsMeet(tx, m.ID, in.Guests)
}

// Call invites every guest by notice (发会议通知); called again, it tells them of what changed.
// Faults: those of every verb, supervise.no_agenda, .no_guests.
func (s *Service) Call(tx *store.Tx, by auth.Principal, id ids.ID, version int64) (Meeting, error) {
	m, mv, err := s.beginMeeting(tx, by, id, version, VerbCall)
	if err != nil {
		return Meeting{}, err
	}
	items, err := agenda(tx, id)
	if err != nil {
		return Meeting{}, err
	}
	list, err := guests(tx, id)
	if err != nil {
		return Meeting{}, err
	}
	switch {
	case len(items) == 0:
		return Meeting{}, ErrNoAgenda
	case len(list) == 0:
		return Meeting{}, ErrNoGuests
	}
	if err := s.guestsMeet(tx, id, list); err != nil {
		return Meeting{}, err
	}
	m.CalledAt = s.now()
	if err := tx.Do(`UPDATE supervise_guest SET invited_at = ? WHERE meeting_id = ?`, wall.Micros(m.CalledAt), id); err != nil {
		return Meeting{}, fmt.Errorf("supervise: invite: %w", err)
	}
	for _, g := range list {
		if err := s.tellGuest(tx, m, g, notice.MeetingCalled, true, true, fmt.Sprint("call", m.Version)); err != nil {
			return Meeting{}, err
		}
	}
	return *m, s.stepMeeting(tx, by, m, mv, "")
}

// CancelMeeting calls a meeting off: its items go back to the docket and who was invited is told.
func (s *Service) CancelMeeting(tx *store.Tx, by auth.Principal, id ids.ID, version int64, reason string) (Meeting, error) {
	m, mv, err := s.beginMeeting(tx, by, id, version, VerbCancel)
	if err != nil {
		return Meeting{}, err
	}
	text, err := needed("reason", "取消的理由", reason, maxWords)
	if err != nil {
		return Meeting{}, err
	}
	if err := s.setAgenda(tx, by, id, nil); err != nil {
		return Meeting{}, err
	}
	var commit string
	m.salt, commit = ledger.Commit(text)
	m.EndedAt, m.EndNote = s.now(), text
	list, err := guests(tx, id)
	if err != nil {
		return Meeting{}, err
	}
	for _, g := range list {
		if g.InvitedAt.IsZero() {
			continue
		}
		if err := s.tellGuest(tx, m, g, notice.MeetingCancelled, true, false, "cancel"); err != nil {
			return Meeting{}, err
		}
	}
	return *m, s.stepMeeting(tx, by, m, mv, commit)
}

// tellGuest tells a guest; a person by name is told besides the unit.
func (s *Service) tellGuest(tx *store.Tx, m *Meeting, g MeetingGuest, template string, withTime, withPlace bool, once string) error {
	params := map[string]string{"title": m.Title}
	if withTime {
		params["at"] = m.At.UTC().Format(time.RFC3339)
	}
	if withPlace {
		params["place"] = m.Where
	}
	send := func(to notice.Recipient, template string, id ids.ID) error {
		err := s.Notices.Queue(tx, notice.Message{To: to, Template: template, Params: params, Dedupe: fmt.Sprintf("meeting:%d:%s:%s:%d", m.ID, once, template, id)})
		if err != nil {
			return fmt.Errorf("supervise: tell guest: %w", err)
		}
		return nil
	}
	if err := send(notice.Unit(g.Unit), template, g.Unit); err != nil || g.Staff == 0 || template != notice.MeetingCalled {
		return err
	}
	return send(notice.Staff(g.Staff), notice.MeetingPerson, g.Staff)
}
