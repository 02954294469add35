package knowledge

import (
	"slices"
	"time"

	"onedoor/internal/platform/ids"
)

// Kind is the sort of an entry.
type Kind string

// The kinds of entries.
const (
	KindArticle      Kind = "article"      // 知识
	KindAnnouncement Kind = "announcement" // 公告: dated, always expires
	KindWording      Kind = "wording"      // 答复口径: text approved to be said as it is
)

// Kinds lists them.
var Kinds = []Kind{KindArticle, KindAnnouncement, KindWording}

var kindLabels = map[Kind]string{KindArticle: "知识", KindAnnouncement: "公告", KindWording: "答复口径"}

// Label is the kind's name on screens.
func (k Kind) Label() string { return kindLabels[k] }

// Article is an entry as a whole: where its latest version stands and which version is in force.
type Article struct {
	ID        ids.ID
	Kind      Kind
	State     State // of the latest version
	Version   int64 // the latest
	Published int64 // in force; 0: none
	ExpiresAt time.Time
	CreatedBy ids.ID
	CreatedAt time.Time
	UpdatedAt time.Time
	serial    int64
}

// Version is one text of an entry. It never changes.
type Version struct {
	ID      ids.ID
	Article ids.ID
	N       int64
	Content
	Author      ids.ID
	CreatedAt   time.Time
	PublishedAt time.Time // when it came into force first; zero: never
	salt        []byte
}

// Content is what an editor writes.
type Content struct {
	Title     string
	Summary   string // empty: made from the text where one is shown
	Body      string
	Keywords  []string
	Unit      ids.ID // whose entry it is; 0: the centre's
	Category  ids.ID // 0: none
	Public    bool   // citizens may read it
	ValidFrom time.Time
	ExpiresAt time.Time // zero: never
}

// Phase says where a version in force stands by the clock.
type Phase string

// The phases.
const (
	PhaseScheduled Phase = "scheduled" // its valid-from time is still to come
	PhaseValid     Phase = "published" // found and quoted
	PhaseExpired   Phase = "expired"
)

// Phase returns where the content stands at a time. It expires at ExpiresAt, not after it.
func (c Content) Phase(at time.Time) Phase {
	switch {
	case !c.ExpiresAt.IsZero() && !at.Before(c.ExpiresAt):
		return PhaseExpired
	case at.Before(c.ValidFrom):
		return PhaseScheduled
	}
	return PhaseValid
}

func (c Content) equal(other Content) bool {
	return slices.Equal(c.Keywords, other.Keywords) && c.ValidFrom.Equal(other.ValidFrom) &&
		c.ExpiresAt.Equal(other.ExpiresAt) && c.Title == other.Title && c.Summary == other.Summary && c.Body == other.Body && c.Unit == other.Unit && c.Category == other.Category && c.Public == other.Public
}
