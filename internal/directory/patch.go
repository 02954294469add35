package directory

import (
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/ids"
)

// IDPatch is an id in a change: absent leaves what is there, null or "" clears it (a pointer could not tell these
// two apart).
type IDPatch struct {
	given bool
	id    ids.ID
}

// ChangeTo is an IDPatch that sets the id; ChangeTo(0) clears it.
func ChangeTo(id ids.ID) IDPatch { return IDPatch{given: true, id: id} }

func (p IDPatch) apply(to *ids.ID) {
	if p.given {
		*to = p.id
	}
}

// UnmarshalJSON is called only where the id is given, as null too.
func (p *IDPatch) UnmarshalJSON(b []byte) error {
	p.given = true
	return json.Unmarshal(b, &p.id)
}

// Schema describes it as an id.
func (IDPatch) Schema(r huma.Registry) *huma.Schema { return ids.ID(0).Schema(r) }

var (
	_ huma.SchemaProvider = IDPatch{}
	_ json.Unmarshaler    = (*IDPatch)(nil)
)

// set applies a field of a change.
func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// diff names the fields that a change touched.
type diff []string

func (d *diff) add(field string, differs bool) {
	if differs {
		*d = append(*d, field)
	}
}
