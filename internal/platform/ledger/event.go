package ledger

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"crypto/sha256"

	"onedoor/internal/platform/ids"
)

// Event is what a verb tells the ledger.
type Event struct {
	Kind    string   // room.past-participle, such as "workorder.dispatched"
	Subject ids.ID   // whose chain it joins
	Actor   ids.ID   // who did it; 0 for a citizen or the system
	Units   []ids.ID // the units that may see it beside the centre
	Payload any      // becomes JSON: ids, codes, commitments; nil is {}
}

// Record is an event as it was kept.
type Record struct {
	ID      ids.ID          `json:"id"`
	Seq     int64           `json:"seq"`
	Kind    string          `json:"kind"`
	Subject ids.ID          `json:"subject"`
	Actor   ids.ID          `json:"actor"`
	Units   []ids.ID        `json:"units"`
	At      time.Time       `json:"at"`
	Payload json.RawMessage `json:"payload"`
	Pos     int64           `json:"pos"`
	Prev    []byte          `json:"prev"`
	Hash    []byte          `json:"hash"`

	origin any
}

// Origin is the payload as its room gave it, where this process has just appended the event; otherwise nil. It is shared:
// nobody changes it. It spares those who follow reading the same JSON each.
func (r Record) Origin() any { return r.origin }

// Commit binds words to an event without telling them: the payload keeps the commitment, the room's row keeps the
// words and the salt. Erasing both leaves nothing to guess from.
func Commit(text string) (salt []byte, commitment string) {
	salt = make([]byte, 16)
	_, _ = rand.Read(salt) // crypto/rand.Read never fails
	return salt, Recommit(salt, text)
}

// Recommit computes the commitment of a text whose salt is known, to check it.
func Recommit(salt []byte, text string) string {
	h := sha256.New()
	h.Write(salt)
	h.Write([]byte(text))
	return hex.EncodeToString(h.Sum(nil))
}

func joinUnits(units []ids.ID) string {
	var b strings.Builder
	for _, u := range units {
		if u == 0 || strings.Contains(b.String(), ","+u.String()+",") {
			continue
		}
		if b.Len() == 0 {
			b.WriteByte(',')
		}
		b.WriteString(u.String())
		b.WriteByte(',')
	}
	return b.String()
}

func splitUnits(s string) []ids.ID {
	var units []ids.ID
	for part := range strings.SplitSeq(strings.Trim(s, ","), ",") {
		if n, err := strconv.ParseInt(part, 10, 64); err == nil {
			units = append(units, ids.ID(n))
		}
	}
	return units
}
