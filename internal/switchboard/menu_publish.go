package switchboard

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

// maxMenuNote is how many characters say why a menu was changed.
const maxMenuNote = 200

// mayMenu begins a change of the menu or a line: it refuses who may not, and lets changes wait for each other.
func mayMenu(tx *store.Tx, p auth.Principal) error {
	if !p.Can(RightMenu) {
		return fault.Forbidden
	}
	if err := tx.Do(`UPDATE switchboard_turn SET n = n + 1`); err != nil {
		return fmt.Errorf("switchboard: menu: %w", err)
	}
	return nil
}

// SaveMenu keeps a draft, of which there is one; revision is that of the draft that was seen, 0 if there was none. It may
// still be wrong: only what is published is checked. The error is ErrMenuChanged, ErrMenuNote or ErrMenuBig.
func (s *Service) SaveMenu(tx *store.Tx, p auth.Principal, m Menu, note string, revision int64) (MenuVersion, error) {
	if err := mayMenu(tx, p); err != nil {
		return MenuVersion{}, err
	}
	note = strings.TrimSpace(note)
	switch {
	case utf8.RuneCountInString(note) > maxMenuNote:
		return MenuVersion{}, ErrMenuNote.WithField("body.note", ErrMenuNote.Message)
	case !m.fits():
		return MenuVersion{}, ErrMenuBig
	}
	old, there, err := draftMenu(tx)
	switch {
	case err != nil:
		return old, err
	case old.Revision != revision:
		return old, ErrMenuChanged
	}
	v := MenuVersion{ID: ids.New(), Revision: revision + 1, Base: old.Base, Menu: m, Note: note, By: p.ID, At: s.Clock.Now()}
	if there {
		v.ID = old.ID
		err = dropDraft(tx, old.ID)
	} else if last, ok, lastErr := lastMenu(tx); ok || lastErr != nil {
		v.Base, err = last.ID, lastErr
	}
	if err != nil {
		return v, err
	}
	if err := putMenu(tx, v); err != nil {
		return v, err
	}
	return v, s.menuEvent(tx, p, EventMenuSaved, v)
}

// fits tells whether a menu is of a size that can be kept.
func (m *Menu) fits() bool {
	if len(m.Steps) > 40 || len(m.Entries) > 60 {
		return false
	}
	for _, s := range m.Steps {
		if len(s.Keys) > len(menuKeys)+1 || utf8.RuneCountInString(s.Say) > 600 || len(s.ID) > 40 || utf8.RuneCountInString(s.Name) > 40 {
			return false
		}
	}
	return true
}

// DropMenu throws the draft away. The error is ErrNoMenu.
func (s *Service) DropMenu(tx *store.Tx, p auth.Principal) error {
	if err := mayMenu(tx, p); err != nil {
		return err
	}
	v, there, err := draftMenu(tx)
	switch {
	case err != nil:
		return err
	case !there:
		return ErrNoMenu
	}
	if err := dropDraft(tx, v.ID); err != nil {
		return err
	}
	return s.menuEvent(tx, p, EventMenuDropped, v)
}

// PublishMenu makes the draft the menu of calls that arrive from now on. revision is that of the draft that was seen. The
// error is ErrNoMenu, ErrMenuChanged, ErrMenuNote, or ErrMenuWrong with what is wrong.
func (s *Service) PublishMenu(tx *store.Tx, p auth.Principal, revision int64, note string) (MenuVersion, error) {
	if err := mayMenu(tx, p); err != nil {
		return MenuVersion{}, err
	}
	v, there, err := draftMenu(tx)
	switch {
	case err != nil:
		return v, err
	case !there:
		return v, ErrNoMenu
	case v.Revision != revision:
		return v, ErrMenuChanged
	}
	if err := dropDraft(tx, v.ID); err != nil {
		return v, err
	}
	return s.publish(tx, p, v, note)
}

// PutBackMenu publishes an earlier version again, as a new one; 0 is the menu that the installation began with. The error
// is ErrNoMenu, ErrMenuNote, or ErrMenuWrong if it does not fit any more.
func (s *Service) PutBackMenu(tx *store.Tx, p auth.Principal, id ids.ID, note string) (MenuVersion, error) {
	if err := mayMenu(tx, p); err != nil {
		return MenuVersion{}, err
	}
	old := MenuVersion{Menu: FirstMenu(s.base())}
	if id != 0 {
		var err error
		if old, err = menuRow(tx, `id = ? AND number > 0`, id); err != nil {
			return old, err
		}
	}
	return s.publish(tx, p, MenuVersion{ID: ids.New(), Revision: 1, Base: old.ID, Menu: old.Menu, By: p.ID, At: s.Clock.Now()}, note)
}

func (s *Service) publish(tx *store.Tx, p auth.Principal, v MenuVersion, note string) (MenuVersion, error) {
	if v.Note = strings.TrimSpace(note); v.Note == "" || utf8.RuneCountInString(v.Note) > maxMenuNote {
		return v, ErrMenuNote.WithField("body.note", ErrMenuNote.Message)
	}
	list, err := s.checkMenu(tx, &v.Menu)
	if err != nil {
		return v, err
	}
	if slices.ContainsFunc(list, func(x MenuProblem) bool { return !x.Minor }) {
		wrong := ErrMenuWrong
		for _, x := range list {
			wrong = wrong.WithField("body.menu."+x.Field, x.Message)
		}
		return v, wrong
	}
	last, _, err := lastMenu(tx)
	if err != nil {
		return v, err
	}
	v.Number, v.PublishedBy, v.PublishedAt = last.Number+1, p.ID, s.Clock.Now()
	if err := putMenu(tx, v); err != nil {
		return v, err
	}
	tx.AfterCommit(s.reroute)
	return v, s.menuEvent(tx, p, EventMenuPublished, v)
}

// checkMenu lists what is wrong with a menu as things stand.
func (s *Service) checkMenu(q store.Queryer, m *Menu) ([]MenuProblem, error) {
	lines, err := livingLines(q)
	if err != nil {
		return nil, err
	}
	list := m.Check(s.base(), lines)
	if len(list) == 0 {
		list = append(list, m.Advise()...)
	}
	return list, nil
}

func (s *Service) menuEvent(tx *store.Tx, p auth.Principal, kind string, v MenuVersion) error {
	_, err := s.Ledger.Append(tx, ledger.Event{Kind: kind, Subject: v.ID, Actor: p.ID,
		Payload: MenuPayload{Version: v.ID, Base: v.Base, Number: v.Number, Revision: v.Revision}})
	return err
}
