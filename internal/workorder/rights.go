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
	RightDesignate    = "workorder.designate"     // say whose a disputed order is, for good
	RightApply        = "workorder.apply"         // ask for more time, a pause or shelving
	RightDecide       = "workorder.decide"        // grant or refuse what a unit applied for
	RightPause        = "workorder.pause"         // stop a unit's clock of one's own accord
	RightResume       = "workorder.resume"        // let a paused or shelved order go on
	RightProgress     = "workorder.progress"      // tell how a matter goes on
	RightClassify     = "workorder.classify"      // say what an order is about
	RightContact      = "workorder.contact"       // note that the citizen was contacted
	RightMerge        = "workorder.merge"         // merge duplicates and take them apart
	RightWithdraw     = "workorder.withdraw"      // note that the citizen took the request back
	RightReopen       = "workorder.reopen"        // open an archived or withdrawn order again
	RightSeal         = "workorder.seal"          // make an order confidential
	RightUnseal       = "workorder.unseal"        // open a confidential order
	RightInvite       = "workorder.invite"        // ask other units for a part of the work
	RightContribute   = "workorder.contribute"    // do a co-handling unit's part, or give it back
	RightTransfer     = "workorder.transfer"      // pass an order along the line, and take it back
	RightAccuse       = "workorder.accuse"        // say whom an order is about, and decide suspicions
	RightExport       = "workorder.export"        // export lists and orders
	RightSystem       = "workorder.system"        // timers' marks; held by no role
)

// Rights lists every right of this room that a role may hold.
var Rights = []string{
	RightRead, RightSealed, RightCreate, RightDispatch, RightSign, RightReturn,
	RightReviewReturn, RightReply, RightReview, RightAnswer, RightArchive, RightRedo,
	RightUrge, RightSupplement, RightNote, RightAttach, RightReassign, RightDesignate, RightApply,
	RightDecide, RightPause, RightResume, RightProgress, RightContact, RightMerge, RightWithdraw, RightReopen,
	RightSeal, RightUnseal, RightClassify, RightInvite, RightContribute, RightTransfer, RightAccuse, RightExport,
}
