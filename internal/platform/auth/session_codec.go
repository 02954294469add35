package auth

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/alexedwards/scs/v2"
)

// sessionCodec writes sessions as JSON: they are read with every request, and the codec that the library brings along
// learns its types anew each time. Sessions hold whole numbers only. What the library's codec wrote is still read.
type sessionCodec struct{ old scs.GobCodec }

// keptSession is a session as it stands in its row.
type keptSession struct {
	Deadline time.Time        `json:"deadline"`
	Values   map[string]int64 `json:"values"`
}

// Encode implements scs.Codec. A value that is no int64 is refused.
func (sessionCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	kept := keptSession{deadline, make(map[string]int64, len(values))}
	for key, value := range values {
		n, ok := value.(int64)
		if !ok {
			return nil, fmt.Errorf("auth: a session cannot keep %s: it is a %T", key, value)
		}
		kept.Values[key] = n
	}
	text, err := json.Marshal(kept)
	if err != nil {
		return nil, fmt.Errorf("auth: write session: %w", err)
	}
	return text, nil
}

// Decode implements scs.Codec.
func (c sessionCodec) Decode(b []byte) (time.Time, map[string]any, error) {
	if len(b) == 0 || b[0] != '{' { // the first message of the old form describes its types and is never 123 bytes long
		return c.old.Decode(b)
	}
	var kept keptSession
	if err := json.Unmarshal(b, &kept); err != nil {
		return time.Time{}, nil, fmt.Errorf("auth: read session: %w", err)
	}
	values := make(map[string]any, len(kept.Values))
	for key, n := range kept.Values {
		values[key] = n
	}
	return kept.Deadline, values, nil
}
