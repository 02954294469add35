package supervise

import (
	"fmt"
	"slices"

	"onedoor/internal/notice"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// Hold notes that the meeting takes place (开会): decisions and attendance may be written from now on.
func (s *Service) Hold(tx *store.Tx, by auth.Principal, id ids.ID, version int64) (Meeting, error) {
	m, mv, err := s.beginMeeting(tx, by, id, version, VerbHold)
	if err != nil {
		return Meeting{}, err
	}
	m.HeldAt = s.now()
	return *m, s.stepMeeting(tx, by, m, mv, "")
}

// Attend notes who came. Faults: those of every verb, supervise.not_found for who was not invited.
func (s *Service) Attend(tx *store.Tx, by auth.Principal, id ids.ID, version int64, list []MeetingGuest) (Meeting, error) {
	m, mv, err := s.beginMeeting(tx, by, id, version, VerbAttend)
	if err != nil {
		return Meeting{}, err
	}
	for i, g := range list {
		field := fmt.Sprintf("guests[%d].person", i)
		if !slices.Contains([]string{"", "yes", "deputy", "no"}, g.Came) {
			return Meeting{}, ErrInvalid.WithField("body."+field, "出席情况应为到会、代会或缺席。")
		}
		person, err := line(field, "出席人", g.Person, false)
		if err != nil {
			return Meeting{}, err
		}
		res, err := tx.Exec(`UPDATE supervise_guest SET came = ?, person = ? WHERE meeting_id = ? AND unit_id = ? AND staff_id = ?`, g.Came, person, id, g.Unit, g.Staff)
		if err != nil {
			return Meeting{}, fmt.Errorf("supervise: attendance: %w", err)
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return Meeting{}, ErrNotFound.WithMessage("名单中没有这个参会单位，请刷新后再登记。")
		}
	}
	return *m, s.stepMeeting(tx, by, m, mv, "")
}

// MinuteIn are the minutes.
type MinuteIn struct {
	Text  string   `json:"text" maxLength:"50000" doc:"the minutes in words"`
	Files []ids.ID `json:"attachment_ids,omitempty" maxItems:"20" doc:"uploads that go with them"`
}

// Minute issues the minutes (印发纪要) to everybody who was invited. Every item must have been decided or deferred.
// Faults: those of every verb, supervise.items_undecided, .reason_missing, workorder.file_missing.
func (s *Service) Minute(tx *store.Tx, by auth.Principal, id ids.ID, version int64, in MinuteIn) (Meeting, error) {
	m, mv, err := s.beginMeeting(tx, by, id, version, VerbMinute)
	if err != nil {
		return Meeting{}, err
	}
	items, err := agenda(tx, id)
	if err != nil {
		return Meeting{}, err
	}
	if slices.ContainsFunc(items, func(d *Item) bool { return d.State == StateScheduled }) {
		return Meeting{}, ErrUndecided
	}
	text, err := needed("text", "会议纪要", in.Text, maxMinutes)
	if err != nil {
		return Meeting{}, err
	}
	files, err := s.Orders.TakeFiles(tx, workorder.OwnerStaff(by.ID), in.Files)
	if err != nil {
		return Meeting{}, err
	}
	for _, f := range files {
		if err := insertFile(tx, id, by.ID, s.now(), f); err != nil {
			return Meeting{}, err
		}
	}
	var commit string
	m.salt, commit = ledger.Commit(text)
	m.Minutes, m.MinutedAt, m.MinutedBy = text, s.now(), by.ID
	list, err := guests(tx, id)
	if err != nil {
		return Meeting{}, err
	}
	for _, g := range list {
		if err := s.tellGuest(tx, m, g, notice.MeetingMinuted, false, false, "minutes"); err != nil {
			return Meeting{}, err
		}
	}
	return *m, s.stepMeeting(tx, by, m, mv, commit)
}

// CloseMeeting ends a meeting whose decisions were all carried out (落实完毕). Faults: those of every verb, supervise.tasks_open.
func (s *Service) CloseMeeting(tx *store.Tx, by auth.Principal, id ids.ID, version int64) (Meeting, error) {
	m, mv, err := s.beginMeeting(tx, by, id, version, VerbClose)
	if err != nil {
		return Meeting{}, err
	}
	var open int
	if err := tx.QueryRow(`SELECT COUNT(*) FROM supervise_task WHERE meeting_id = ? AND state IN ('open', 'answered')`, id).Scan(&open); err != nil {
		return Meeting{}, fmt.Errorf("supervise: open tasks: %w", err)
	}
	if open > 0 {
		return Meeting{}, ErrTasksOpen.WithMessage("还有 %d 项决定事项未完成，全部认可或取消后才能结束。", open)
	}
	m.EndedAt = s.now()
	return *m, s.stepMeeting(tx, by, m, mv, "")
}
