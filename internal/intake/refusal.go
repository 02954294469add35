package intake

import (
	"encoding/json"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/wall"
)

// RefusalState is how a refusal stands.
type RefusalState string

// The states.
const (
	RefusalNone     RefusalState = ""
	RefusalRefused  RefusalState = "refused"  // 不予受理
	RefusalAppealed RefusalState = "appealed" // 申诉待复核
	RefusalStands   RefusalState = "stands"   // 维持
	RefusalTakenOn  RefusalState = "taken_on" // 申诉成立，已受理
)

// RefusalStates lists the states with their names.
var RefusalStates = []Choice{{string(RefusalRefused), "不予受理"}, {string(RefusalAppealed), "申诉待复核"},
	{string(RefusalStands), "维持不予受理"}, {string(RefusalTakenOn), "申诉成立"}}

// RefusalVerb is what may be done with a refusal.
type RefusalVerb string

// The verbs.
const (
	VerbRefuse RefusalVerb = "refuse"
	VerbAppeal RefusalVerb = "appeal"
	VerbUphold RefusalVerb = "uphold" // 维持
	VerbGrant  RefusalVerb = "grant"  // 受理
)

// RefusalMove is one row of the machine.
type RefusalMove struct {
	Verb    RefusalVerb
	From    RefusalState
	To      RefusalState
	Right   string // of staff who use it
	Citizen bool   // also the citizen's, by number and query code
	Other   bool   // not by who refused
	Reason  bool   // words must be given
	Event   string
}

// refusalMoves is the machine of a refusal: all that may happen to it. An appeal comes once, and its decision is the
// last word here; from taken_on the order's own machine goes on.
var refusalMoves = []RefusalMove{
	{Verb: VerbRefuse, From: RefusalNone, To: RefusalRefused, Right: RightRefuse, Event: EventRefused},
	{Verb: VerbAppeal, From: RefusalRefused, To: RefusalAppealed, Right: RightTakeOn, Citizen: true, Reason: true, Event: EventAppealed},
	{Verb: VerbUphold, From: RefusalAppealed, To: RefusalStands, Right: RightAppealReview, Other: true, Reason: true, Event: EventRefusalStands},
	{Verb: VerbGrant, From: RefusalAppealed, To: RefusalTakenOn, Right: RightAppealReview, Other: true, Reason: true, Event: EventAppealGranted},
}

func refusalMove(v RefusalVerb) RefusalMove {
	for _, m := range refusalMoves {
		if m.Verb == v {
			return m
		}
	}
	panic("intake: no move for " + string(v))
}

// refusedBy says why a verb may not be used on a refusal in this state; nil when it may.
func (m RefusalMove) refusedBy(state RefusalState) error {
	switch {
	case state == m.From:
		return nil
	case m.Verb == VerbAppeal:
		return ErrAppealedAlready
	case state == RefusalRefused:
		return ErrNoAppeal
	}
	return ErrAppealDecided
}

// Refusal is a request that was not taken on (不予受理): the coded reason and the right path as they were told, and the
// appeal against it.
type Refusal struct {
	ID         ids.ID
	Request    ids.ID
	Order      ids.ID // whose chain tells it: the order that was refused, or the one it would become
	Fresh      bool   // it never was an order
	Number     string
	Door       string
	Division   string
	Code       string
	Label      string
	Phone      string
	Path       string
	Legal      string
	Words      string // why, in this case
	Earlier    string // receipt number of the earlier request about the same facts
	Transfer   string // the emergency number that the call was handed to
	TransferAt time.Time
	State      RefusalState
	Version    int64
	By         ids.ID
	At         time.Time
	Until      time.Time // an appeal is taken before
	Appeal     string
	AppealDoor string
	AppealBy   ids.ID // staff who wrote it down; 0: the citizen
	AppealAt   time.Time
	Review     string
	ReviewBy   ids.ID
	ReviewAt   time.Time

	salt, appealSalt, reviewSalt []byte
	extra                        string
}

// told is what the commitment of a refusal in the ledger stands for.
func (f *Refusal) told() string {
	return f.Code + "\x1f" + f.Label + "\x1f" + f.Phone + "\x1f" + f.Path + "\x1f" + f.Legal + "\x1f" + f.Words
}

// sealed tells whether the person asked for confidentiality when the request was refused at the desk.
func (f *Refusal) sealed() bool {
	var extra extraForm
	return f.extra != "" && (json.Unmarshal([]byte(f.extra), &extra) != nil || extra.Sealed) // in doubt closer
}

// mayAppeal tells whether an appeal is still taken.
func (f *Refusal) mayAppeal(now time.Time) bool {
	return f.State == RefusalRefused && now.Before(f.Until)
}

// appealUntil is the end of the last day on which an appeal is taken: day natural days after the day of the refusal,
// 24:00 in Shanghai.
func appealUntil(at time.Time, days int) time.Time {
	y, m, d := at.In(wall.Shanghai).Date()
	return time.Date(y, m, d+days+1, 0, 0, 0, 0, wall.Shanghai).UTC()
}
