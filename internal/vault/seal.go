package vault

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/seal"
)

const (
	recordPerson = "vault.person"
	recordText   = "vault.text"

	keySize = 16 // bytes kept of an HMAC that is looked up by: 128 bits never meet by chance
	padTo   = 64 // a person's length is rounded up, so that it does not tell one from another
)

// Sealed is a person ready to be put into a row: nothing of it can be read but
// the masks.
type Sealed struct {
	id       ids.ID
	pair     []byte   // keyed HMAC of name and first number; random if there is neither number nor document
	print    []byte   // keyed HMAC of every detail
	lookups  [][]byte // keyed HMACs of the numbers and the document
	envelope seal.Envelope
	name     string // masked
	phone    string // masked
	secret   bool
	stranger bool   // no identity stood for it when [Service.Meet] looked
	known    ids.ID // the one that stood for it then, with the same details; or 0
	err      error  // what Put will say
}

// Empty tells that nothing is known of the person; Put gives no identity then.
func (s Sealed) Empty() bool { return s.err == nil && s.id == 0 }

// NameMasked is the name for lists, 王**.
func (s Sealed) NameMasked() string { return s.name }

// PhoneMasked is the first number for lists, 138****5521.
func (s Sealed) PhoneMasked() string { return s.phone }

// Seal encrypts a person and computes its look-ups: pure computation of a few
// microseconds, to be done before the transaction that puts it. A person that
// Check refuses gives a Sealed that Put refuses.
func (s *Service) Seal(p Person) Sealed {
	p = p.tidy()
	if err := p.Check(); err != nil {
		return Sealed{err: err}
	}
	if p.empty() {
		return Sealed{}
	}
	out := Sealed{id: ids.New(), name: MaskName(p.Name), secret: p.Secret}
	var numbers []string
	for _, phone := range p.Phones {
		number := NormalisePhone(phone, s.config.AreaCode)
		if number == "" {
			continue
		}
		if len(numbers) == 0 {
			out.phone = MaskPhone(number)
		}
		numbers = append(numbers, number)
		out.lookups = appendNew(out.lookups, s.lookup("phone", number))
	}
	document := NormaliseIDNumber(p.IDNumber)
	if document != "" {
		out.lookups = appendNew(out.lookups, s.lookup("id", document))
	}
	out.pair = s.pair(p, numbers, document)

	plain, err := json.Marshal(p)
	if err != nil {
		return Sealed{err: fmt.Errorf("vault: encode: %w", err)}
	}
	out.print = s.ring.MAC(s.printSecret, plain)[:keySize]
	if short := len(plain) % padTo; short != 0 {
		plain = append(plain, bytes.Repeat([]byte{' '}, padTo-short)...) // JSON does not mind
	}
	if out.envelope, err = s.ring.Seal(seal.Record{Kind: recordPerson, ID: int64(out.id), Bound: out.pair}, plain); err != nil {
		return Sealed{err: fmt.Errorf("vault: seal: %w", err)}
	}
	return out
}

// LookupKey is the keyed HMAC under which a telephone number is found, nil if
// the text is no number. It stays the same when the master key is rotated.
func (s *Service) LookupKey(phone string) []byte {
	number := NormalisePhone(phone, s.config.AreaCode)
	if number == "" {
		return nil
	}
	return s.lookup("phone", number)
}

func (s *Service) lookup(kind, value string) []byte {
	return s.ring.MAC(s.lookupSecret, []byte(kind+"\x00"+value))[:keySize]
}

// pair names the identity: the name with the first number, or else the
// document, or else the mail address. With none of them the person cannot be
// told from another of the same name and is new each time.
func (s *Service) pair(p Person, numbers []string, document string) []byte {
	by, value := "", ""
	switch {
	case len(numbers) > 0:
		by, value = "phone", numbers[0]
	case document != "":
		by, value = "id", document
	case p.Email != "":
		by, value = "mail", strings.ToLower(p.Email)
	default:
		random := make([]byte, keySize)
		rand.Read(random) // never fails
		return random
	}
	var b []byte
	if p.Secret {
		by += " in confidence"
	}
	name := strings.ToLower(strings.ReplaceAll(narrow(p.Name), " ", ""))
	for _, part := range []string{by, value, name} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(part)))
		b = append(b, part...)
	}
	return s.ring.MAC(s.pairSecret, b)[:keySize]
}

func appendNew(keys [][]byte, key []byte) [][]byte {
	for _, k := range keys {
		if bytes.Equal(k, key) {
			return keys
		}
	}
	return append(keys, key)
}
