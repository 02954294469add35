package main

import (
	"net/http"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/switchboard"
)

// sockets puts the WebSockets of browsers' telephones on the mux: of seats, bound to the account of whoever has signed
// in, and of the portal's visitors, bound to the line that they were given.
func (h *house) sockets(s *httpx.Server) {
	s.Mux.HandleFunc("GET /sip", httpx.Guard(switchboard.RightSeat, func(w http.ResponseWriter, r *http.Request) {
		h.calls.SeatSocket(w, r, auth.From(r.Context()), s.Still)
	}))
	s.Mux.HandleFunc("GET /call/sip", h.calls.GuestSocket)
}
