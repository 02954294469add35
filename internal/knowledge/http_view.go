package knowledge

import (
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// ArticleRow is one line of a list.
type ArticleRow struct {
	ID          ids.ID     `json:"id"`
	Kind        Kind       `json:"kind" enum:"article,announcement,wording"`
	KindName    string     `json:"kind_name"`
	Title       string     `json:"title"`
	Summary     string     `json:"summary"`
	Snippet     string     `json:"snippet" doc:"the part of the text that holds the words"`
	Keywords    []string   `json:"keywords"`
	UnitID      ids.ID     `json:"unit_id" doc:"whose entry it is; null: the centre's"`
	UnitName    string     `json:"unit_name"`
	CategoryID  ids.ID     `json:"category_id"`
	Category    string     `json:"category_name"`
	Public      bool       `json:"public" doc:"citizens may read it"`
	State       string     `json:"state" enum:"published,scheduled,expired,draft,submitted,rejected,retired" doc:"of the version shown"`
	StateName   string     `json:"state_name"`
	Version     int64      `json:"version" doc:"the version shown"`
	Latest      int64      `json:"latest" doc:"the newest version; send it back with a verb"`
	LatestState State      `json:"latest_state" enum:"draft,submitted,rejected,published,retired"`
	ValidFrom   time.Time  `json:"valid_from"`
	ExpiresAt   *time.Time `json:"expires_at" doc:"null: never"`
	UpdatedAt   time.Time  `json:"updated_at"`
}

// ArticleView is one version in full.
type ArticleView struct {
	ArticleRow
	Body       string    `json:"body"`
	AuthorID   ids.ID    `json:"author_id"`
	AuthorName string    `json:"author_name"`
	CreatedAt  time.Time `json:"created_at" doc:"of this version"`
	Verbs      []Verb    `json:"verbs" doc:"what you may do to the entry now"`
}

var phaseLabels = map[string]string{string(PhaseScheduled): "待生效", string(PhaseExpired): "已过期"}

// shownState joins the state of a version with where it stands by the clock.
func shownState(state State, phase Phase) (code, label string) {
	if state == StatePublished && phase != PhaseValid {
		return string(phase), phaseLabels[string(phase)]
	}
	return string(state), state.Label()
}

func (s *Service) row(q store.Queryer, h Hit) ArticleRow {
	state, label := shownState(h.State, h.Phase)
	return ArticleRow{ID: h.ID, Kind: h.Kind, KindName: h.Kind.Label(), Title: h.Title, Summary: h.Summary, Snippet: h.Snippet,
		Keywords: h.Keywords, UnitID: h.Unit, UnitName: s.Units.UnitName(q, h.Unit), CategoryID: h.Category,
		Category: s.Categories.CategoryName(q, h.Category), Public: h.Public, State: state, StateName: label, Version: h.Version,
		Latest: h.Latest, LatestState: h.LatestState, ValidFrom: h.ValidFrom, ExpiresAt: optional(h.ExpiresAt), UpdatedAt: h.UpdatedAt}
}

// view shows a version of an entry to p.
func (s *Service) view(q store.Queryer, p auth.Principal, a Article, v Version) (ArticleView, error) {
	state := stateOf(&a, &v)
	hit := Hit{ID: a.ID, Kind: a.Kind, Version: v.N, State: state, Phase: v.Phase(s.now()), Latest: a.Version, LatestState: a.State,
		Title: v.Title, Summary: v.Summary, Keywords: v.Keywords, Unit: v.Unit, Category: v.Category, Public: v.Public,
		ValidFrom: v.ValidFrom, ExpiresAt: v.ExpiresAt, UpdatedAt: a.UpdatedAt}
	if hit.Summary == "" {
		hit.Summary = summaryOf(v.Body)
	}
	hit.Snippet = hit.Summary
	out := ArticleView{ArticleRow: s.row(q, hit), Body: v.Body, AuthorID: v.Author, AuthorName: s.Units.StaffName(q, v.Author),
		CreatedAt: v.CreatedAt, Verbs: []Verb{}}
	if !keeps(p, v.Unit) {
		out.Latest, out.LatestState = v.N, state // drafts are nobody else's business
		return out, nil
	}
	own, err := wroteSince(q, p, &a)
	if err != nil {
		return out, err
	}
	out.Verbs = verbs(p, a.State, v.Unit, own)
	return out, nil
}

// stateOf is the state of one version: only the latest has one of its own, the others are in force or past.
func stateOf(a *Article, v *Version) State {
	switch {
	case v.N == a.Published:
		return StatePublished
	case v.N == a.Version:
		return a.State
	case v.PublishedAt.IsZero():
		return StateDraft
	}
	return StateRetired
}

func optional(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
