package httpx

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/auth"
)

// Op describes one operation of the API. Every operation says who may call it.
type Op struct {
	Method, Path string
	ID           string // stable name, such as order-dispatch
	Summary      string
	Tag          string
	Right        string // the right asked for; empty: anybody who has signed in
	Public       bool   // no sign-in asked for
	Status       int    // of success; default 200
	MaxBody      int64  // bytes; default 1 MiB
	Multipart    bool   // the body is a form with files
}

// rightKey is the extension of the API document that names the right of an operation.
const rightKey = "x-right"

// Register adds an operation. The right is checked before the body is read. Errors of h become problems.
func Register[I, O any](api huma.API, op Op, h func(context.Context, *I) (*O, error)) {
	o := huma.Operation{OperationID: op.ID, Method: op.Method, Path: op.Path, Summary: op.Summary,
		DefaultStatus: op.Status, MaxBodyBytes: op.MaxBody, Extensions: map[string]any{rightKey: access(op)}}
	if op.Tag != "" {
		o.Tags = []string{op.Tag}
	}
	if !op.Public {
		o.Security = []map[string][]string{{"session": {}}}
		o.Middlewares = huma.Middlewares{func(c huma.Context, next func(huma.Context)) {
			if _, err := auth.Need(c.Context(), op.Right); err != nil {
				writeHuma(api, c, err)
				return
			}
			next(c)
		}}
	}
	huma.Register(api, o, func(ctx context.Context, in *I) (*O, error) {
		out, err := h(ctx, in)
		if err != nil {
			return nil, ProblemOf(ctx, err)
		}
		return out, nil
	})
}

func access(op Op) string {
	switch {
	case op.Public:
		return "public"
	case op.Right == "":
		return "signed-in"
	}
	return op.Right
}

func writeHuma(api huma.API, c huma.Context, err error) {
	p := ProblemOf(c.Context(), err)
	c.SetHeader("Content-Type", "application/problem+json")
	c.SetHeader("Cache-Control", "no-store")
	c.SetStatus(p.Status)
	_ = api.Marshal(c.BodyWriter(), "application/json", p) // the client has gone if this fails
}

// Page is one page of a list that goes on at NextCursor.
type Page[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"next_cursor,omitempty" doc:"give it as cursor to get the next page; absent on the last"`
}

// Out wraps a body for huma.
type Out[T any] struct {
	Body T
}

// Reply wraps a body for huma.
func Reply[T any](body T, err error) (*Out[T], error) {
	if err != nil {
		return nil, err
	}
	return &Out[T]{Body: body}, nil
}

// Guard wraps a plain handler (a file, a stream) with the check of a right.
func Guard(right string, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if _, err := auth.Need(r.Context(), right); err != nil {
			WriteProblem(w, r, err)
			return
		}
		next(w, r)
	}
}

// Limit bounds a page size: 0 becomes 50, at most 200.
func Limit(n int) int {
	switch {
	case n <= 0:
		return 50
	case n > 200:
		return 200
	}
	return n
}
