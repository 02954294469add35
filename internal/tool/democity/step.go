package democity

import (
	"time"

	"onedoor/internal/platform/ids"
)

// Verb is something that people do in the demo's month.
type Verb string

// The verbs of a plan, each a call of a room.
const (
	VerbPublish      Verb = "publish"       // an editor's notice is approved and published
	VerbTakeOn       Verb = "take-on"       // a contact is taken on; Then says what follows in the same breath
	VerbAdd          Verb = "add"           // the same contact says something else
	VerbDispatch     Verb = "dispatch"      //
	VerbSign         Verb = "sign"          //
	VerbReturn       Verb = "return"        //
	VerbReviewReturn Verb = "review-return" // Yes upholds it and passes the order on to Unit
	VerbReassign     Verb = "reassign"      //
	VerbRepeat       Verb = "repeat"        // the person calls again; Yes urges
	VerbNote         Verb = "note"          //
	VerbReply        Verb = "reply"         //
	VerbReview       Verb = "review"        // Yes approves
	VerbApply        Verb = "apply"         // Then says what for: extension, pause, shelve
	VerbDecide       Verb = "decide"        // Yes grants what was applied for, Then
	VerbProgress     Verb = "progress"      //
	VerbWithdraw     Verb = "withdraw"      //
	VerbMerge        Verb = "merge"         // into the order of the case Into
	VerbTransfer     Verb = "transfer"      // down to the town Unit, or up to the district
	VerbInvite       Verb = "invite"        // Unit is asked for a part
	VerbReturnInvite Verb = "return-invite" //
	VerbInsist       Verb = "insist"        //
	VerbContribute   Verb = "contribute"    //
	VerbRate         Verb = "rate"          // the citizen answers by link
	VerbCall         Verb = "call"          // a follow-up call; Yes reaches the person
)

// What a seat does with a new order in the same breath.
const (
	ThenDispatch = "dispatch"
	ThenAnswer   = "answer"
)

// Step is one thing that somebody does at a time.
type Step struct {
	At    time.Time
	Verb  Verb
	By    string // login; empty for a citizen
	Case  *Case  // nil for VerbPublish
	Entry *Entry // VerbPublish
	Then  string // VerbTakeOn, VerbAdd, VerbApply, VerbDecide
	Unit  string // who gets the order
	Text  string // reason, note, words of a repeated call, direct answer
	Quote string // knowledge entry that a direct answer quotes
	Reply *Reply
	After *After
	Yes   bool
	Redo  bool // VerbCall: the order goes back to work

	Until  time.Time // VerbApply: the planned end
	Amount int       // VerbApply: days more
	Into   *Case     // VerbMerge

	proofs []ids.ID // VerbReply: pictures that were uploaded just before
}

// Case is one request of the month.
type Case struct {
	Index    int
	Scenario *Scenario
	Place    Place
	Person   *Person // nil: neither name nor number was given
	Door     string
	Hotline  string // number that was called
	With     *Case  // an earlier request of the same contact
	Same     *Case  // an earlier request about the very same matter, of somebody else
	At       time.Time
	Occurred time.Time
	Unit     string // whose it is

	stall Verb // the step that nobody gets round to
}
