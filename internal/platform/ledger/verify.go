package ledger

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash"

	"onedoor/internal/platform/wall"
)

// VerifyChain checks that recs are one unbroken, unchanged chain from its first event. It returns the first
// position that is wrong and why, or 0.
func VerifyChain(newHash func() hash.Hash, recs []Record) (pos int64, problem string) {
	prev := []byte{}
	for i, r := range recs {
		switch {
		case r.Pos != int64(i+1):
			return int64(i + 1), fmt.Sprintf("event %d is missing", i+1)
		case !bytes.Equal(r.Prev, prev):
			return r.Pos, "does not follow the event before it"
		case !bytes.Equal(r.Hash, digest(newHash, r.ID, r.Subject, r.Pos, r.Kind, r.Actor, joinUnits(r.Units), wall.Micros(r.At), string(json.RawMessage(r.Payload)), r.Prev)):
			return r.Pos, "was changed"
		}
		prev = r.Hash
	}
	return 0, ""
}
