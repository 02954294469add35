package workorder

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"onedoor/internal/platform/ids"
)

// cursor is where a page ended: the sort key and the id of its last row.
type cursor struct {
	key int64
	id  ids.ID
}

// encode makes the text that a client gives back. It names the order of the list, so that a
// cursor of one cannot be used in another.
func (c cursor) encode(order string) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%s|%d|%d", order, c.key, int64(c.id)))
}

func decodeCursor(text, order string) (*cursor, error) {
	if text == "" {
		return nil, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(text) > 200 {
		return nil, ErrCursor
	}
	parts := strings.Split(string(raw), "|")
	if len(parts) != 3 || parts[0] != order {
		return nil, ErrCursor
	}
	key, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return nil, ErrCursor
	}
	id, err := strconv.ParseInt(parts[2], 10, 64)
	if err != nil {
		return nil, ErrCursor
	}
	return &cursor{key: key, id: ids.ID(id)}, nil
}
