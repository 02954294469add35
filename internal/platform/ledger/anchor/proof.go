package anchor

import (
	"bytes"
	"encoding/hex"
	"sync"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Proof shows that a signed anchor holds an event of the chain, and with it all before that one.
type Proof struct {
	Pos       int64    `json:"pos"`
	Header    string   `json:"header"` // the very line that was signed
	Signature string   `json:"signature"`
	Index     int64    `json:"index"` // of the event among the anchor's, from 0
	Path      []string `json:"path"`  // RFC 6962, the nearest first
}

// proof proves the newest anchored event of a chain, whose hash by place is given; nil when there is none, or when the
// ledger no longer gives what was signed (which Verify tells).
func (k *Keeper) proof(q store.Queryer, subject ids.ID, hashes map[int64][]byte) (*Proof, error) {
	pos, seq, err := anchoredEvent(q, subject)
	if err != nil || pos == 0 {
		return nil, err
	}
	x, ok, err := rowFor(q, seq)
	if err != nil || !ok {
		return nil, err
	}
	h, err := x.header()
	if err != nil || seq <= h.After || seq > h.Upto {
		k.Log.Error("an anchor's row was changed: run onedoor verify", "anchor", x.number, "error", err)
		return nil, nil
	}
	t, err := k.trees.of(h, func() (tree, error) {
		lines, err := stretch(q, h.After, h.Upto)
		if err != nil {
			return nil, err
		}
		return newTree(k.newHash, leaves(k.newHash, lines)), nil
	})
	if err != nil {
		return nil, err
	}
	p := &Proof{Pos: pos, Header: x.line, Signature: x.signature, Index: seq - h.After - 1}
	if hex.EncodeToString(t.root()) != h.Root || !bytes.Equal(t[0][p.Index], leafOf(k.newHash, hashes[pos])) {
		k.Log.Error("the ledger no longer gives what an anchor signed: run onedoor verify", "anchor", x.number)
		return nil, nil
	}
	for _, beside := range t.path(int(p.Index)) {
		p.Path = append(p.Path, hex.EncodeToString(beside))
	}
	return p, nil
}

// treesMax is how many trees are kept, of at most 8 MB each: most who ask for a proof ask for one of the last days.
const treesMax = 4

// trees keeps the trees of the anchors that were asked for last. One is made at a time: it reads a whole stretch.
type trees struct {
	mu   sync.Mutex
	kept []keptTree // the last used at the end
}

type keptTree struct {
	header Header
	tree   tree
}

// of returns the tree of a header, made by read if it is not kept. What does not fit the header is not kept.
func (c *trees) of(h Header, read func() (tree, error)) (tree, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, x := range c.kept {
		if x.header == h {
			c.kept = append(append(c.kept[:i:i], c.kept[i+1:]...), x)
			return x.tree, nil
		}
	}
	t, err := read()
	if err != nil || hex.EncodeToString(t.root()) != h.Root {
		return t, err
	}
	c.kept = append(c.kept, keptTree{h, t})
	if len(c.kept) > treesMax {
		c.kept = c.kept[1:]
	}
	return t, nil
}
