package workorder

import (
	"context"
	"io"
	"os"
	"time"

	"onedoor/internal/clock"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/blob"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Units answers about the units that orders are given to. The directory does.
type Units interface {
	// Receives returns nil when orders may be given to the unit, [ErrUnitUnknown] or
	// [ErrUnitClosed] when not.
	Receives(q store.Queryer, unit ids.ID) error
	// UnitName is the unit's short name; empty when there is none.
	UnitName(q store.Queryer, unit ids.ID) string
}

// Line is where a unit stands in the territorial line district → town → community, however many steps a city has.
type Line struct {
	Above ids.ID   // 0: nobody
	Below []ids.ID // the active units one step below
	// SubCentre: the line is that of a sub-centre and the units that work through it, not of territory.
	SubCentre bool
}

// Lines answers who stands above and below whom. The directory does.
type Lines interface {
	// Line is a unit's place; false for a unit outside the line, as departments and companies are.
	Line(q store.Queryer, unit ids.ID) (Line, bool)
}

// Names answers what things are called; an unknown one has an empty name.
type Names interface {
	StaffName(q store.Queryer, staff ids.ID) string
	CategoryName(q store.Queryer, category ids.ID) string
	DivisionName(q store.Queryer, code string) string
}

// Stage is a part of an order's way that has its own limit.
type Stage string

// The stages. Total is the citizen's clock, Handle the unit's, Sign the time to sign for it.
const (
	StageTotal  Stage = "total"
	StageHandle Stage = "handle"
	StageSign   Stage = "sign"
	StageReturn Stage = "return" // to return an order after it was given
	StageExtend Stage = "extend" // the longest extension
	// StageCohandle is a co-handling unit's part; without a limit of its own it has as long as the handling unit.
	StageCohandle Stage = "cohandle"

	StageAccept   Stage = "accept"   // to take on what came in writing: to give it to a unit, answer or refuse it
	StageDispatch Stage = "dispatch" // to give a registered order to a unit
	StageContact  Stage = "contact"  // the unit's first contact with the citizen
	StageReview   Stage = "review"   // the centre's decision on a return or a reply
	StageFollowUp Stage = "followup" // to ask the citizen after the completion

	// stageTakeMail is the limit of the mailbox, where a preset has none for what comes in online.
	stageTakeMail Stage = "take_mail"
)

// LimitFor is what a limit may depend on.
type LimitFor struct {
	Stage    Stage
	Kind     Kind
	Category ids.ID
	Urgent   bool
	Business bool
}

// Limit is a limit of a preset. An empty Fields.Unit means that there is none.
type Limit struct {
	Preset string
	Fields clock.Fields
}

// Limits answers how long a stage may take. The catalogue's presets do. It is asked while
// an order is being written, three times for each dispatch: answer from memory.
type Limits interface {
	Limit(q store.Queryer, about LimitFor) (Limit, error)
	Calendar(q store.Queryer) (clock.Calendar, error)
}

// Seals is told when an order becomes confidential, in the same transaction: who keeps its requester's identity
// must keep it closer from then on.
type Seals interface {
	OrderSealed(tx *store.Tx, order ids.ID) error
}

// Citations keeps which version of which knowledge entry an answer rests on, in the answer's own transaction. The
// knowledge base does.
type Citations interface {
	// Cite refuses entries that are not in force; the answer is refused with them.
	Cite(tx *store.Tx, p auth.Principal, order ids.ID, articles []ids.ID) error
}

// Blobs keeps the bytes of attachments. The platform's blob store does.
type Blobs interface {
	Put(ctx context.Context, r io.Reader, limit int64) (blob.Ref, error)
	Open(sum string) (*os.File, error)
	// Remove leaves a content that came at or after young.
	Remove(sum string, young time.Time) (removed bool, err error)
	// WalkOld names each content that came before a time.
	WalkOld(before time.Time, fn func(sum string) error) error
}
