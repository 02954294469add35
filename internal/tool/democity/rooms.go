package democity

import (
	"context"
	"net/http"
	"time"

	"onedoor/internal/platform/fault"
)

// Stage is how far a city has been entered into an installation.
type Stage string

// The stages.
const (
	StageEmpty     Stage = "empty"     // nobody and nothing is there
	StageBegun     Stage = "begun"     // an earlier start was interrupted
	StageInstalled Stage = "installed" // the city is there
	StageForeign   Stage = "foreign"   // other data than a demo's
)

// Rooms is an installation that a city can be entered into. Every call goes through the rooms' own verbs.
type Rooms interface {
	// Stage tells what is there; Mark notes that the work has begun or is done.
	Stage(ctx context.Context) (Stage, error)
	Mark(ctx context.Context, s Stage) error

	// SetTime moves the clock of the rooms.
	SetTime(t time.Time)
	// Settle lets followers and timers do what is due at that time.
	Settle(ctx context.Context) error
	// CatchUp lets followers see all that has happened.
	CatchUp(ctx context.Context) error
	// Working tells whether offices are open on a day.
	Working(ctx context.Context) (func(day time.Time) bool, error)

	PutDivisions(ctx context.Context, list []Division) error
	AddUnits(ctx context.Context, list []Unit) error
	AddHotlines(ctx context.Context, list []Hotline) error
	AddCategories(ctx context.Context, list []Category) error
	SetDefaults(ctx context.Context, list []DefaultUnit) error
	// Propose leaves a draft of the dispatch catalogue.
	Propose(ctx context.Context, list []Rule) error
	AddStaff(ctx context.Context, list []Staff, password string) error
	// Publish writes an entry, has it approved by somebody else, and puts it in force.
	Publish(ctx context.Context, list []Entry, now time.Time) error
	// Measure does what the centre does to keep its figures honest: samples, rechecks, doubts, grades.
	Measure(ctx context.Context, now time.Time) error
	// Take does one step of the plan.
	Take(ctx context.Context, s Step) error
	// Oversee plays a part of supervision: 0 calls a joint meeting, 1 holds it, 2 answers its decisions, 3 opens cases and
	// plans the next meeting.
	Oversee(ctx context.Context, part int) error
}

// Password is that of every demo account.
const Password = "onedoor-demo"

// Refusals of Install.
var (
	ErrBegun = fault.New(http.StatusConflict, "demo.begun",
		"上次装入演示数据时被中断，数据不完整。请运行 onedoor demo --reset 清空后重新装入。")
	ErrForeign = fault.New(http.StatusConflict, "demo.foreign",
		"数据目录里已有其他数据，不能装入演示城市。请用 --data 另选一个空目录。")
)
