package intake

import (
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/vault"
)

// How one of them is told.
const (
	wayNotice = "notice" // a message, queued
	wayCall   = "call"   // by telephone, as was asked or because no message can be sent: owed until a seat has called
	wayLetter = "letter" // came in writing, and no message can be sent: owed
	wayPage   = "page"   // nobody is known: the page of the receipt tells
	wayOwn    = "own"    // the own order's completion tells
	waySame   = "same"   // the same person was told under another receipt
	waySkip   = "skip"   // taken back, or not in the sample
)

// toldBefore are the ways in which the same person was told this under other receipts.
func (s *Service) toldBefore(q store.Queryer, word ids.ID, l *listener) ([]string, error) {
	rows, err := q.Query(`SELECT way FROM intake_storm_told WHERE word_id = ? AND identity_id = ? AND way <> ? AND request_id <> ?`,
		word, l.Identity, waySkip, l.ID)
	list, err := store.Collect(rows, err, func(r store.Row) (way string, err error) { return way, r.Scan(&way) })
	if err != nil {
		return nil, fmt.Errorf("intake: who was told: %w", err)
	}
	return list, nil
}

// wayFor chooses how one is told. The answer comes in the way that was asked for: a call to who asked for one, a letter to
// who asked for one. Otherwise, and of what happens until then, a mobile number takes a message whatever the door was; who
// is to read the answer on the web and left a fixed line reads it there, and every other fixed line must be called; who wrote
// is written to; who left nothing reads the page. Every page of a receipt tells all of it, too.
func (s *Service) wayFor(kind string, x *Storm, l *listener, who vault.Masked) string {
	switch {
	case !l.WithdrawnAt.IsZero(), kind == wordRate && !sampled(x, l.ID):
		return waySkip
	case l.Identity == 0 || who.Erased:
		return wayPage
	case kind == wordAnswered && l.ReplyWay == "phone" && who.Phone != "":
		return wayCall
	case kind == wordAnswered && l.ReplyWay == "letter":
		return wayLetter
	case textable(who.Phone):
		if kind == wordAnswered && l.how == joinedMerged {
			return wayOwn // the order that was merged is completed, and tells its own
		}
		return wayNotice
	case kind == wordRate:
		return waySkip
	case l.Door == DoorPhone && who.Phone != "":
		return wayCall
	case l.Door == DoorLetter || l.Door == DoorCounter:
		return wayLetter
	case l.ReplyWay == "web":
		return wayPage
	case who.Phone != "":
		return wayCall
	}
	return wayPage
}

// textable tells from a masked number whether it is a mobile one: 138****0000.
func textable(masked string) bool {
	return len(masked) == 11 && masked[0] == '1' && masked[3:7] == "****"
}
