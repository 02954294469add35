package knowledge

import (
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

// Create writes a new entry as a draft. Without a unit in the content it belongs to p's unit, for the centre's people
// to the centre.
func (s *Service) Create(tx *store.Tx, p auth.Principal, kind Kind, c Content) (Article, error) {
	if err := need(p, RightWrite); err != nil {
		return Article{}, err
	}
	if kind.Label() == "" {
		return Article{}, ErrContent.WithField("body.kind", "没有这种知识类型")
	}
	if c.Unit == 0 && !p.Scope.All {
		c.Unit = p.Unit
	}
	if err := canWriteFor(p.Scope, c.Unit); err != nil {
		return Article{}, err
	}
	c, err := s.clean(tx, kind, c)
	if err != nil {
		return Article{}, err
	}
	now := s.now()
	a := Article{ID: ids.New(), Kind: kind, CreatedBy: p.ID, CreatedAt: now, State: ""}
	return a, s.addVersion(tx, p, &a, c)
}

// Save writes a new version of an entry; the version in force stays as it is. version is the latest one that p saw.
// Content that says nothing new is refused by nobody and changes nothing.
func (s *Service) Save(tx *store.Tx, p auth.Principal, id ids.ID, version int64, c Content) (Article, error) {
	a, v, err := s.begin(tx, p, VerbSave, id, version)
	if err != nil {
		return Article{}, err
	}
	if c.Unit == 0 && !p.Scope.All {
		c.Unit = v.Unit
	}
	if err := canWriteFor(p.Scope, c.Unit); err != nil {
		return Article{}, err
	}
	if c.ValidFrom.IsZero() {
		c.ValidFrom = v.ValidFrom
	}
	if c, err = s.clean(tx, a.Kind, c); err != nil {
		return Article{}, err
	}
	if c.equal(v.Content) && a.State == StateDraft {
		return a, nil
	}
	return a, s.addVersion(tx, p, &a, c)
}

// addVersion adds content as the latest version of a, a draft.
func (s *Service) addVersion(tx *store.Tx, p auth.Principal, a *Article, c Content) error {
	from := a.State
	a.State, a.Version, a.UpdatedAt = StateDraft, a.Version+1, s.now()
	v := Version{ID: ids.New(), Article: a.ID, N: a.Version, Content: c, Author: p.ID, CreatedAt: a.UpdatedAt}
	var commit string
	v.salt, commit = ledger.Commit(c.Title + "\n" + c.Body)
	if err := insertVersion(tx, &v); err != nil {
		return err
	}
	if err := s.putArticle(tx, a); err != nil {
		return err
	}
	return s.record(tx, p.ID, EventSaved, a, &v, from, func(c *Changed) { c.Commit = commit })
}

// begin loads and locks an entry for a verb and refuses whoever may not, a wrong state, and a version overtaken. An
// entry that p may not know of is not found.
func (s *Service) begin(tx *store.Tx, p auth.Principal, verb Verb, id ids.ID, version int64) (Article, Version, error) {
	m := moveOf(verb)
	if err := need(p, m.right); err != nil {
		return Article{}, Version{}, err
	}
	a, v, err := load(tx, id, true)
	if err != nil {
		return a, v, err
	}
	switch {
	case !p.Scope.Allows(v.Unit) && a.Published == 0:
		return a, v, ErrNotFound
	case !p.Scope.Allows(v.Unit):
		return a, v, ErrScope
	case version != a.Version:
		return a, v, ErrStale
	}
	for _, from := range m.from {
		if a.State == from {
			return a, v, nil
		}
	}
	return a, v, ErrState.WithMessage("这条知识现在是“%s”，不能进行此项操作，请刷新后重试。", a.State.Label())
}
