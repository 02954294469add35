package portal

import (
	"net/http"

	"onedoor/internal/intake"
	"onedoor/internal/platform/fault"
)

// appeal appeals against a refusal, for whoever has shown its number and query code.
func (s *Service) appeal(w http.ResponseWriter, r *http.Request) {
	shown, ok := s.proved(w, r)
	if !ok {
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		s.fail(w, r, fault.Invalid.Wrap(err))
		return
	}
	words, token := r.PostForm.Get("words"), r.PostForm.Get("token")
	err := error(errTooFast)
	if s.writes.Allow(s.source(r)) {
		err = s.Requests.AppealByCitizen(intake.WithSource(r.Context(), s.source(r)), shown.Number, shown.Code, intake.AppealIn{Words: words, Token: token})
	}
	if err != nil {
		s.show(w, r, shown, page{}.refused(r, err), "", map[string]string{"words": words, "token": tokenAfter(token, err)})
		return
	}
	http.Redirect(w, r, "/track/"+shown.Number+"?done=appeal", http.StatusSeeOther)
}
