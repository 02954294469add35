// Package insight is the room that reads all the others: what happens in the city, as figures. This version folds
// the ledger into the wallboard's counters.
//
// Invariants. Screens read counters, never scan orders, so they stay quick whatever the number of orders. Each event
// is counted once: the follower's position is stored in the transaction that adds its deltas. Rebuild clears the
// counters and folds the whole ledger again, with the same result. Nothing of a citizen's words or person is kept.
//
// The three rates follow the Beijing 接诉即办 practice: of those who answered the follow-up, the share that was
// contacted (response 响应率), whose matter was solved (resolution 解决率), and who were satisfied, 3 of 5 or better
// (satisfaction 满意率). 未评价 orders count as asked and not as answered.
package insight
