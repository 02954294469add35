package portal

import (
	"context"
	"embed"
	"html/template"
	"io"
	"net/http"
	"time"

	"onedoor/internal/directory"
	"onedoor/internal/followup"
	"onedoor/internal/intake"
	"onedoor/internal/knowledge"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

//go:embed templates/*.html static/*
var files embed.FS

// Requests is what the door asks of intake.
type Requests interface {
	TakeOn(ctx context.Context, p auth.Principal, in intake.TakeOnIn) ([]intake.Receipt, error)
	Open(ctx context.Context, number, code string) (intake.Opened, error)
	Track(ctx context.Context, number, code string) (intake.PublicView, error)
	SupplementByCitizen(ctx context.Context, number, code string, in intake.SupplementIn) error
}

// Ratings takes a citizen's answer after the reply.
type Ratings interface {
	RateByCitizen(ctx context.Context, order, request ids.ID, a followup.Answer) error
}

// Answers finds what citizens may read.
type Answers interface {
	Public(q store.Queryer, words string, limit int) ([]knowledge.Hit, error)
	PublicArticle(q store.Queryer, id ids.ID) (knowledge.Article, knowledge.Version, error)
}

// Files takes uploads.
type Files interface {
	Upload(ctx context.Context, owner workorder.Owner, name string, r io.Reader) (workorder.Attachment, error)
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
}

// maxForm is the size of a form with its files, in bytes, beyond the files' own limit.
const (
	maxForm  = 1 << 20
	maxFiles = 5
)

var errTooFast = fault.New(http.StatusTooManyRequests, "portal.too_fast", "提交过于频繁，请稍等一分钟再试；也可以直接拨打热线。")

// New returns the door.
func New(d Deps, o Options) (*Service, error) {
	s := &Service{Deps: d, options: o, writes: httpx.NewLimiter(6*time.Second, 20), lookups: httpx.NewLimiter(2*time.Second, 20)}
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
	mux.HandleFunc("POST /track/{number}/supplement", s.supplement)
	mux.HandleFunc("POST /track/{number}/confirm", s.confirm)
	mux.HandleFunc("GET /answers", s.answers)
	mux.HandleFunc("GET /answers/{id}", s.answer)
	mux.HandleFunc("GET /portal/{file}", s.static)
}

// static serves the style sheet.
func (s *Service) static(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "public, max-age=3600")
	http.ServeFileFS(w, r, files, "static/"+r.PathValue("file"))
}
