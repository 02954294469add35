package anchor

import (
	"encoding/hex"
	"fmt"
	"hash"
	"time"

	"onedoor/internal/platform/seal"
)

// Verdict is what checking a History found.
type Verdict struct {
	OK         bool           `json:"ok"`
	Number     string         `json:"number,omitempty"`
	Events     int            `json:"events"`
	Whole      int            `json:"whole"`     // shown whole and checked
	Told       int            `json:"told"`      // shown with kind and time, and checked
	Unchecked  int            `json:"unchecked"` // kind and time shown, but of the older form: only linked
	Hidden     int            `json:"hidden"`    // only linked
	Head       string         `json:"head"`
	Anchored   int64          `json:"anchored"` // how many events the proof covers, from the first
	Anchor     int64          `json:"anchor,omitempty"`
	AnchoredAt *time.Time     `json:"anchored_at,omitempty"`
	Key        seal.PublicKey `json:"key,omitempty"` // that signed
	KeyKnown   bool           `json:"key_known"`     // it was held against a key given from elsewhere
	Problems   []Problem      `json:"problems"`
}

// Check checks a history by itself: each event's hash, the links, the proof. key, if given, is who must have signed;
// dir, if given, holds anchors among which that of the proof must be.
func (h History) Check(key seal.PublicKey, dir string) Verdict {
	newHash := hashOf(h.Suite)
	v := Verdict{Number: h.Number, Events: len(h.Events), Problems: []Problem{}}
	wrong := func(p Problem) { v.Problems = append(v.Problems, p) }
	prev := ""
	for i, e := range h.Events {
		want := int64(i + 1)
		switch {
		case e.Pos > want && (i == 0 || h.Events[i-1].Pos < e.Pos-1):
			from := int64(1)
			if i > 0 {
				from = h.Events[i-1].Pos + 1
			}
			wrong(Problem{Kind: EventMissing, Pos: from, ToPos: e.Pos - 1, Detail: "is not in the file"})
		case i > 0 && e.Pos != h.Events[i-1].Pos+1, e.Pos < 1:
			wrong(Problem{Kind: ChainBroken, Pos: e.Pos, Detail: "stands in the wrong place"})
		case e.Prev != prev:
			wrong(Problem{Kind: ChainBroken, Pos: e.Pos, Detail: "does not follow the event before it"})
		}
		v.count(e, newHash, wrong)
		prev = e.Hash
	}
	v.Head = prev
	v.proof(h, newHash, key, dir, wrong)
	v.OK = len(v.Problems) == 0
	return v
}

// count checks one event by itself.
func (v *Verdict) count(e Entry, newHash func() hash.Hash, wrong func(Problem)) {
	sum, err := e.sum(newHash)
	switch {
	case err != nil || !isHash(e.Hash) || (sum != nil && hex.EncodeToString(sum) != e.Hash):
		wrong(Problem{Kind: EventChanged, Pos: e.Pos, Detail: "is not what its hash says"})
	case e.Whole != nil:
		v.Whole++
	case e.Told == nil:
		v.Hidden++
	case sum == nil:
		v.Unchecked++
	default:
		v.Told++
	}
}

func (v *Verdict) proof(h History, newHash func() hash.Hash, key seal.PublicKey, dir string, wrong func(Problem)) {
	p := h.Proof
	if p == nil {
		return
	}
	s := signed{p.Header, p.Signature}
	head, err := s.header()
	if err != nil {
		wrong(Problem{Kind: AnchorDamaged, Detail: "in the proof: " + err.Error()})
		return
	}
	v.Anchor, v.AnchoredAt, v.Key, v.KeyKnown = head.Number, &head.At, head.Key, key != ""
	if key == "" {
		key = head.Key
	}
	if head.Key != key || !s.by(key) {
		wrong(Problem{Kind: AnchorForged, Anchor: head.Number, Detail: "the proof is not signed by " + string(key)})
		return
	}
	if head.Suite != h.Suite || !h.leads(p, head, newHash) {
		wrong(Problem{Kind: ProofWrong, Pos: p.Pos, Anchor: head.Number, Detail: "the signed anchor does not hold this event"})
		return
	}
	v.Anchored = p.Pos
	if dir == "" {
		return
	}
	switch f, err := open(dir, head.Number); {
	case err != nil:
		wrong(Problem{Kind: AnchorMissing, Anchor: head.Number, Detail: fmt.Sprintf("of the proof is not among the anchors given (%v)", err)})
	case f.signed != s:
		wrong(Problem{Kind: AnchorOther, Anchor: head.Number, Detail: "of the proof is another than the one among the anchors given"})
	}
}

// leads tells whether the proof leads from its event to the signed root.
func (h History) leads(p *Proof, head Header, newHash func() hash.Hash) bool {
	if p.Pos < 1 || p.Pos > int64(len(h.Events)) || p.Index < 0 || p.Index >= head.Events() || len(p.Path) > 64 {
		return false
	}
	event, err := hex.DecodeString(h.Events[p.Pos-1].Hash)
	if err != nil {
		return false
	}
	path := make([][]byte, len(p.Path))
	for i, text := range p.Path {
		if path[i], err = hex.DecodeString(text); err != nil || len(path[i]) != hashSize {
			return false
		}
	}
	got := climb(newHash, leafOf(newHash, event), int(p.Index), int(head.Events()), path)
	return hex.EncodeToString(got) == head.Root
}
