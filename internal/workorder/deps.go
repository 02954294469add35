package workorder

import (
	"context"
	"io"
	"os"

	"onedoor/internal/clock"
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

// Blobs keeps the bytes of attachments. The platform's blob store does.
type Blobs interface {
	Put(ctx context.Context, r io.Reader, limit int64) (blob.Ref, error)
	Open(sum string) (*os.File, error)
}
