package seal

// Box seals small secrets of the ground itself, such as second factors, into
// one run of bytes.
type Box struct {
	ring *Ring
	kind string
}

// Box returns a box whose contents open only as the same kind.
func (r *Ring) Box(kind string) Box { return Box{ring: r, kind: kind} }

// Seal encrypts plain; context is what it belongs to, and must be given to Open.
func (b Box) Seal(plain, context []byte) ([]byte, error) {
	e, err := b.ring.Seal(Record{Kind: b.kind, Bound: context}, plain)
	if err != nil {
		return nil, err
	}
	return append(e.Head, e.Body...), nil
}

// Open undoes Seal. The error is ErrFormat, ErrKey or ErrOpen.
func (b Box) Open(sealed, context []byte) ([]byte, error) {
	if len(sealed) < headFixed || sealed[0] != version {
		return nil, ErrFormat
	}
	s, ok := suiteByCode(sealed[1])
	if !ok {
		return nil, ErrFormat
	}
	end := headFixed + s.keySize + tagSize
	if len(sealed) < end {
		return nil, ErrFormat
	}
	return b.ring.Open(Record{Kind: b.kind, Bound: context}, Envelope{Head: sealed[:end], Body: sealed[end:]})
}
