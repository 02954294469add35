package catalogue

import (
	"slices"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// PublishIn is how a draft is put in force.
type PublishIn struct {
	Revision    int64     `json:"revision" minimum:"1" doc:"of the draft that was seen"`
	EffectiveAt time.Time `json:"effective_at,omitzero" required:"false" doc:"when it takes over; absent: at once"`
	Note        string    `json:"note" maxLength:"500" doc:"why"`
}

// maxAhead is how far ahead a version may be published.
const maxAhead = 366 * 24 * time.Hour

// Publish ends the draft: from its effective time on it is the catalogue, until the next one takes over. Effective
// times only go forward, in the order of the numbers, so at any moment exactly one version is in force. Unless
// FourEyes is off, nobody publishes what they helped to write.
//
// Faults: ErrVersionNotFound, ErrNotDraft, ErrDraftChanged, ErrOwnDraft, ErrEffective, ErrNote, ErrNothingChanged.
func (s *Service) Publish(tx *store.Tx, p auth.Principal, id ids.ID, in PublishIn) (Version, error) {
	switch {
	case p.Anonymous():
		return Version{}, fault.SignIn
	case !p.Can(RightPublish):
		return Version{}, fault.Forbidden
	}
	if err := s.turn(tx); err != nil {
		return Version{}, err
	}
	list, err := allVersions(tx)
	if err != nil {
		return Version{}, err
	}
	at := slices.IndexFunc(list, func(v Version) bool { return v.ID == id })
	if at < 0 {
		return Version{}, ErrVersionNotFound
	}
	v, last := list[at], Version{}
	if at > 0 {
		last = list[at-1]
	}
	if err := s.mayPublish(p, v, in); err != nil {
		return Version{}, err
	}
	if v.EffectiveAt, err = s.effective(in.EffectiveAt, last); err != nil {
		return Version{}, err
	}
	if v.Note = strings.TrimSpace(in.Note); wrongLines(v.Note, 500) {
		return Version{}, ErrNote.WithField("body.note", "请填写发布说明，最多 500 字。")
	}
	changes, err := s.changes(tx, last.ID, v.ID)
	if err != nil {
		return Version{}, err
	}
	if len(changes) == 0 {
		return Version{}, ErrNothingChanged
	}
	v.Number, v.Publisher, v.PublishedAt, v.UpdatedAt = last.Number+1, p.ID, s.now(), s.now()
	if err := updateVersion(tx, v); err != nil {
		return Version{}, err
	}
	e := VersionEvent{Version: v.ID, Base: last.ID, Revision: v.Revision, Number: v.Number, Effective: wall.Micros(v.EffectiveAt), Authors: v.Authors}
	e.Added, e.Changed, e.Removed = count(changes)
	if err := s.record(tx, p, EventPublished, v.ID, e); err != nil {
		return Version{}, err
	}
	return s.Version(tx, v.ID)
}

func (s *Service) mayPublish(p auth.Principal, v Version, in PublishIn) error {
	switch {
	case !v.Draft():
		return ErrNotDraft
	case v.Revision != in.Revision:
		return ErrDraftChanged
	case s.fourEyes && !p.IsSystem() && slices.Contains(v.Authors, p.ID):
		return ErrOwnDraft
	}
	return nil
}

// effective checks the time from which a version is to hold; the zero time is now.
func (s *Service) effective(at time.Time, last Version) (time.Time, error) {
	now := s.now()
	if at.IsZero() {
		at = now
	}
	at = at.Truncate(time.Microsecond).UTC()
	switch {
	case at.Before(now.Add(-time.Minute)):
		return at, ErrEffective.WithField("body.effective_at", "生效时间不能早于现在。")
	case at.After(now.Add(maxAhead)):
		return at, ErrEffective.WithField("body.effective_at", "生效时间最多在一年以内。")
	}
	if at.Before(now) {
		at = now // what was filled in a moment ago
	}
	if !at.After(last.EffectiveAt) {
		return at, ErrEffective.WithField("body.effective_at", "生效时间须晚于上一版本的生效时间 "+
			last.EffectiveAt.In(wall.Shanghai).Format("2006-01-02 15:04")+"。")
	}
	return at, nil
}

// wrongLines tells whether a text of several lines is empty, too long or not to be shown.
func wrongLines(text string, most int) bool {
	return wrongText(strings.ReplaceAll(strings.ReplaceAll(text, "\r", ""), "\n", " "), most) != ""
}
