package portal

import (
	"errors"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"onedoor/internal/directory"
	"onedoor/internal/intake"
	"onedoor/internal/language"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// titleLength is the length of a title that is made from the first sentence, in characters.
const titleLength = 30

// kinds are what a citizen may choose from, in a citizen's words.
var kinds = []intake.Choice{{Code: "help", Name: "求助：请帮我解决"}, {Code: "complaint", Name: "投诉：我不满意"}, {Code: "consult", Name: "咨询：我想了解"},
	{Code: "suggestion", Name: "建议：我有想法"}, {Code: "report", Name: "举报：有人违规"}, {Code: "praise", Name: "表扬：我要感谢"}}

// place is one group of the choice of places: a district or zone and its towns and streets.
type place struct {
	Code, Name string
	Below      []directory.Division
}

// reportPage is what the form shows.
type reportPage struct {
	Token  string
	Form   url.Values
	Kinds  []intake.Choice
	Places []place
	MaxMB  int
	Now    string
	Advice *advice // shown before the form is taken; nil: nothing to say
	// Banners are what events announce now.
	Banners []intake.Banner
}

func (s *Service) reportForm(w http.ResponseWriter, r *http.Request) {
	data, err := s.reportPage(r, workorder.NewUploadToken(), url.Values{"kind": {"help"}, "reply_wanted": {"yes"}})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.render(w, r, "report", page{Title: "我要反映", Data: data})
}

func (s *Service) reportPage(r *http.Request, token string, form url.Values) (reportPage, error) {
	list, err := s.Places.Divisions(s.Store.Read(r.Context()))
	if err != nil {
		return reportPage{}, err
	}
	p := reportPage{Token: token, Form: form, Kinds: kinds, MaxMB: s.options.MaxFileMB, Now: time.Now().In(wall.Shanghai).Format("2006-01-02T15:04")}
	if p.Banners, err = s.Requests.Banners(s.Store.Read(r.Context())); err != nil {
		return reportPage{}, err
	}
	below := map[string][]directory.Division{}
	for _, d := range list {
		if d.Level == directory.Street && d.Active {
			below[d.ParentCode] = append(below[d.ParentCode], d)
		}
	}
	for _, d := range list {
		if d.Level == directory.Area && d.Active {
			p.Places = append(p.Places, place{Code: d.Code, Name: d.Name, Below: below[d.Code]})
		}
	}
	return p, nil
}

func (s *Service) report(w http.ResponseWriter, r *http.Request) {
	source := s.source(r)
	allowed := s.writes.Allow(source)
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
		data, pageErr := s.reportPage(r, next, form)
		if pageErr != nil {
			s.fail(w, r, pageErr)
			return
		}
		s.render(w, r, "report", page{Title: "我要反映", Data: data}.refused(r, err))
	}
	if !allowed {
		again(errTooFast)
		return
	}
	in, err := takeOnIn(form)
	if err != nil {
		again(err)
		return
	}
	in.Uploads = token
	told, err := s.advise(r, form, in)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if kept, err = s.upload(r, token, uploads); err != nil {
		again(err)
		return
	}
	in.Requests[0].AttachmentIDs = slices.Concat(kept, keptFiles(form.Get("kept")))
	if told != nil {
		s.tell(w, r, token, form, told, in.Requests[0].AttachmentIDs)
		return
	}
	receipts, err := s.Requests.TakeOn(intake.WithSource(r.Context(), source), intake.Citizen, in)
	if err != nil {
		again(err)
		return
	}
	if err := setSealed(s, w, receiptCookie, "/receipt", keepReceipt, receipts); err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/receipt", http.StatusSeeOther)
}

// tell shows the form again, with what its words point to; the files that came with it are kept under its token.
func (s *Service) tell(w http.ResponseWriter, r *http.Request, token string, form url.Values, told *advice, files []ids.ID) {
	data, err := s.reportPage(r, token, form)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	told.Kept, told.N = joinFiles(files), len(files)
	data.Advice = told
	s.render(w, r, "report", page{Title: "提交前请看", Data: data})
}

// takeOnIn reads the form. Whether its content will do is intake's business.
func takeOnIn(form url.Values) (intake.TakeOnIn, error) {
	text := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	req := intake.RequestForm{Kind: text("kind"), DivisionCode: text("division"), Address: text("address"), Accused: text("accused"),
		Title: text("title"), Content: text("content"), Expectation: text("expectation"), Sealed: form.Get("sealed") != "",
		ReplyWanted: form.Get("reply_wanted") != "", ReplyWay: "web", OwnMatter: form.Get("storm") == "own"}
	if req.Title == "" {
		req.Title = language.FirstSentenceTitle(req.Content, titleLength)
	}
	if text("phone") != "" && req.ReplyWanted {
		req.ReplyWay = "phone"
	}
	if at := text("occurred_at"); at != "" {
		t, err := time.ParseInLocation("2006-01-02T15:04", at, wall.Shanghai)
		if err != nil {
			return intake.TakeOnIn{}, fault.Invalid.WithField("body.requests[0].occurred_at", "请按“年-月-日 时:分”填写时间。")
		}
		req.OccurredAt = &t
	}
	return intake.TakeOnIn{Door: intake.DoorWeb, Token: form.Get("token"), Requests: []intake.RequestForm{req},
		Caller: intake.Caller{CallerName: text("name"), ContactPhone: text("phone")}}, nil
}

// tokenAfter is the token of a form that is shown again. What was refused for what stands in it is a new form, with a
// new token for new files, and so is one whose token another form has used up, as after the browser's way back; in any other case (too fast, an error of ours) the next try may meet this one's work, and must
// be known as the same.
func tokenAfter(token string, err error) string {
	if errors.Is(err, intake.ErrTokenReused) {
		return workorder.NewUploadToken()
	}
	switch fault.Of(err).Status {
	case http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType:
		return workorder.NewUploadToken()
	}
	return token
}

// readForm reads a form with or without files, bounded in size. Files are taken only from whoever is allowed to write;
// of anybody else just enough is read to show the form again.
func (s *Service) readForm(w http.ResponseWriter, r *http.Request, allowed bool) (url.Values, []*multipart.FileHeader, error) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")) // an odd type is read as a plain form
	limit, withFiles := int64(maxForm), kind == "multipart/form-data"
	if withFiles && allowed {
		limit += int64(maxFiles*s.options.MaxFileMB) << 20
	}
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	var err error
	if withFiles {
		err = r.ParseMultipartForm(maxForm)
	} else {
		err = r.ParseForm()
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge) && !allowed:
		return nil, nil, errTooFast
	case errors.As(err, &tooLarge), errors.Is(err, multipart.ErrMessageTooLarge):
		return nil, nil, fault.TooLarge.Wrap(err)
	case err != nil:
		return nil, nil, fault.Invalid.Wrap(err)
	}
	var uploads []*multipart.FileHeader
	if r.MultipartForm != nil {
		for _, f := range r.MultipartForm.File["files"] {
			if f.Size > 0 || f.Filename != "" {
				uploads = append(uploads, f)
			}
		}
	}
	return r.PostForm, uploads, nil
}

// upload hands the files to the orders' room, under the form's token. Of several it tells which were kept before one was refused.
func (s *Service) upload(r *http.Request, token string, list []*multipart.FileHeader) (kept []ids.ID, err error) {
	if len(list) > maxFiles {
		return nil, fault.Invalid.WithField("files", "一次最多上传 5 个文件。")
	}
	for _, header := range list {
		f, err := header.Open()
		if err != nil {
			return kept, fault.Invalid.Wrap(err)
		}
		a, err := s.Files.Upload(r.Context(), workorder.OwnerToken(token), header.Filename, io.Reader(f))
		_ = f.Close() // it was only read
		if err != nil {
			return kept, fault.Of(err).WithField("files", fault.Of(err).Message)
		}
		kept = append(kept, a.ID)
	}
	return kept, nil
}

// dropFiles has the files of this sending forgotten when the form gets a new token: no later sending can name them. Those of
// an earlier sending stay, which may be under way elsewhere; they are forgotten within a day, as are these if that fails.
func (s *Service) dropFiles(r *http.Request, token, next string, kept []ids.ID) {
	if next == token {
		return
	}
	if err := s.Files.DropUploads(r.Context(), workorder.OwnerToken(token), kept); err != nil {
		slog.WarnContext(r.Context(), "files of a refused form were not dropped", "error", err)
	}
}

// receipt shows what was given for the form submitted last.
func (s *Service) receipt(w http.ResponseWriter, r *http.Request) {
	receipts, ok := readSealed[[]intake.Receipt](s, r, receiptCookie)
	if !ok || len(receipts) == 0 {
		http.Redirect(w, r, "/track", http.StatusSeeOther)
		return
	}
	s.render(w, r, "receipt", page{Title: "提交成功", Data: receipts[0]})
}
