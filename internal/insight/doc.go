// Package insight is the room that reads all the others: what happens in the city, as figures. This version folds
// the ledger into the wallboard's counters.
//
// Invariants. Screens read counters, never scan orders, so they stay quick whatever the number of orders. Each event
// is counted once: the follower's position is stored in the transaction that adds its deltas. Rebuild clears the
// counters and folds the whole ledger again, with the same result. Nothing of a citizen's words or person is kept.
//
// The three rates (response 响应率, resolution 解决率, satisfaction 满意率) are not counted here: they are the total of the
// table by unit that the room followup makes, with its weights, its exclusions and law-enforcement matters apart, so that
// the wallboard and the screen of rates cannot differ. They read one index and are kept for some seconds.
package insight
