package workorder

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

func (s *Service) attachmentRoutes(api huma.API) {
	op := post("/attachments", "attachment-upload", RightAttach, "上传附件（multipart/form-data，字段 file）")
	op.Status, op.Multipart = http.StatusCreated, true
	httpx.Register(api, op, s.postAttachment)
	describeUpload(api, op.Path)
	httpx.Register(api, get("/upload-rule", "upload-rule", RightAttach, "附件的规则"), s.getUploadRule)
	httpx.Register(api, get("/attachments/{id}", "attachment-get", RightRead, "下载附件"), s.getAttachment)
	httpx.Register(api, post("/orders/{id}/attachments", "order-attach", RightAttach, "为工单添加附件"),
		verbHandler(s, func(tx *store.Tx, p auth.Principal, id ids.ID, b attachBody) (Order, error) {
			return s.Attach(tx, p, id, b.Version, b.AttachIn)
		}))
}

// describeUpload writes the form into the API document: the body is read as a stream, so
// huma does not know of it.
func describeUpload(api huma.API, path string) {
	item := api.OpenAPI().Paths[path]
	if item == nil || item.Post == nil {
		return
	}
	item.Post.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"multipart/form-data": {Schema: &huma.Schema{Type: huma.TypeObject, Required: []string{"file"},
			Properties: map[string]*huma.Schema{"file": {Type: huma.TypeString, Format: "binary"}}}},
	}}
}

// RequestIn keeps the plain request, for bodies and answers that are streams.
type RequestIn struct {
	request *http.Request
	writer  http.ResponseWriter
}

// Resolve takes the request out of huma's hands.
func (in *RequestIn) Resolve(ctx huma.Context) []error {
	in.request, in.writer = humago.Unwrap(ctx)
	return nil
}

type uploadIn struct {
	RequestIn
}

// formOverhead is what a form may hold beside the file: boundaries and headers.
const formOverhead = 64 << 10

func (s *Service) postAttachment(ctx context.Context, in *uploadIn) (*httpx.Out[OrderAttachment], error) {
	in.request.Body = http.MaxBytesReader(in.writer, in.request.Body, s.options.MaxFileBytes+formOverhead)
	form, err := in.request.MultipartReader()
	if err != nil {
		return nil, ErrFileMissing.WithMessage("请用表单（multipart/form-data）的 file 字段上传文件。").Wrap(err)
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, ErrFileMissing.WithMessage("请用表单（multipart/form-data）的 file 字段上传文件。")
		}
		if err != nil {
			return nil, uploadFault(err)
		}
		if part.FormName() != "file" {
			continue
		}
		a, err := s.receive(ctx, OwnerStaff(auth.From(ctx).ID), part.FileName(), part)
		if err != nil {
			return nil, uploadFault(err)
		}
		out, err := httpx.Once(ctx, s.store, func(tx *store.Tx) (OrderAttachment, error) {
			return attachmentView(a), s.insertUpload(tx, a)
		})
		if err != nil || out.ID != a.ID { // refused, or answered before: a row is there only for what was sent the first time
			err = errors.Join(err, s.drop(ctx, a))
		}
		return httpx.Reply(out, err)
	}
}

// uploadFault names the two ways in which a stream breaks off.
func uploadFault(err error) error {
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &tooLarge):
		return ErrFileTooLarge
	case errors.Is(err, io.ErrUnexpectedEOF):
		return ErrFileMissing.WithMessage("文件没有传完，请重新上传。").Wrap(err)
	}
	return fmt.Errorf("workorder: upload: %w", err)
}

// UploadRule is what may be attached, so that a screen refuses before it sends.
type UploadRule struct {
	MaxBytes int64    `json:"max_bytes" doc:"of one file"`
	MaxFiles int      `json:"max_files" doc:"linked at once"`
	Endings  []string `json:"endings" doc:"of names, such as .pdf; what a file is, is found in its content"`
}

func (s *Service) getUploadRule(context.Context, *struct{}) (*httpx.Out[UploadRule], error) {
	return httpx.Reply(UploadRule{s.options.MaxFileBytes, s.options.MaxFiles, endings()}, nil)
}

type downloadIn struct {
	RequestIn
	ID ids.Param `path:"id"`
}

func (s *Service) getAttachment(ctx context.Context, in *downloadIn) (*huma.StreamResponse, error) {
	a, err := s.Attachment(s.store.Read(ctx), auth.From(ctx), in.ID.ID)
	if err != nil {
		return nil, err
	}
	f, err := s.OpenAttachment(a)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(huma.Context) {
		defer func() { _ = f.Close() }() // it was only read
		ServeAttachment(in.writer, in.request, a, f)
	}}, nil
}
