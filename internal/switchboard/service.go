package switchboard

import (
	"context"
	"embed"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

//go:embed migrations/*.sql
var migrationsFS embed.FS

// Migrations are the room's tables.
var Migrations = store.Migrations{Room: "switchboard", FS: migrationsFS}

// Deps are what the room stands on.
type Deps struct {
	Store  *store.Store
	Ledger *ledger.Ledger
	Clock  wall.Clock
	Ring   *seal.Ring
	Log    *slog.Logger
	// Recordings are where calls were recorded; without a Dir there are none.
	Recordings Recordings
	// Names is what a person of staff is called; nil: nobody knows.
	Names func(q store.Queryer, staff ids.ID) string

	Jobs *jobs.Queue // nil: recordings are never erased

	Guard GuardRules // of cool-downs; zero: the shipped ones

	// Orders names the orders that came by calls, those that p may see, for the team leader's screen; nil: nobody knows.
	Orders func(q store.Queryer, p auth.Principal, calls []ids.ID) (map[ids.ID]CallOrder, error)
	// Calendar tells working days for the voice menu; nil: Monday to Friday are.
	Calendar func(q store.Queryer) (func(year int, month time.Month, day int) bool, error)
	// Running are announcements of the moment, such as of declared events, in words, that callers hear before the queue; nil:
	// there are none.
	Running func(q store.Queryer) ([]string, error)
	// Speak says a text of the menu; nil: nobody does.
	Speak func(ctx context.Context, text string) ([]int16, error)
	// Menus is what the menu stands on besides the store.
	Menus MenuConfig

	// Sources names the other call centres (CTI) whose calls are told here, and AgentOf tells whether somebody of staff
	// takes calls in one of them; nil: there are none.
	Sources func(q store.Queryer, source ids.ID) string
	AgentOf func(q store.Queryer, staff ids.ID) bool
	// Drafts counts the half-filled forms of a person, for handing a shift over; nil: nobody knows.
	Drafts func(q store.Queryer, staff ids.ID) (int, error)
}

// Service is the room's lasting side: the journal of calls and the figures. Board is its living side.
type Service struct {
	Deps
	secret  []byte
	journal *journal
	floor   atomic.Pointer[Floor]
	changed chan struct{} // the menu or a line, on this node
	plan    atomic.Pointer[[]Queue]
	counted struct { // the figures of the day, for many screens
		mu sync.Mutex
		at time.Time
		of map[string]Figures
	}
}

// New returns the room; call Register before the ledger starts.
func New(d Deps) *Service {
	s := &Service{Deps: d, secret: d.Ring.Secret("switchboard.peer"), changed: make(chan struct{}, 1)}
	s.journal = newJournal(s)
	return s
}

// Register lets figures follow the ledger and names the job that removes recordings.
func (s *Service) Register() {
	s.Ledger.Follow("switchboard.facts", EventKinds, s.fold)
	if s.Jobs != nil {
		s.Jobs.Handle(jobUnrecord, s.runUnrecord)
		s.Jobs.Handle(jobCoolOver, s.runCoolOver)
	}
}

// Journal keeps a step of a call. It does not block; steps are written in order. It fits NewBoard.
func (s *Service) Journal(kind string, p Payload, caller *Caller) {
	e := entry{kind: kind, payload: p}
	if caller != nil && !withheld(caller.Number) {
		e.number, e.known = caller.Number, true
	}
	s.journal.put(e)
}

// withheld tells whether a caller's network gave no number: all who withhold it would be one and the same caller.
func withheld(number string) bool { return !strings.ContainsAny(number, "0123456789") }

// Run writes the journal until ctx ends, and then what is left of it, for at most 10 s.
func (s *Service) Run(ctx context.Context) { s.journal.run(ctx) }

// Flush waits until all steps that were journalled before are kept.
func (s *Service) Flush(ctx context.Context) error { return s.journal.flush(ctx) }

// Recover ends calls that a stopped program left open: whoever was cut off, in the menu, in a queue or while speaking, is
// owed a call. It runs before the board takes calls.
func (s *Service) Recover(ctx context.Context) error {
	return s.Store.Write(ctx, func(tx *store.Tx) error {
		open, err := openCalls(tx)
		if err != nil {
			return err
		}
		for _, c := range open {
			p := Payload{Call: c.id, Code: string(Interrupted), Seat: c.seat, At: s.Clock.Now().UnixMicro()}
			if c.cools { // it counts by itself, and nobody owes it anything
				p.Code = string(Cooled)
			}
			if err := s.keep(tx, entry{kind: EventEnded, payload: p}, sealedPeer{}); err != nil {
				return err
			}
		}
		return s.endShifts(tx)
	})
}

// keep writes one step: the call's row and its event.
func (s *Service) keep(tx *store.Tx, e entry, peer sealedPeer) error {
	if e.known {
		id, err := putPeer(tx, peer)
		if err != nil {
			return err
		}
		e.payload.Peer = id
	}
	subject := e.payload.Call
	if e.payload.Call == 0 {
		subject = e.payload.Shift
	}
	if err := errors.Join(applyCall(tx, e.kind, e.payload), applyShift(tx, e.kind, e.payload)); err != nil {
		return err
	}
	_, err := s.Ledger.Append(tx, ledger.Event{Kind: e.kind, Subject: subject, Actor: actor(e), Payload: e.payload})
	return err
}

// actor is the seat for what its person did; the caller and the exchange have no id.
func actor(e entry) ids.ID {
	switch {
	case e.payload.Leader != 0:
		return e.payload.Leader
	case e.kind == EventEmergency || e.kind == EventWarned || e.kind == EventAnswered || e.kind == EventSeatState || e.kind == EventHelp || e.kind == EventTakenOver:
		return e.payload.Seat
	}
	return 0
}

// sealedPeer is a number that was sealed outside of the transaction.
type sealedPeer struct {
	id         ids.ID
	mac        []byte
	head, body []byte
}

func (s *Service) sealPeer(number string) (sealedPeer, error) {
	p := sealedPeer{id: ids.New(), mac: s.Ring.MAC(s.secret, []byte(number))}
	envelope, err := s.Ring.Seal(seal.Record{Kind: "switchboard.peer", ID: int64(p.id)}, []byte(number))
	p.head, p.body = envelope.Head, envelope.Body
	return p, err
}

// Number opens the number of a peer, for the seat that calls back. The caller of this method logs the purpose.
func (s *Service) Number(q store.Queryer, peer ids.ID) (string, error) {
	head, body, err := peerRow(q, peer)
	if err != nil {
		return "", err
	}
	plain, err := s.Ring.Open(seal.Record{Kind: "switchboard.peer", ID: int64(peer)}, seal.Envelope{Head: head, Body: body})
	return string(plain), err
}

const drainLimit = 10 * time.Second
