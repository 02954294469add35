package anchor

import (
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// trail is how far the anchors were followed.
type trail struct {
	upto   int64
	digest []byte // running over all events so far, as the anchors say or, where one is lost, as the ledger gives
	before signed // the header of the anchor before; empty when it is lost
	lost   bool   // some anchor since the last genuine one is lost: digest comes from the ledger
}

// anchors follows all anchors, those with a file and those that only the database knows, and holds the ledger
// against each.
func (v *verifier) anchors() error {
	// A server at work may make anchors meanwhile, the row before the file: files are listed first, and looked for again.
	files, err := numbers(v.Dir)
	if err != nil {
		return err
	}
	rows, err := allRows(v.q)
	if err != nil {
		return err
	}
	kept, have := map[int64]row{}, map[int64]bool{}
	last := int64(0)
	for _, x := range rows {
		kept[x.number] = x
		last = max(last, x.number)
	}
	for _, n := range files {
		have[n] = true
		last = max(last, n)
	}
	var t trail
	var missing *Problem
	flush := func() {
		if missing != nil {
			v.tell(*missing)
			missing = nil
		}
	}
	for n := int64(1); n <= last; n++ {
		if err := v.q.Context().Err(); err != nil {
			return err
		}
		x, known := kept[n]
		if !have[n] {
			_, err := os.Lstat(filepath.Join(v.Dir, nameOf(n)))
			have[n] = err == nil
		}
		if !have[n] {
			switch {
			case missing != nil && missing.ToAnchor == n-1:
				missing.ToAnchor = n
			default:
				flush()
				missing = &Problem{Kind: AnchorMissing, Anchor: n, ToAnchor: n, Detail: "its file is not in " + v.Dir}
			}
		} else {
			flush()
		}
		if err := v.anchor(n, have[n], x, known, &t); err != nil {
			return err
		}
		v.Progress("anchors", n, last)
	}
	flush()
	v.endShift()
	v.tellStrangers()
	return nil
}

// tellStrangers names the events that stand under anchored numbers without being listed. Where listed events were
// deleted, as many of the last ones may be newer events that took their numbers.
func (v *verifier) tellStrangers() {
	list := make([]place, 0, len(v.strangers))
	for at := range v.strangers {
		if !v.moved[at] {
			list = append(list, at)
		}
	}
	slices.SortFunc(list, func(a, b place) int { return cmp.Compare(v.strangers[a], v.strangers[b]) })
	for _, at := range list {
		p := Problem{Kind: EventInserted, Subject: at.subject, Pos: at.pos, Seq: v.strangers[at], Detail: "was not in the ledger when this number was anchored"}
		if p.Seq > v.report.AnchoredTo-v.lostCount {
			p.Kind, p.Detail = NumberChanged, "has a number under which another event was anchored, for events before it are gone"
		}
		v.tellOnce(p)
	}
}

// anchor holds the ledger against one anchor.
func (v *verifier) anchor(n int64, hasFile bool, x row, known bool, t *trail) error {
	var f file
	whole := false
	if hasFile {
		var err error
		f, err = open(v.Dir, n)
		switch {
		case errors.Is(err, fs.ErrNotExist): // removed just now
		case err != nil && !errors.Is(err, errDamaged):
			return ErrDir.Wrap(err)
		case f.line != "" && !f.by(v.Key):
			v.tell(Problem{Kind: AnchorForged, Anchor: n, Detail: "it is not signed by " + string(v.Key)})
			f = file{}
		case err != nil:
			v.tell(Problem{Kind: AnchorDamaged, Anchor: n, Detail: err.Error()})
		default:
			whole = true
		}
		if f.Number != n {
			f = file{}
		}
	}
	fromRow := signed{}
	switch {
	case known && (!x.by(v.Key) || !x.is(n)):
		v.tell(Problem{Kind: AnchorRow, Anchor: n, Detail: "what the database keeps of it was changed"})
	case known:
		fromRow = x.signed
	case hasFile:
		v.tell(Problem{Kind: AnchorUnlisted, Anchor: n, Detail: "the database does not know it: an older backup was restored, or rows were deleted"})
	}
	if known && fromRow.line != "" {
		h, _ := fromRow.header() // x.is has read it
		if h.Upto != x.upto || h.At.UnixMicro() != x.at {
			v.tell(Problem{Kind: AnchorRow, Anchor: n, Detail: "what the database keeps of it was changed"})
		}
	}
	head := f.signed
	if f.Header.Number == 0 { // no genuine header in the file
		head = fromRow
	} else if fromRow.line != "" && fromRow != f.signed {
		v.tell(Problem{Kind: AnchorRow, Anchor: n, Detail: "the database holds another header than the file, both signed: an older backup was restored and went on"})
	}
	if head.line == "" {
		t.lost, t.before = true, signed{}
		return nil
	}
	h, err := head.header()
	if err != nil {
		t.lost, t.before = true, signed{}
		return nil //nolint:nilerr // a damaged header was told above
	}
	return v.against(h, head, f, whole, t)
}

// is tells whether a row holds the header of its own number.
func (x row) is(n int64) bool {
	h, err := x.header()
	return err == nil && h.Number == n
}

// against holds the ledger against a genuine header and, if the file is whole, its list.
func (v *verifier) against(h Header, head signed, f file, whole bool, t *trail) error {
	if h.Suite != v.Suite.Name() {
		v.tell(Problem{Kind: AnchorDamaged, Anchor: h.Number, Detail: "it was made with the algorithms " + h.Suite})
		t.lost, t.before = true, signed{}
		return nil
	}
	if t.before.line != "" && h.Previous != t.before.digest(v.newHash) || !t.lost && h.After != t.upto {
		v.tell(Problem{Kind: AnchorUnlinked, Anchor: h.Number, Detail: "it does not follow the anchor before it"})
	}
	if t.lost || h.After != t.upto { // the stretch between is known by the ledger only
		lines, err := v.digestOver(t, h.After)
		if err != nil {
			return err
		}
		t.digest = lines
	}
	ours, err := stretch(v.q, h.After, h.Upto)
	if err != nil {
		ours = nil // a row that cannot be read is named by chains
	}
	digest, err := hex.DecodeString(h.Digest)
	if err != nil {
		return fmt.Errorf("anchor: verify: %w", err)
	}
	switch {
	case whole && h.covers(v.newHash, t.digest, f.lines):
		v.compare(h, f.lines, ours)
	case whole && t.lost && root(v.newHash, f.lines) == h.Root: // the list is genuine, what is before it is not what was signed
		v.tell(Problem{Kind: StretchChanged, Seq: t.upto + 1, ToSeq: h.After, Anchor: h.Number, Detail: "the events before this anchor are not those that were signed, and the anchors that would name them are lost"})
		v.compare(h, f.lines, ours)
	case whole:
		v.tell(Problem{Kind: AnchorDamaged, Anchor: h.Number, Detail: "its list was edited: it is not the one that was signed"})
		v.wholeStretch(h, ours)
	default:
		v.wholeStretch(h, ours)
	}
	v.setAnchored(h)
	*t = trail{upto: h.Upto, digest: digest, before: head}
	return nil
}

// wholeStretch holds the ledger against the signed root alone.
func (v *verifier) wholeStretch(h Header, ours []line) {
	if root(v.newHash, ours) != h.Root {
		v.tell(Problem{Kind: StretchChanged, Seq: h.After + 1, ToSeq: h.Upto, Anchor: h.Number, Detail: "the events are not those that were signed, and the list that would name them is lost"})
	}
}

// digestOver continues the running digest over the ledger as it is, up to the number upto.
func (v *verifier) digestOver(t *trail, upto int64) ([]byte, error) {
	sum := t.digest
	for from := t.upto; from < upto; from += stretchPage {
		lines, err := stretch(v.q, from, min(from+stretchPage, upto))
		if err != nil {
			return nil, err
		}
		sum = running(v.newHash, sum, lines)
	}
	return sum, nil
}
