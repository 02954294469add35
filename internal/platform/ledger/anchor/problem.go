package anchor

import (
	"fmt"
	"strings"

	"onedoor/internal/platform/ids"
)

// Kind names what is wrong, for programs.
type Kind string

// What can be wrong with the ledger.
const (
	EventChanged    Kind = "event_changed"    // a row is not what its hash says
	EventUnreadable Kind = "event_unreadable" // a row holds values of a wrong kind
	EventMissing    Kind = "event_missing"    // a row was deleted
	EventInserted   Kind = "event_inserted"   // a row that was not there when it was anchored
	EventUnnumbered Kind = "event_unnumbered" // a row without a number, where every row has one
	ChainMissing    Kind = "chain_missing"    // all rows of a chain were deleted
	ChainRecomputed Kind = "chain_recomputed" // rows fit together, but are not those that were anchored
	ChainBroken     Kind = "chain_broken"     // a row does not follow the one before it
	NumberMissing   Kind = "number_missing"   // numbers without a row, of which no anchor knows more
	NumberChanged   Kind = "number_changed"   // rows have other numbers than when they were anchored
	NumberDisorder  Kind = "number_disorder"  // within a chain a later event has a smaller number
	StretchChanged  Kind = "stretch_changed"  // events differ from what was signed; the list that would name them is lost
	AnchorMissing   Kind = "anchor_missing"   // an anchor's file is not there
	AnchorDamaged   Kind = "anchor_damaged"   // it was edited or cut
	AnchorForged    Kind = "anchor_forged"    // it is not signed by the installation's key
	AnchorUnlinked  Kind = "anchor_unlinked"  // it does not follow the one before it
	AnchorUnlisted  Kind = "anchor_unlisted"  // the database does not know it
	AnchorRow       Kind = "anchor_row"       // the database holds another header
	AnchorOther     Kind = "anchor_other"     // a file's proof is not that of the anchors at hand
	ProofWrong      Kind = "proof_wrong"      // a proof does not lead to what was signed
)

// Problem is one thing that is wrong. Fields that do not apply are zero.
type Problem struct {
	Kind     Kind   `json:"kind"`
	Subject  ids.ID `json:"subject,omitempty"` // the chain
	Order    string `json:"order,omitempty"`   // its order's number, if it is an order's and still known
	Pos      int64  `json:"pos,omitempty"`     // the place in the chain …
	ToPos    int64  `json:"to_pos,omitempty"`  // … and the last one, if several
	Seq      int64  `json:"seq,omitempty"`     // the number in the ledger …
	ToSeq    int64  `json:"to_seq,omitempty"`
	Anchor   int64  `json:"anchor,omitempty"` // the anchor it is about, or that shows it
	ToAnchor int64  `json:"to_anchor,omitempty"`
	Detail   string `json:"detail"` // in words
}

func span(name string, from, to int64) string {
	switch {
	case from == 0:
		return ""
	case to == 0 || to == from:
		return fmt.Sprintf("%s %d", name, from)
	}
	return fmt.Sprintf("%s %d to %d", name, from, to)
}

// String is the problem on one line.
func (p Problem) String() string {
	var parts []string
	if p.Subject != 0 {
		parts = append(parts, "chain "+p.Subject.String())
	}
	if p.Order != "" {
		parts = append(parts, "order "+p.Order)
	}
	for _, s := range []string{span("position", p.Pos, p.ToPos), span("number", p.Seq, p.ToSeq), span("anchor", p.Anchor, p.ToAnchor)} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.TrimSpace(fmt.Sprintf("%-16s %s: %s", p.Kind, strings.Join(parts, ", "), p.Detail))
}
