package switchboard

import (
	"context"
	"net/http"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/exchange"
	"onedoor/internal/telephony/sip"
)

// FloorConfig is what the seats of a node stand on.
type FloorConfig struct {
	Board    *Board
	Exchange *exchange.Exchange
	Lines    *Lines
	Phones   *Phones
	Hotline  string // that visitors of the portal call
	Host     string // of SIP addresses
	Now      func() time.Time

	// Desks are the accounts of people's telephones on the desk, and Skills what people can do.
	Desks  map[ids.ID]string
	Skills map[ids.ID][]string
	// Experts are telephones of nobody: of a sub-centre's experts, in a meeting room.
	Experts []Expert
	// Units finds units that have a number, by words; Unit finds one.
	Units func(ctx context.Context, words string) ([]UnitNumber, error)
	Unit  func(ctx context.Context, id ids.ID) (UnitNumber, error)
	// Name is a person's name and sign-in name.
	Name func(ctx context.Context, staff ids.ID) (name, login string)
	// ICE are the helpers of a browser's sound; nil: none are needed.
	ICE func(user string) []ICEServer
}

// Expert is a telephone that calls can be handed over to.
type Expert struct {
	Account, Name, Unit string
}

// UnitNumber is a unit and the number that it is called by.
type UnitNumber struct {
	ID           ids.ID
	Name, Number string
}

// floor is the living side of a node with an exchange.
type floor struct {
	FloorConfig
	*Board
}

// NewFloor returns the floor of a node; see Service.Open.
func NewFloor(c FloorConfig) Floor { return &floor{c, c.Board} }

// Line implements Floor.
func (f *floor) Line(p auth.Principal) (LineView, error) {
	account, secret, until := f.Lines.Seat(p.ID)
	return f.line(account, secret, until, "/sip"), nil
}

func (f *floor) line(account, secret string, until time.Time, path string) LineView {
	v := LineView{Account: account, Password: secret, URI: "sip:" + account + "@" + f.Host, WSPath: path, ExpiresAt: until, ICEServers: []ICEServer{}}
	if f.ICE != nil {
		v.ICEServers = f.ICE(account)
	}
	return v
}

// Guest implements Floor.
func (f *floor) Guest(source string) (LineView, error) {
	account, secret, until, err := f.Lines.Guest(source, f.Hotline)
	if err != nil {
		return LineView{}, err
	}
	v := f.line(account, secret, until, "/call/sip?line="+account)
	v.Target = "sip:" + f.Hotline + "@" + f.Host
	return v, nil
}

// QueueName implements Floor.
func (f *floor) QueueName(code string) string {
	return f.NameOf(code)
}

// TakesGuests implements Floor.
func (f *floor) TakesGuests() bool { return f.Lines.guests > 0 }

// SeatSocket implements Floor.
func (f *floor) SeatSocket(w http.ResponseWriter, r *http.Request, p auth.Principal, still func(*http.Request) (auth.Principal, error)) {
	r = r.WithContext(context.WithoutCancel(r.Context())) // the socket outlives the request
	socket := &sip.WebSocket{Stack: f.Exchange.Stack(), User: SeatAccount(p.ID), Keep: func() bool {
		now, err := still(r)
		return err != nil || now.ID == p.ID && now.Can(RightSeat) // who cannot be asked about just now stays
	}}
	socket.ServeHTTP(w, r)
}

// GuestSocket implements Floor.
func (f *floor) GuestSocket(w http.ResponseWriter, r *http.Request) {
	account := r.URL.Query().Get("line")
	if !strings.HasPrefix(account, guestPrefix) || !f.Lines.Enter(account) {
		http.Error(w, ErrGuestLine.Message, http.StatusForbidden)
		return
	}
	opened := false
	socket := &sip.WebSocket{Stack: f.Exchange.Stack(), User: account, Keep: func() bool { return f.Lines.Alive(account) },
		Opened: func() { opened = true }, Closed: func() { f.Lines.Leave(account) }}
	socket.ServeHTTP(w, r)
	if !opened {
		f.Lines.Leave(account)
	}
}

// SignIn implements Floor: by the browser if it is there, else by the telephone on the desk.
func (f *floor) SignIn(p auth.Principal) error {
	for _, account := range []string{SeatAccount(p.ID), f.Desks[p.ID]} {
		if account != "" && f.Exchange.Stack().Online(account) {
			f.Board.SignIn(p.ID, account, f.Skills[p.ID])
			return nil
		}
	}
	return ErrLine
}

// Dial implements Floor.
func (f *floor) Dial(p auth.Principal, number string, e Errand) error {
	if err := f.MayDial(p); err != nil {
		return err
	}
	s, _ := f.SeatNow(p.ID)
	return f.Phones.Dial(p.ID, s.Account, Caller{Number: number, Errand: e})
}

// MayDial implements Floor.
func (f *floor) MayDial(p auth.Principal) error {
	s, _ := f.SeatNow(p.ID)
	switch {
	case f.Phones.trunk() == nil:
		return ErrTrunk
	case s.State == "" || s.State == SeatOffline:
		return ErrNotSignedIn
	case s.Call != 0:
		return ErrOnCall
	case !f.Exchange.Stack().Online(s.Account):
		return ErrLine
	}
	return nil
}

// Robot implements Floor.
func (f *floor) Robot(number string, e Errand, ring time.Duration, r Robot) error {
	return f.Phones.Robot(number, e, ring, r)
}

// SignOut implements Floor.
func (f *floor) SignOut(staff ids.ID) error {
	f.Board.SignOut(staff)
	return nil
}

// Leave implements Floor.
func (f *floor) Leave(staff, call ids.ID) error { return f.Complete(staff, call) }

// Consult implements Floor.
func (f *floor) Consult(p auth.Principal, call ids.ID, to string) error {
	t, err := f.target(p, to)
	if err != nil {
		return err
	}
	return f.Board.Consult(p.ID, call, t)
}

// Transfer implements Floor.
func (f *floor) Transfer(p auth.Principal, call ids.ID, to string) error {
	t, err := f.target(p, to)
	if err != nil {
		return err
	}
	return f.Board.Transfer(p.ID, call, t)
}
