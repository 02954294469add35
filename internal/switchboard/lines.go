package switchboard

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"sync"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/sip"
	"onedoor/internal/telephony/timer"
)

// How browsers become telephones: a person of staff has one account and gets passwords for it that are good for a short
// while, a visitor of the portal gets an account that is good for one call. Of a password only the hash is kept that
// digest authentication needs, in memory.
const (
	lineLife                = 15 * time.Minute // of a seat's password
	lineSpare               = 4                // passwords of one seat at a time: as many screens
	guestLife               = 2 * time.Minute  // until a visitor must have called
	guestPer                = 3                // lines of one address at a time
	guestSpare              = 3                // sockets of one line: one breaks, the next is there before that is noticed
	seatPrefix, guestPrefix = "s", "guest-"
)

// SeatAccount is the account of a person's browser.
func SeatAccount(staff ids.ID) string { return seatPrefix + staff.String() }

// StaffOfAccount is whose browser an account is; 0 if nobody's.
func StaffOfAccount(account string) ids.ID {
	digits, ok := strings.CutPrefix(account, seatPrefix)
	if !ok {
		return 0
	}
	id, err := ids.Parse(digits)
	if err != nil {
		return 0
	}
	return id
}

// Lines gives browsers their accounts and knows their passwords.
type Lines struct {
	clock  timer.Clock
	realm  string
	guests int // lines of visitors at a time; 0: none are given

	mu    sync.Mutex
	seats map[string][]password
	lines map[string]*guestLine
}

type password struct {
	a1    string
	until time.Time
}

type guestLine struct {
	password
	source  string
	hotline string
	called  bool
	sockets int
}

// NewLines returns lines of a realm of digest authentication, for at most so many visitors at a time.
func NewLines(clock timer.Clock, realm string, guests int) *Lines {
	return &Lines{clock: clock, realm: realm, guests: guests, seats: map[string][]password{}, lines: map[string]*guestLine{}}
}

// Seat gives a seat a password.
func (l *Lines) Seat(staff ids.ID) (account, secret string, until time.Time) {
	account, secret, until = SeatAccount(staff), newSecret(), l.clock.Now().Add(lineLife)
	l.mu.Lock()
	defer l.mu.Unlock()
	list := append(l.good(account), password{sip.A1(account, l.realm, secret), until})
	l.seats[account] = list[max(0, len(list)-lineSpare):]
	return account, secret, until
}

// good are an account's passwords that are not too old, while the lock is held.
func (l *Lines) good(account string) []password {
	var list []password
	for _, p := range l.seats[account] {
		if l.clock.Now().Before(p.until) {
			list = append(list, p)
		}
	}
	return list
}

// Guest gives a visitor a line to a hotline's number.
func (l *Lines) Guest(source, hotline string) (account, secret string, until time.Time, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep()
	of := 0
	for _, g := range l.lines {
		if g.source == source {
			of++
		}
	}
	if len(l.lines) >= l.guests || of >= guestPer {
		return "", "", time.Time{}, ErrGuests
	}
	var random [10]byte
	rand.Read(random[:])
	account, secret, until = guestPrefix+hex.EncodeToString(random[:]), newSecret(), l.clock.Now().Add(guestLife)
	l.lines[account] = &guestLine{password: password{sip.A1(account, l.realm, secret), until}, source: source, hotline: hotline}
	return account, secret, until, nil
}

// sweep forgets lines that nobody called by in time, while the lock is held.
func (l *Lines) sweep() {
	for account, g := range l.lines {
		if !g.called && !l.clock.Now().Before(g.until) {
			delete(l.lines, account)
		}
	}
}

// A1 are the hashes of an account's passwords, for the exchange.
func (l *Lines) A1(account string) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep()
	if g := l.lines[account]; g != nil {
		return []string{g.a1}
	}
	var list []string
	for _, p := range l.good(account) {
		list = append(list, p.a1)
	}
	return list
}

// Call takes the only call of a visitor's line: to which hotline it goes, whether the account is a visitor's at all, and
// whether it may call what it dialled.
func (l *Lines) Call(account, dialled string) (hotline string, guest, ok bool) {
	if !strings.HasPrefix(account, guestPrefix) {
		return "", false, false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep()
	g := l.lines[account]
	if g == nil || g.called || dialled != g.hotline {
		return "", true, false
	}
	g.called = true
	return g.hotline, true, true
}

// Ended forgets a visitor's line, when its call is over.
func (l *Lines) Ended(account string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.lines, account)
}

// Holds tells whether somebody holds a visitor's line: its account and its password.
func (l *Lines) Holds(account, secret string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep()
	g := l.lines[account]
	return g != nil && subtle.ConstantTimeCompare([]byte(sip.A1(account, l.realm, secret)), []byte(g.a1)) == 1
}

// Enter counts a socket of a visitor's line; false if it may have none, or no more.
func (l *Lines) Enter(account string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep()
	g := l.lines[account]
	if g == nil || g.sockets >= guestSpare {
		return false
	}
	g.sockets++
	return true
}

// Leave takes a socket back.
func (l *Lines) Leave(account string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if g := l.lines[account]; g != nil {
		g.sockets--
	}
}

// Alive tells whether a visitor's line is still good.
func (l *Lines) Alive(account string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep()
	return l.lines[account] != nil
}

// newSecret is a password of 144 bits.
func newSecret() string {
	var b [18]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}
