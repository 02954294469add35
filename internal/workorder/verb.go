package workorder

// Verb is something that is done to an order. Its code is also the last part of its
// path in the HTTP API (/orders/{id}/<verb>).
type Verb string

// The verbs of this version. Extension, co-handling, merging and the like join them as
// further rows of the machine.
const (
	VerbCreate       Verb = "create"
	VerbDispatch     Verb = "dispatch"
	VerbSign         Verb = "sign"
	VerbReturn       Verb = "return"
	VerbReviewReturn Verb = "review-return"
	VerbReply        Verb = "reply"
	VerbReview       Verb = "review"
	VerbAnswer       Verb = "answer"
	VerbArchive      Verb = "archive"
	VerbRedo         Verb = "redo"
	VerbUrge         Verb = "urge"
	VerbSupplement   Verb = "supplement"
	VerbNote         Verb = "note"
	VerbAttach       Verb = "attach"
	VerbReassign     Verb = "reassign"
	VerbMarkSoon     Verb = "mark-soon"    // made by a timer
	VerbMarkOverdue  Verb = "mark-overdue" // made by a timer
)

// Verbs lists all verbs as buttons and documents show them.
var Verbs = []Verb{
	VerbCreate, VerbDispatch, VerbAnswer, VerbSign, VerbReturn, VerbReviewReturn, VerbReply,
	VerbReview, VerbArchive, VerbRedo, VerbReassign, VerbUrge, VerbSupplement, VerbNote,
	VerbAttach, VerbMarkSoon, VerbMarkOverdue,
}

var verbLabels = map[Verb]string{
	VerbCreate:       "登记",
	VerbDispatch:     "派单",
	VerbSign:         "签收",
	VerbReturn:       "退单",
	VerbReviewReturn: "退单审核",
	VerbReply:        "答复",
	VerbReview:       "答复审核",
	VerbAnswer:       "直接答复",
	VerbArchive:      "归档",
	VerbRedo:         "重办",
	VerbUrge:         "催办",
	VerbSupplement:   "补充",
	VerbNote:         "备注",
	VerbAttach:       "添加附件",
	VerbReassign:     "改派",
	VerbMarkSoon:     "临期标记",
	VerbMarkOverdue:  "超期标记",
}

// Label is the verb's name on buttons and in messages.
func (v Verb) Label() string { return verbLabels[v] }

// Case tells the outcomes of one verb apart, where it has several.
type Case string

// The cases of the two reviews. CaseOnly is the only case of all other verbs.
const (
	CaseOnly Case = ""
	// A return is upheld: the order is the centre's again.
	CaseUphold Case = "uphold"
	// A return is upheld and the order is given to another unit at once.
	CasePassOn Case = "pass-on"
	// A return is rejected: back to the unit, signed or unsigned as it was before.
	CaseRejectUnsigned Case = "reject-unsigned"
	CaseRejectSigned   Case = "reject-signed"
	// A reply passes review, or does not.
	CaseApprove Case = "approve"
	CaseReject  Case = "reject"
)

// Who says on whose behalf a verb is used, besides the right it needs.
type Who string

// Centre is a person whose scope is the whole city. HandlingUnit is a person of the unit
// that has the order now, or of the sub-centre above it. System is a timer.
const (
	Centre       Who = "centre"
	HandlingUnit Who = "handling_unit"
	Either       Who = "either"
	System       Who = "system"
)
