package portal

import (
	"bytes"
	"mime"
	"net/http"

	"onedoor/internal/intake"
)

// history hands out the request's hash chain as a file that can be checked without this server.
func (s *Service) history(w http.ResponseWriter, r *http.Request) {
	shown, ok := s.proved(w, r)
	if !ok {
		return
	}
	if !s.lookups.Allow(s.source(r)) { // proving a step costs more than a page
		s.fail(w, r, errTooFast)
		return
	}
	h, err := s.Requests.PublicHistory(intake.WithSource(r.Context(), s.source(r)), shown.Number, shown.Code)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	var file bytes.Buffer
	if err := h.Write(&file); err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "办理记录-" + shown.Number + ".json"}))
	w.Header().Set("Cache-Control", "no-store")
	_, _ = file.WriteTo(w) // the reader has gone if this fails
}
