package workorder

// Rights of this room. Roles are given rights as data in the directory; a right says what
// a person may do, scope and the machine's Who column say on which orders.
const (
	RightRead         = "workorder.read"          // read, list and search orders of one's scope
	RightSealed       = "workorder.sealed"        // read sealed orders at the centre
	RightCreate       = "workorder.create"        // register an order
	RightDispatch     = "workorder.dispatch"      // give a registered order to a unit
	RightSign         = "workorder.sign"          // sign for an order in the unit
	RightReturn       = "workorder.return"        // return an order to the centre
	RightReviewReturn = "workorder.review_return" // uphold or reject a return
	RightReply        = "workorder.reply"         // submit the unit's reply
	RightReview       = "workorder.review"        // approve or reject a reply
	RightAnswer       = "workorder.answer"        // answer at once, without a unit
	RightArchive      = "workorder.archive"       // archive a completed order
	RightRedo         = "workorder.redo"          // have a completed order handled again
	RightUrge         = "workorder.urge"          // urge an open order
	RightSupplement   = "workorder.supplement"    // add what the citizen said later
	RightNote         = "workorder.note"          // write an internal note
	RightAttach       = "workorder.attach"        // add files to an order
	RightReassign     = "workorder.reassign"      // move an order to another unit
	RightExport       = "workorder.export"        // export lists and orders
	RightSystem       = "workorder.system"        // timers' marks; held by no role
)

// Rights lists every right of this room that a role may hold.
var Rights = []string{
	RightRead, RightSealed, RightCreate, RightDispatch, RightSign, RightReturn,
	RightReviewReturn, RightReply, RightReview, RightAnswer, RightArchive, RightRedo,
	RightUrge, RightSupplement, RightNote, RightAttach, RightReassign, RightExport,
}
