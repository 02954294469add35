// Package ids makes the identifiers of every row: time-ordered, 63 bits, unique over nodes, strings in JSON
// (a browser's numbers hold only 53 bits).
//
// Layout, high to low: 41 bits of milliseconds since 2024-01-01 UTC (to 2093), 6 bits of node, 1 bit of side, 15 bits of
// sequence. A server and a command that works beside it stand on different sides ([Aside]) and never meet. Each
// millisecond's sequence begins somewhere in its lower half, so that two commands hardly ever meet.
package ids

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// ID names one row. The zero ID means "none".
type ID int64

const (
	epochMillis  = 1_704_067_200_000 // 2024-01-01T00:00:00Z
	sequenceBits = 15
	sideBits     = 1
	nodeBits     = 6
	// MaxNode is the greatest node number that SetNode takes.
	MaxNode = 1<<nodeBits - 1
)

// ErrMalformed is returned by Parse for a text that is no identifier.
var ErrMalformed = errors.New("ids: malformed identifier")

var (
	node atomic.Int64
	side atomic.Int64
	last atomic.Int64 // milliseconds<<15 | sequence of the newest identifier
)

// SetNode sets this process's node number (0 … MaxNode), so that several processes on one database never collide.
func SetNode(n int) error {
	if n < 0 || n > MaxNode {
		return fmt.Errorf("ids: node %d is outside 0…%d", n, MaxNode)
	}
	node.Store(int64(n))
	return nil
}

// Aside sets this process on the other side than a server's: for commands that write beside one.
func Aside() { side.Store(1) }

// New returns an identifier greater than every one made before it in this process. When a millisecond's sequence is
// used up, or the machine's clock steps back, it runs ahead of the clock instead of repeating.
func New() ID {
	now := (time.Now().UnixMilli() - epochMillis) << sequenceBits
	for {
		old := last.Load()
		next := old + 1
		if now > old {
			next = now | rand.Int64N(1<<(sequenceBits-1))
		}
		if last.CompareAndSwap(old, next) {
			millis, sequence := next>>sequenceBits, next&(1<<sequenceBits-1)
			return ID(((millis<<nodeBits|node.Load())<<sideBits|side.Load())<<sequenceBits | sequence)
		}
	}
}

// Parse reads the decimal form. It returns ErrMalformed for anything but a positive 63-bit number.
func Parse(s string) (ID, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 || len(s) > 19 || s[0] == '+' {
		return 0, ErrMalformed
	}
	return ID(n), nil
}

// Time returns when the identifier was made, to the millisecond.
func (id ID) Time() time.Time {
	return time.UnixMilli(int64(id)>>(sequenceBits+sideBits+nodeBits) + epochMillis).UTC()
}

// String returns the decimal form; the zero ID gives the empty string.
func (id ID) String() string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(int64(id), 10)
}

// MarshalJSON writes the decimal form as a string, and null for the zero ID.
func (id ID) MarshalJSON() ([]byte, error) {
	if id == 0 {
		return []byte("null"), nil
	}
	return []byte(`"` + strconv.FormatInt(int64(id), 10) + `"`), nil
}

// UnmarshalJSON reads a string; null and "" give the zero ID.
func (id *ID) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*id = 0
		return nil
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return ErrMalformed
	}
	return id.UnmarshalText([]byte(s))
}

// UnmarshalText reads path and query parameters; the empty text gives the zero ID.
func (id *ID) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*id = 0
		return nil
	}
	parsed, err := Parse(string(b))
	if err != nil {
		return err
	}
	*id = parsed
	return nil
}

// Schema describes the identifier in the API document.
func (ID) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: "^[0-9]{0,19}$", Description: "identifier (decimal string)", Nullable: true}
}

// Param is an ID in a path or a query. It is a struct because huma reads a named integer there as a number and then
// holds it against the schema of a string.
type Param struct{ ID }

// UnmarshalText reads the decimal form.
func (p *Param) UnmarshalText(b []byte) error { return p.ID.UnmarshalText(b) }

// Schema describes the identifier in the API document.
func (Param) Schema(r huma.Registry) *huma.Schema { return ID(0).Schema(r) }

var _ huma.SchemaProvider = ID(0)
