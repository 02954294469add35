package portal

import (
	"net/http"

	"onedoor/internal/intake"
	"onedoor/internal/platform/fault"
)

// withdraw takes a request back, for whoever has shown its number and query code. A second click finds it taken back.
func (s *Service) withdraw(w http.ResponseWriter, r *http.Request) {
	shown, ok := s.proved(w, r)
	if !ok {
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		s.fail(w, r, fault.Invalid.Wrap(err))
		return
	}
	reason := r.PostForm.Get("reason")
	err := s.Requests.WithdrawByCitizen(intake.WithSource(r.Context(), s.source(r)), shown.Number, shown.Code, reason)
	if err != nil {
		s.show(w, r, shown, page{}.refused(r, err), "", map[string]string{"reason": reason})
		return
	}
	http.Redirect(w, r, "/track/"+shown.Number+"?done=withdraw", http.StatusSeeOther)
}
