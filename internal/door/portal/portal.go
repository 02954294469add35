package portal

import (
	"context"
	"embed"
	"html/template"
	"io"
	"net/http"
	"strings"
	"time"

	"onedoor/internal/directory"
	"onedoor/internal/followup"
	"onedoor/internal/intake"
	"onedoor/internal/knowledge"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger/anchor"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

//go:embed templates/*.html static/*
var files embed.FS

// Requests is what the door asks of intake.
type Requests interface {
	TakeOn(ctx context.Context, p auth.Principal, in intake.TakeOnIn) ([]intake.Receipt, error)
	Open(ctx context.Context, number, code string) (intake.Opened, error)
	FollowLink(ctx context.Context, link string) (number, code string, err error)
	Track(ctx context.Context, number, code string) (intake.PublicView, error)
	PublicHistory(ctx context.Context, number, code string) (anchor.History, error)
	SupplementByCitizen(ctx context.Context, number, code string, in intake.SupplementIn) error
	WithdrawByCitizen(ctx context.Context, number, code, reason string) error
	Advise(q store.Queryer, p auth.Principal, in intake.AdviceIn) (intake.Advice, error)
	Banners(q store.Queryer) ([]intake.Banner, error)
	AppealByCitizen(ctx context.Context, number, code string, in intake.AppealIn) error
}

// Ratings takes a citizen's answer after the reply.
type Ratings interface {
	RateByCitizen(ctx context.Context, order, request ids.ID, a followup.Answer) error
	Standing(q store.Queryer, order, request ids.ID) (followup.Standing, error)
}

// Answers finds what citizens may read.
type Answers interface {
	Public(q store.Queryer, words string, limit int) ([]knowledge.Hit, error)
	PublicArticle(q store.Queryer, id ids.ID) (knowledge.Article, knowledge.Version, error)
}

// Files takes uploads.
type Files interface {
	Upload(ctx context.Context, owner workorder.Owner, name string, r io.Reader) (workorder.Attachment, error)
	DropUploads(ctx context.Context, owner workorder.Owner, list []ids.ID) error
}

// Places names divisions.
type Places interface {
	Divisions(q store.Queryer) ([]directory.Division, error)
}

// Sealer seals the cookies that hold what a citizen has proved.
type Sealer interface {
	Seal(plain, context []byte) ([]byte, error)
	Open(sealed, context []byte) ([]byte, error)
}

// Deps are what the door stands on.
type Deps struct {
	Store    *store.Store
	Requests Requests
	Ratings  Ratings
	Answers  Answers
	Files    Files
	Places   Places
	Sealer   Sealer
	Calls    Calls
}

// Options are an operator's choices.
type Options struct {
	City        string // shown in the head of every page
	Hotline     string
	ProxyHeader string // header with the client's address, set by a trusted proxy; empty: none
	Secure      bool   // cookies by HTTPS only
	MaxFileMB   int
}

// Service is the door.
type Service struct {
	Deps
	options   Options
	templates map[string]*template.Template
	writes    *httpx.Limiter // submissions by source
	lookups   *httpx.Limiter // tries of query codes by source, beside intake's own limit
	drawing   chan struct{}  // photos that are drawn just now
}

// maxForm is the size of a form with its files, in bytes, beyond the files' own limit.
const (
	maxForm  = 1 << 20
	maxFiles = 5
)

var errTooFast = fault.New(http.StatusTooManyRequests, "portal.too_fast", "提交过于频繁，请稍等一分钟再试；也可以直接拨打热线。")

// New returns the door.
func New(d Deps, o Options) (*Service, error) {
	s := &Service{Deps: d, options: o, writes: httpx.NewLimiter(6*time.Second, 20), lookups: httpx.NewLimiter(2*time.Second, 20),
		drawing: make(chan struct{}, photosAtOnce)}
	if s.options.MaxFileMB <= 0 {
		s.options.MaxFileMB = 20
	}
	var err error
	s.templates, err = parse()
	return s, err
}

// Routes adds the pages to the mux.
func (s *Service) Routes(mux *httpx.Mux) {
	mux.HandleFunc("GET /{$}", s.home)
	mux.HandleFunc("GET /report", s.reportForm)
	mux.HandleFunc("POST /report", s.report)
	mux.HandleFunc("GET /receipt", s.receipt)
	mux.HandleFunc("GET /track", s.trackForm)
	mux.HandleFunc("POST /track", s.trackOpen)
	mux.HandleFunc("GET /track/{number}", s.track)
	mux.HandleFunc("GET /track/{number}/confirm", s.trackLink)
	mux.HandleFunc("GET /s/{link}", s.shortLink)
	mux.HandleFunc("GET /track/{number}/history", s.history)
	mux.HandleFunc("POST /track/{number}/supplement", s.supplement)
	mux.HandleFunc("POST /track/{number}/confirm", s.confirm)
	mux.HandleFunc("POST /track/{number}/withdraw", s.withdraw)
	mux.HandleFunc("POST /track/{number}/appeal", s.appeal)
	mux.HandleFunc("GET /answers", s.answers)
	mux.HandleFunc("GET /answers/{id}", s.answer)
	mux.HandleFunc("GET /call", s.call)
	mux.HandleFunc("POST /call/line", s.callLine)
	mux.HandleFunc("GET /call/state", s.callState)
	mux.HandleFunc("POST /call/photo", s.callPhoto)
	mux.HandleFunc("POST /call/place", s.callPlace)
	mux.HandleFunc("GET /portal/{file}", s.static)
	mux.HandleFunc("GET /{path...}", s.missing)
}

// missing answers for an address that the program does not have: a page with the way on, or a problem to a program.
func (s *Service) missing(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/api/") {
		httpx.WriteProblem(w, r, fault.NotFound)
		return
	}
	// The links to other displays lead home: what somebody typed is no address of ours.
	s.render(w, r, "missing", page{Title: "没有这个页面", Here: "/", Status: http.StatusNotFound})
}

// static serves the style sheet and the script of the call's page.
func (s *Service) static(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "public, max-age=3600")
	http.ServeFileFS(w, r, files, "static/"+r.PathValue("file"))
}
