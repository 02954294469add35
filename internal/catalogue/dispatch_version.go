package catalogue

import (
	"time"

	"onedoor/internal/platform/ids"
)

// VersionState is where a version of the dispatch catalogue stands.
type VersionState string

// The states. All but the draft follow from the effective times of what was published: nobody has to switch anything.
const (
	VersionDraft      VersionState = "draft"      // 草案
	VersionScheduled  VersionState = "scheduled"  // 待生效
	VersionInForce    VersionState = "in_force"   // 现行
	VersionSuperseded VersionState = "superseded" // 已被取代
)

var versionLabels = map[VersionState]string{
	VersionDraft: "草案", VersionScheduled: "待生效", VersionInForce: "现行", VersionSuperseded: "已被取代",
}

// Label is the state's name on screens.
func (s VersionState) Label() string { return versionLabels[s] }

// Version is one version of the dispatch catalogue 派单目录.
type Version struct {
	ID          ids.ID
	Number      int    // 0 while it is a draft
	Base        ids.ID // that it was copied from
	Title, Note string
	Authors     []ids.ID // everybody who changed the draft
	Revision    int64    // grows with every change of a draft
	CreatedAt   time.Time
	UpdatedAt   time.Time
	Publisher   ids.ID
	PublishedAt time.Time
	EffectiveAt time.Time // the zero time of a published version: since ever
	EndsAt      time.Time // when the next one takes over; zero: not known yet
	State       VersionState
	Entries     int
}

// Draft tells whether the version may still be changed.
func (v Version) Draft() bool { return v.Number == 0 }

// settle sets the states and ends of versions; published ones are in the order of their effective times.
func settle(list []Version, now time.Time) {
	for i := range list {
		v := &list[i]
		if v.Draft() {
			v.State = VersionDraft
			continue
		}
		v.State, v.EndsAt = VersionInForce, time.Time{}
		if now.Before(v.EffectiveAt) {
			v.State = VersionScheduled
		}
		if i+1 < len(list) && !list[i+1].Draft() {
			if v.EndsAt = list[i+1].EffectiveAt; !now.Before(v.EndsAt) {
				v.State = VersionSuperseded
			}
		}
	}
}
