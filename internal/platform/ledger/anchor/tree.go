package anchor

import "hash"

// The Merkle tree of RFC 6962, section 2.1, over the hashes of a stretch of events.

func leafOf(newHash func() hash.Hash, event []byte) []byte {
	h := newHash()
	h.Write([]byte{0})
	h.Write(event)
	return h.Sum(nil)
}

func nodeOf(newHash func() hash.Hash, left, right []byte) []byte {
	h := newHash()
	h.Write([]byte{1})
	h.Write(left)
	h.Write(right)
	return h.Sum(nil)
}

// split is the greatest power of two smaller than n, for n > 1.
func split(n int) int {
	k := 1
	for k*2 < n {
		k *= 2
	}
	return k
}

// rootOf is the root over leaves, which are hashes of leaves already.
func rootOf(newHash func() hash.Hash, leaves [][]byte) []byte {
	switch len(leaves) {
	case 0:
		return newHash().Sum(nil)
	case 1:
		return leaves[0]
	}
	k := split(len(leaves))
	return nodeOf(newHash, rootOf(newHash, leaves[:k]), rootOf(newHash, leaves[k:]))
}

// tree keeps every node, level by level, so that paths cost nothing. A node without a neighbour moves up as it is,
// which gives the tree of the RFC.
type tree [][][]byte

func newTree(newHash func() hash.Hash, leaves [][]byte) tree {
	t := tree{leaves}
	for level := leaves; len(level) > 1; {
		next := make([][]byte, 0, (len(level)+1)/2)
		for i := 0; i+1 < len(level); i += 2 {
			next = append(next, nodeOf(newHash, level[i], level[i+1]))
		}
		if len(level)%2 == 1 {
			next = append(next, level[len(level)-1])
		}
		t, level = append(t, next), next
	}
	return t
}

// root is the root; there is at least one leaf.
func (t tree) root() []byte { return t[len(t)-1][0] }

// path is the audit path of leaf i: what lies beside it on the way to the root, the nearest first.
func (t tree) path(i int) [][]byte {
	var path [][]byte
	for _, level := range t[:len(t)-1] {
		if beside := i ^ 1; beside < len(level) {
			path = append(path, level[beside])
		}
		i /= 2
	}
	return path
}

// climb is the root that leaf i of n and its path give; nil when the path is not as long as it must be.
func climb(newHash func() hash.Hash, leaf []byte, i, n int, path [][]byte) []byte {
	if n == 1 {
		if len(path) != 0 {
			return nil
		}
		return leaf
	}
	if len(path) == 0 || i < 0 || i >= n {
		return nil
	}
	k, beside, below := split(n), path[len(path)-1], path[:len(path)-1]
	if i < k {
		left := climb(newHash, leaf, i, k, below)
		if left == nil {
			return nil
		}
		return nodeOf(newHash, left, beside)
	}
	right := climb(newHash, leaf, i-k, n-k, below)
	if right == nil {
		return nil
	}
	return nodeOf(newHash, beside, right)
}
