package httpx

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"unicode"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/fault"
)

// Problem is an RFC 9457 problem: the form of every error of the API.
type Problem struct {
	Type    string        `json:"type" doc:"a URN of the code"`
	Title   string        `json:"title" doc:"the HTTP status in words"`
	Status  int           `json:"status"`
	Code    string        `json:"code" doc:"stable code, such as workorder.already_signed"`
	Detail  string        `json:"detail" doc:"in Chinese: what is wrong and what to do"`
	Errors  []fault.Field `json:"errors,omitempty" doc:"the inputs that are wrong"`
	Request string        `json:"request,omitempty" doc:"number of the request, to tell an administrator"`
}

// Error makes a Problem an error for huma.
func (p *Problem) Error() string { return p.Code }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is RFC 9457's.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// ProblemOf turns any error into a Problem; an error that is no fault is logged here and shown as internal.error.
func ProblemOf(ctx context.Context, err error) *Problem {
	var ready *Problem
	if errors.As(err, &ready) {
		return ready
	}
	f := fault.Of(err)
	if errors.Is(err, context.Canceled) {
		f = fault.Unavailable // the client has gone; nobody reads it
	} else if f.Status >= 500 {
		slog.ErrorContext(ctx, "request failed", "request", RequestID(ctx), "code", f.Code, "error", err)
	}
	note(ctx).wait = f.Wait
	return &Problem{Type: "urn:onedoor:problem:" + f.Code, Title: http.StatusText(f.Status), Status: f.Status,
		Code: f.Code, Detail: f.Message, Errors: f.Fields, Request: RequestID(ctx)}
}

// WriteProblem answers with err outside huma.
func WriteProblem(w http.ResponseWriter, r *http.Request, err error) {
	p := ProblemOf(r.Context(), err)
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client has gone if this fails
}

// fromHuma builds the Problem for what huma itself refuses: bodies that do not parse or do not fit the schema.
func fromHuma(status int, message string, errs ...error) huma.StatusError {
	f := fault.Invalid
	switch {
	case status == http.StatusRequestEntityTooLarge:
		f = fault.TooLarge
	case status == http.StatusNotFound:
		f = fault.NotFound
	case status == http.StatusRequestTimeout:
		f = fault.Invalid.WithMessage("内容没有在时限内传完，请检查网络后重试。")
	case status >= 500:
		f = fault.Internal
	case status != http.StatusUnprocessableEntity && status != http.StatusBadRequest:
		f = fault.Invalid.WithMessage("请求格式不受支持（HTTP %d）。", status)
	}
	p := &Problem{Type: "urn:onedoor:problem:" + f.Code, Title: http.StatusText(status), Status: f.Status, Code: f.Code, Detail: f.Message}
	if f.Code == fault.Invalid.Code {
		p.Status = status
	}
	for _, err := range errs {
		var detail *huma.ErrorDetail
		switch {
		case errors.As(err, &detail) && strings.ContainsFunc(detail.Message, chinese):
			p.Errors = append(p.Errors, fault.Field{Location: detail.Location, Message: detail.Message})
		case errors.As(err, &detail): // a parser's own words
			p.Errors = append(p.Errors, fault.Field{Location: cmp.Or(detail.Location, "body"), Message: "内容无法解析，请检查格式。"})
		case err != nil:
			p.Errors = append(p.Errors, fault.Field{Location: "body", Message: "内容无法解析，请检查格式。"})
		}
	}
	if status >= 500 {
		slog.Error("request failed", "status", status, "message", message, "errors", errors.Join(errs...))
	}
	return p
}

func chinese(r rune) bool { return unicode.Is(unicode.Han, r) }
