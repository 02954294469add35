package intake

import (
	"time"

	"onedoor/internal/platform/ids"
)

// Request is one wish of one contact (诉求), in its own words, pointing to the order that does the work.
type Request struct {
	ID          ids.ID
	Contact     ids.ID
	Order       ids.ID
	OrderNumber string
	Identity    ids.ID // vault; 0: nothing is known of the person
	Number      string // of the receipt
	Door        string
	Kind        string
	Category    ids.ID
	Division    string
	Title       string // personal numbers masked, here and below
	Content     string
	Expectation string
	Address     string
	Accused     string
	Masked      bool   // the vault keeps the words before masking
	Repeats     bool   // a repeat call on an order that was open
	AtOnce      string // what was done with the order while it was taken on: dispatch, answer, or nothing
	ReplyWanted bool
	ReplyWay    string
	ReplyHours  string    // when the person can be reached
	Supplements int       // made by the citizen with number and code
	WithdrawnAt time.Time // when the citizen took it back
	Satisfied   int       // 1 to 5 as last answered at follow-up; 0: not answered
	CreatedAt   time.Time

	codeHash, salt []byte
}

// Contact is one call, form or letter (来话/来件).
type Contact struct {
	ID         ids.ID
	Door       string
	Hotline    string
	Identity   ids.ID // vault; 0: neither a name nor a number was given
	Salutation string
	Language   string
	TakenBy    ids.ID // staff; 0: a citizens' door
	CreatedAt  time.Time
	Call       ids.ID // of the exchange; 0: none
}
