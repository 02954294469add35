package knowledge

import (
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
)

// The rights of this room.
const (
	RightRead   = "knowledge.read"   // find and read what is in force; tell that it did not help
	RightQuote  = "knowledge.quote"  // quote an entry into an answer
	RightWrite  = "knowledge.write"  // write, submit and retire entries of one's scope
	RightReview = "knowledge.review" // approve or reject what others wrote
)

// Rights lists them.
var Rights = []string{RightRead, RightQuote, RightWrite, RightReview}

func need(p auth.Principal, right string) error {
	switch {
	case p.Anonymous():
		return fault.SignIn
	case !p.Can(right):
		return fault.Forbidden
	}
	return nil
}

// keeps tells whether p looks after the entries of a unit: sees drafts, history and feedback of them. The centre's
// entries (unit 0) are kept by those who see every unit.
func keeps(p auth.Principal, unit ids.ID) bool {
	return (p.Can(RightWrite) || p.Can(RightReview)) && p.Scope.Allows(unit)
}
