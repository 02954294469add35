package portal

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"onedoor/internal/followup"
	"onedoor/internal/intake"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/workorder"
)

// proof is what a citizen has shown: a receipt number with its query code.
type proof struct {
	Number string `json:"number"`
	Code   string `json:"code"`
}

// trackPage is what the page of a request shows.
type trackPage struct {
	intake.PublicView
	Token string
	Done  string // what was just done, in words
	// Rated tells that this requester has answered; the answer may be changed until ChangeUntil.
	Rated       bool
	ChangeUntil time.Time
	Form        map[string]string
}

type trackFormPage struct{ Number string }

func (s *Service) trackForm(w http.ResponseWriter, r *http.Request) {
	s.render(w, r, "track_form", page{Title: "查询进度", Data: trackFormPage{Number: r.URL.Query().Get("number")}})
}

func (s *Service) trackOpen(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		s.fail(w, r, fault.Invalid.Wrap(err))
		return
	}
	s.openFor(w, r, proof{Number: r.PostForm.Get("number"), Code: r.PostForm.Get("code")})
}

// shortLink opens a request from the short link in a message, which tells nobody else what it is about.
func (s *Service) shortLink(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Referrer-Policy", "origin")
	w.Header().Set("Cache-Control", "no-store")
	again := func(err error) {
		s.render(w, r, "track_form", page{Title: "查询进度", Here: "/track", Data: trackFormPage{}}.refused(r, err))
	}
	if !s.lookups.Allow(s.source(r)) {
		again(errTooFast)
		return
	}
	number, code, err := s.Requests.FollowLink(intake.WithSource(r.Context(), s.source(r)), r.PathValue("link"))
	if err != nil {
		again(err)
		return
	}
	s.openFor(w, r, proof{Number: number, Code: code})
}

// trackLink opens a request from the older form of the link, which holds the code, and leaves the code behind at once. If
// it cannot, the page that says so does not tell its own address to what it loads or leads to.
func (s *Service) trackLink(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Referrer-Policy", "origin")
	s.openFor(w, r, proof{Number: r.PathValue("number"), Code: r.URL.Query().Get("code")})
}

func (s *Service) openFor(w http.ResponseWriter, r *http.Request, shown proof) {
	again := func(err error) {
		s.render(w, r, "track_form", page{Title: "查询进度", Here: "/track", Data: trackFormPage{Number: shown.Number}}.refused(r, err))
	}
	if !s.lookups.Allow(s.source(r)) {
		again(errTooFast)
		return
	}
	opened, err := s.Requests.Open(intake.WithSource(r.Context(), s.source(r)), shown.Number, shown.Code)
	if err != nil {
		again(err)
		return
	}
	shown.Number = opened.Number
	if err := setSealed(s, w, trackCookie, "/track", keepTrack, shown); err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/track/"+opened.Number, http.StatusSeeOther)
}

// proved returns what the visitor has shown for the number in the path, or sends the visitor to show it.
func (s *Service) proved(w http.ResponseWriter, r *http.Request) (proof, bool) {
	number := r.PathValue("number")
	shown, ok := readSealed[proof](s, r, trackCookie)
	if !ok || shown.Number != number {
		http.Redirect(w, r, "/track?number="+url.QueryEscape(number), http.StatusSeeOther)
		return proof{}, false
	}
	return shown, true
}

func (s *Service) track(w http.ResponseWriter, r *http.Request) {
	if shown, ok := s.proved(w, r); ok {
		s.show(w, r, shown, page{}, r.URL.Query().Get("done"), nil)
	}
}

// doneTexts are what a form says after it was taken, by the code in the address.
var doneTexts = map[string]string{"supplement": "补充内容已收到，并已转给办理人员。", "confirm": "感谢您的评价。",
	"withdraw": "您的诉求已撤回。", "appeal": "申诉已收到，将由其他人员复核，结果在本页告知。"}

// show shows the request. form is what was typed into a form that was refused, with the token to go on with, if any.
func (s *Service) show(w http.ResponseWriter, r *http.Request, shown proof, p page, done string, form map[string]string) {
	view, err := s.Requests.Track(intake.WithSource(r.Context(), s.source(r)), shown.Number, shown.Code)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	shows := trackPage{PublicView: view, Token: cmp.Or(form["token"], workorder.NewUploadToken()), Done: doneTexts[done], Form: form}
	if err := s.rated(r.Context(), &shows); err != nil {
		s.fail(w, r, err)
		return
	}
	p.Title, p.Data = "办理进度", shows
	s.render(w, r, "track", p)
}

// rated puts what this requester has answered on the page, and asks no more unless the answer may still be changed. The
// requests' room learns of an answer only a moment later.
func (s *Service) rated(ctx context.Context, shows *trackPage) error {
	standing, err := s.Ratings.Standing(s.Store.Read(ctx), shows.Order, shows.Request)
	if err != nil || !standing.Answered {
		return err
	}
	shows.Satisfaction = standing.Given.Satisfaction
	if !shows.MayRate {
		return nil
	}
	shows.StateText = "已办结，已收到您的评价"
	shows.Rated, shows.ChangeUntil, shows.MayRate = true, standing.Until, standing.Asked
	if shows.Form == nil {
		contacted := map[bool]string{true: "yes", false: "no"}[standing.Given.Contacted]
		shows.Form = map[string]string{"contacted": contacted, "resolved": standing.Given.Resolved, "satisfaction": strconv.Itoa(standing.Given.Satisfaction)}
	}
	return nil
}

func (s *Service) supplement(w http.ResponseWriter, r *http.Request) {
	shown, ok := s.proved(w, r)
	if !ok {
		return
	}
	allowed := s.writes.Allow(s.source(r))
	form, uploads, err := s.readForm(w, r, allowed)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	token := form.Get("token")
	var kept []ids.ID
	again := func(err error) {
		next := tokenAfter(token, err)
		s.dropFiles(r, token, next, kept)
		s.show(w, r, shown, page{}.refused(r, err), "", map[string]string{"content": form.Get("content"), "token": next})
	}
	if !allowed {
		again(errTooFast)
		return
	}
	if kept, err = s.upload(r, token, uploads); err == nil {
		err = s.Requests.SupplementByCitizen(intake.WithSource(r.Context(), s.source(r)), shown.Number, shown.Code,
			intake.SupplementIn{Content: form.Get("content"), Attachments: kept, Uploads: token, Token: token})
	}
	if err != nil {
		again(err)
		return
	}
	http.Redirect(w, r, "/track/"+shown.Number+"?done=supplement", http.StatusSeeOther)
}

func (s *Service) confirm(w http.ResponseWriter, r *http.Request) {
	shown, ok := s.proved(w, r)
	if !ok {
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		s.fail(w, r, fault.Invalid.Wrap(err))
		return
	}
	form := map[string]string{}
	for _, name := range []string{"contacted", "resolved", "satisfaction", "note"} {
		form[name] = r.PostForm.Get(name)
	}
	opened, err := s.Requests.Open(intake.WithSource(r.Context(), s.source(r)), shown.Number, shown.Code)
	if err == nil {
		err = s.Ratings.RateByCitizen(r.Context(), opened.Order, opened.Request, rating(form))
	}
	if err != nil {
		s.show(w, r, shown, page{}.refused(r, err), "", form)
		return
	}
	http.Redirect(w, r, "/track/"+shown.Number+"?done=confirm", http.StatusSeeOther)
}

// rating reads the answers; what is missing or wrong is for the room to say.
func rating(form map[string]string) followup.Answer {
	a := followup.Answer{Resolved: form["resolved"], Note: form["note"]}
	if c := form["contacted"]; c == "yes" || c == "no" {
		yes := c == "yes"
		a.Contacted = &yes
	}
	if n := form["satisfaction"]; len(n) == 1 && n[0] >= '1' && n[0] <= '5' {
		a.Satisfaction = int(n[0] - '0')
	}
	return a
}
