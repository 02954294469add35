package vault

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
)

// maxRecords bounds how many records of one identity are opened together, the
// newest first.
const maxRecords = 20

// sealedIdentity is an identity's rows as they are stored.
type sealedIdentity struct {
	id      ids.ID
	pair    []byte
	secret  bool
	erased  bool
	records []sealedRecord // newest first
}

type sealedRecord struct {
	id       ids.ID
	envelope seal.Envelope
}

// load reads an identity's sealed rows. It returns ErrNotFound.
func load(q store.Queryer, id ids.ID) (sealedIdentity, error) {
	x := sealedIdentity{id: id}
	first := sealedRecord{id: id}
	var secret, erased int64
	err := q.QueryRow(`SELECT pair, head, body, secret, erased_at FROM vault_identity WHERE id = ?`, id).
		Scan(&x.pair, &first.envelope.Head, &first.envelope.Body, &secret, &erased)
	if errors.Is(err, sql.ErrNoRows) {
		return x, ErrNotFound
	}
	if err != nil {
		return x, fmt.Errorf("vault: load: %w", err)
	}
	if x.secret, x.erased = secret != 0, erased != 0; x.erased {
		return x, nil
	}
	rows, err := q.Query(`SELECT id, head, body FROM vault_record WHERE identity = ? ORDER BY id DESC LIMIT ?`, id, maxRecords)
	x.records, err = store.Collect(rows, err, func(r store.Row) (sealedRecord, error) {
		var rec sealedRecord
		return rec, r.Scan(&rec.id, &rec.envelope.Head, &rec.envelope.Body)
	})
	x.records = append(x.records, first)
	return x, err
}

// open decrypts the records and puts them together, newer details first.
func (s *Service) open(x sealedIdentity) (Person, error) {
	if x.erased {
		return Person{}, ErrErased
	}
	person := Person{Secret: x.secret}
	for _, rec := range x.records {
		plain, err := s.ring.Open(seal.Record{Kind: recordPerson, ID: int64(rec.id), Bound: x.pair}, rec.envelope)
		if err != nil {
			return Person{}, ErrUnreadable.Wrap(fmt.Errorf("identity %d: %w", x.id, err))
		}
		var older Person
		if err := json.Unmarshal(plain, &older); err != nil {
			return Person{}, ErrUnreadable.Wrap(fmt.Errorf("identity %d: content is malformed", x.id)) // err could quote it
		}
		person = person.with(older)
	}
	return person, nil
}

// Contact returns whom to reach, for a delivery job only: it asks for no right
// and leaves no access row, because no person sees the answer; the delivery
// itself is on record. No handler may call it.
func (s *Service) Contact(q store.Queryer, identity ids.ID) (Person, error) {
	x, err := load(q, identity)
	if err != nil {
		return Person{}, err
	}
	return s.open(x)
}
