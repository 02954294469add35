package directory

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"onedoor/internal/language"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// maxAge is for how long a view is used without asking whether another node changed the directory.
const maxAge = time.Second

// view is everything in the directory at one version. It is never changed after it is built, so readers share it
// without locks.
type view struct {
	version    int64
	units      map[ids.ID]Unit
	unitOrder  []unitEntry // by code
	unitCodes  map[string]ids.ID
	members    map[ids.ID][]ids.ID // sub-centre → the active units that work through it
	areaUnits  map[string]ids.ID   // division → the active unit that answers for it
	hotlines   []Hotline           // by number
	divisions  []Division          // by code
	divCodes   map[string]Division
	staff      map[ids.ID]Staff
	staffOrder []staffEntry // by login
	principals map[ids.ID]auth.Principal
	forms      func() [][]Named // made when first asked for
}

// unitEntry and staffEntry carry the folded texts that a search looks at.
type unitEntry struct {
	unit Unit
	keys searchKeys
}

type staffEntry struct {
	staff Staff
	keys  searchKeys
}

func newView(version int64, units []Unit, hotlines []Hotline, divisions []Division, staff []Staff) *view {
	v := &view{version: version, units: make(map[ids.ID]Unit, len(units)), unitCodes: make(map[string]ids.ID, len(units)),
		members: map[ids.ID][]ids.ID{}, areaUnits: map[string]ids.ID{}, hotlines: hotlines, divisions: divisions,
		divCodes: make(map[string]Division, len(divisions)), staff: make(map[ids.ID]Staff, len(staff)),
		principals: make(map[ids.ID]auth.Principal, len(staff))}
	v.forms = sync.OnceValue(v.nameForms)
	slices.SortFunc(units, func(a, b Unit) int { return strings.Compare(a.Code, b.Code) })
	for _, u := range units {
		v.addUnit(u)
	}
	slices.SortFunc(hotlines, func(a, b Hotline) int { return strings.Compare(a.Number, b.Number) })
	slices.SortFunc(divisions, func(a, b Division) int { return strings.Compare(a.Code, b.Code) })
	for _, d := range divisions {
		v.divCodes[d.Code] = d
	}
	slices.SortFunc(staff, func(a, b Staff) int { return strings.Compare(a.Login, b.Login) })
	for _, st := range staff {
		v.staff[st.ID] = st
		v.staffOrder = append(v.staffOrder, staffEntry{st, newSearchKeys(st.Login, st.Name, language.PinyinInitials(st.Name))})
		v.principals[st.ID] = v.principal(st)
	}
	return v
}

func (v *view) addUnit(u Unit) {
	v.units[u.ID] = u
	v.unitCodes[u.Code] = u.ID
	v.unitOrder = append(v.unitOrder, unitEntry{u, newSearchKeys(append(strings.Fields(u.Pinyin), u.Code, u.Name, u.ShortName)...)})
	if !u.Active {
		return
	}
	if u.SubCentreID != 0 {
		v.members[u.SubCentreID] = append(v.members[u.SubCentreID], u.ID)
	}
	if _, taken := v.areaUnits[u.DivisionCode]; u.Territorial() && u.DivisionCode != "" && !taken {
		v.areaUnits[u.DivisionCode] = u.ID
	}
}

// latest returns a view not older than maxAge, and never older than what this process committed.
func (s *Service) latest(ctx context.Context) (*view, error) {
	if v := s.view.Load(); s.fresh(v) {
		s.renewAhead()
		return v, nil
	}
	s.loading.Lock()
	defer s.loading.Unlock()
	if v := s.view.Load(); s.fresh(v) {
		return v, nil
	}
	return s.renew(ctx)
}

// renew reads the view again if it is not the newest. The caller holds loading.
func (s *Service) renew(ctx context.Context) (*view, error) {
	v, asked := s.view.Load(), s.monotonic()
	q := s.store.Read(ctx)
	version, err := loadVersion(q)
	if err != nil {
		return nil, err
	}
	if v == nil || v.version != version {
		if v, err = loadView(q); err != nil {
			return nil, err
		}
		s.view.Store(v)
	}
	s.checkedAt.Store(int64(asked))
	return v, nil
}

// at returns a view for a caller that holds a connection already. It never waits for another one, which could
// exhaust the pool: when the shared view may be old it asks through q, and has the shared one renewed behind.
func (s *Service) at(q store.Queryer) (*view, error) {
	v := s.view.Load()
	if s.fresh(v) {
		s.renewAhead()
		return v, nil
	}
	s.refreshSoon()
	version, err := loadVersion(q)
	if err != nil {
		return nil, err
	}
	if v != nil && v.version == version {
		return v, nil
	}
	return loadView(q)
}

func (s *Service) fresh(v *view) bool {
	return v != nil && v.version >= s.committed.Load() && s.age() < maxAge
}

// age is for how long nobody has asked whether the view is the newest.
func (s *Service) age() time.Duration { return s.monotonic() - time.Duration(s.checkedAt.Load()) }

// renewAhead has a view renewed behind before it is old: while people work, nobody waits for that, and the fifty names on
// a page do not each ask the database.
func (s *Service) renewAhead() {
	if s.age() >= maxAge/2 {
		s.refreshSoon()
	}
}

// refreshSoon renews the shared view in the background, once at a time. A failure is met again, and reported, by
// the next caller.
func (s *Service) refreshSoon() {
	if !s.refreshing.CompareAndSwap(false, true) {
		return
	}
	go func() {
		defer s.refreshing.Store(false)
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		s.loading.Lock()
		defer s.loading.Unlock()
		if !s.fresh(s.view.Load()) || s.age() >= maxAge/2 {
			_, _ = s.renew(ctx)
		}
	}()
}

// begin opens a change: it raises the version, which makes changes of the directory wait for each other, and lets
// the view be renewed once the change is durable.
func (s *Service) begin(tx *store.Tx) error {
	version, err := raiseVersion(tx)
	if err != nil {
		return err
	}
	tx.AfterCommit(func() {
		for {
			known := s.committed.Load()
			if known >= version || s.committed.CompareAndSwap(known, version) {
				return
			}
		}
	})
	return nil
}
