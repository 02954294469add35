package portal

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/switchboard"
)

// Calls gives visitors a line to call the hotline by.
type Calls interface {
	// Guest returns a line for one call, for a visitor from a source that its limits count by. The faults are
	// switchboard.no_exchange and switchboard.too_many_guests.
	Guest(source string) (switchboard.LineView, error)
	// TakesGuests tells whether calls from the portal are taken here at all.
	TakesGuests() bool
	// GuestCall tells a visitor how its call stands, by the account and the password of its line. The faults are
	// switchboard.no_exchange and switchboard.guest_line_over.
	GuestCall(account, secret string) (switchboard.GuestView, error)
	// GuestSeat is who speaks with a visitor; besides those faults switchboard.nobody_speaks.
	GuestSeat(account, secret string) (ids.ID, error)
	// GuestSend puts something beside the visitor's call, for a seat or whoever speaks (0); besides those faults
	// switchboard.too_many_sent and .bad_place.
	GuestSend(account, secret string, to ids.ID, what switchboard.Sent) error
}

var errStale = fault.New(http.StatusForbidden, "portal.page_stale", "页面打开太久了，请刷新后再呼叫。")

// keepCallToken is how long the call page may stay open before somebody calls.
const keepCallToken = 2 * time.Hour

// callTokenKind binds the token to what it is for.
var callTokenKind = []byte("call")

// callToken is the token of the call page's form: who asks for a line has loaded the page.
func (s *Service) callToken() (string, error) {
	plain, err := json.Marshal(time.Now().Add(keepCallToken))
	if err != nil {
		return "", fmt.Errorf("portal: call token: %w", err)
	}
	sealed, err := s.Sealer.Seal(plain, callTokenKind)
	if err != nil {
		return "", fmt.Errorf("portal: call token: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(sealed), nil
}

func (s *Service) callTokenFresh(token string) bool {
	sealed, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return false
	}
	plain, err := s.Sealer.Open(sealed, callTokenKind)
	if err != nil {
		return false
	}
	var until time.Time
	return json.Unmarshal(plain, &until) == nil && time.Now().Before(until)
}

// callLine gives the call page a line: POST with the page's token as the form field token; a LineView in JSON, or a problem.
func (s *Service) callLine(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 16<<10)
	source := s.source(r)
	if !s.writes.Allow(source) {
		httpx.WriteProblem(w, r, errTooFast)
		return
	}
	if !s.callTokenFresh(r.PostFormValue("token")) {
		httpx.WriteProblem(w, r, errStale)
		return
	}
	line, err := s.Calls.Guest(source)
	if err != nil {
		httpx.WriteProblem(w, r, err)
		return
	}
	reply(w, line)
}

func reply(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(body) // the visitor has gone if this fails
}

// callState tells the call page how its call stands: a GuestView in JSON, or a problem. The account and the password of
// the line come as of HTTP's basic authentication. Wrong ones count as tries of a source.
func (s *Service) callState(w http.ResponseWriter, r *http.Request) {
	account, secret, _ := r.BasicAuth()
	view, err := s.Calls.GuestCall(account, secret)
	if err != nil {
		if !s.lookups.Allow(s.source(r)) {
			err = errTooFast
		}
		httpx.WriteProblem(w, r, err)
		return
	}
	reply(w, view)
}
