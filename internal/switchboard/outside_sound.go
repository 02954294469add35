package switchboard

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/telephony/record"
)

// SealedNumber is a caller's number, sealed outside of the transaction that keeps it.
type SealedNumber struct{ peer *sealedPeer }

// SealNumber seals a number. One that the network withheld is nobody's.
func (s *Service) SealNumber(number string) (SealedNumber, error) {
	if withheld(number) {
		return SealedNumber{}, nil
	}
	p, err := s.sealPeer(number)
	return SealedNumber{&p}, err
}

// PutNumber keeps a sealed number, once however often it comes; 0: it was withheld.
func (s *Service) PutNumber(tx *store.Tx, n SealedNumber) (ids.ID, error) {
	if n.peer == nil {
		return 0, nil
	}
	return putPeer(tx, *n.peer)
}

// KeepSound seals the recording of another call centre's call into a file of ours: 8 kHz, A-law, the citizen's byte and
// the seat's in turn. It is no part of a transaction; Recorded tells of it. The error is ErrCall, or ErrNoRecording if the
// call's recording was erased before.
func (s *Service) KeepSound(q store.Queryer, call ids.ID, sound []byte) error {
	var began, erased int64
	err := q.QueryRow(`SELECT began_at, unrecorded_at FROM switchboard_call WHERE id = ?`, call).Scan(&began, &erased)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return ErrCall
	case err != nil:
		return fmt.Errorf("switchboard: keep a recording: %w", err)
	case erased > 0 || s.Recordings.Dir == "":
		return ErrNoRecording
	}
	path := s.Recordings.Path(call, wall.FromMicros(began))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("switchboard: keep a recording: %w", err)
	}
	if err := record.Write(path, s.Recordings.Ring, int64(call), sound); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("switchboard: keep a recording: %w", err)
	}
	return nil
}

// Recorded tells on the chain of a call that another call centre's recording of it is kept. The error is ErrNoRecording if
// it was erased meanwhile.
func (s *Service) Recorded(tx *store.Tx, source, call ids.ID, length time.Duration) error {
	var erased int64
	if err := tx.QueryRow(`SELECT unrecorded_at FROM switchboard_call WHERE id = ?`, call).Scan(&erased); err != nil {
		return fmt.Errorf("switchboard: recorded: %w", err)
	}
	if erased > 0 {
		return ErrNoRecording
	}
	_, err := s.Ledger.Append(tx, ledger.Event{Kind: EventRecorded, Subject: call,
		Payload: Payload{Call: call, Source: source, Seconds: int(length / time.Second), At: wall.Micros(s.Clock.Now())}})
	return err
}
