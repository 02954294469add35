package switchboard

import (
	"net/http"
	"net/url"
	"strings"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
)

// SeatSocket takes the browser of a person of staff as a telephone: it may be the person's own account and no other.
// still tells, as long as it is open, whether the person may still.
func (s *Service) SeatSocket(w http.ResponseWriter, r *http.Request, p auth.Principal, still func(*http.Request) (auth.Principal, error)) {
	f := s.here()
	switch {
	case f == nil:
		httpx.WriteProblem(w, r, ErrNoExchange)
	case !sameSite(r):
		httpx.WriteProblem(w, r, errSocketOrigin)
	default:
		f.SeatSocket(w, r, p, still)
	}
}

// GuestSocket takes a visitor of the portal, by the line in the query that the portal gave out.
func (s *Service) GuestSocket(w http.ResponseWriter, r *http.Request) {
	f := s.here()
	switch {
	case f == nil:
		httpx.WriteProblem(w, r, ErrNoExchange)
	case !sameSite(r):
		httpx.WriteProblem(w, r, errSocketOrigin)
	default:
		f.GuestSocket(w, r)
	}
}

// Guest gives a visitor of the portal a line for one call; source is what limits count by.
func (s *Service) Guest(source string) (LineView, error) {
	if f := s.here(); f != nil {
		return f.Guest(source)
	}
	return LineView{}, ErrNoExchange
}

// GuestCall tells a visitor how its call stands, by the account and the password of its line. The faults are
// switchboard.no_exchange and switchboard.guest_line_over.
func (s *Service) GuestCall(account, secret string) (GuestView, error) {
	if f := s.here(); f != nil {
		return f.GuestCall(account, secret)
	}
	return GuestView{}, ErrNoExchange
}

// GuestSeat is who speaks with a visitor; what the visitor sends goes to that seat. The faults are those of GuestCall and
// switchboard.nobody_speaks.
func (s *Service) GuestSeat(account, secret string) (ids.ID, error) {
	if f := s.here(); f != nil {
		return f.GuestSeat(account, secret)
	}
	return 0, ErrNoExchange
}

// GuestSend puts something beside a visitor's call, for the seat that it was prepared for (0: whoever speaks now). The
// faults are those of GuestSeat, switchboard.too_many_sent and .bad_place.
func (s *Service) GuestSend(account, secret string, to ids.ID, what Sent) error {
	if f := s.here(); f != nil {
		return f.GuestSend(account, secret, to, what)
	}
	return ErrNoExchange
}

// TakesGuests tells whether the portal's visitors can call here.
func (s *Service) TakesGuests() bool {
	f := s.here()
	return f != nil && f.TakesGuests()
}

// sameSite tells whether a WebSocket is opened by a page of this host. Browsers always say so; what says nothing is no
// browser, and has nobody's cookie.
func sameSite(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}
