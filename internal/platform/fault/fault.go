// Package fault is the one kind of error that people see: a stable code for programs and a Chinese message that
// says what to do. Foreign errors are wrapped, logged, and shown only as "internal.error".
package fault

import (
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// Fault is a refusal with a stable code. Compare with errors.Is against the package-level value it came from.
type Fault struct {
	Code    string        // room.reason, stable for ever
	Status  int           // the HTTP status that carries it
	Message string        // in Chinese: what is wrong and what to do
	Fields  []Field       // which inputs are wrong, if any
	Wait    time.Duration // of 429: when trying again is worth it; 0: soon
	cause   error
}

// Field points to one wrong input.
type Field struct {
	Location string `json:"location" doc:"path of the wrong input, such as body.requests[0].title"`
	Message  string `json:"message" doc:"what is wrong with it, in Chinese"`
}

var (
	mu  sync.Mutex
	all = map[string]*Fault{}
)

// Faults that any room may need.
var (
	Invalid  = New(http.StatusBadRequest, "request.invalid", "提交的内容有误，请按提示修改后再提交。")
	NotFound = New(http.StatusNotFound, "request.not_found", "没有找到，或者您无权查看。请核对后重试。")
	Conflict = New(http.StatusConflict, "request.conflict", "内容已被他人修改，请刷新后重试。")
	TooLarge = New(http.StatusRequestEntityTooLarge, "request.too_large", "提交的内容过大，请精简后再提交。")
	TooMany  = New(http.StatusTooManyRequests, "request.too_many", "操作过于频繁，请稍后再试。")

	SignIn    = New(http.StatusUnauthorized, "auth.sign_in_first", "请先登录。")
	Forbidden = New(http.StatusForbidden, "auth.forbidden", "您没有此项操作的权限，如有需要请联系管理员。")

	Internal    = New(http.StatusInternalServerError, "internal.error", "系统出现内部错误，已记录。请稍后重试；如仍失败，请把错误编号告诉管理员。")
	Unavailable = New(http.StatusServiceUnavailable, "internal.unavailable", "系统正忙或正在维护，您的内容尚未提交。请稍后重试。")
)

// New declares a fault; it belongs in a package-level variable and panics when the code is taken.
func New(status int, code, message string) *Fault {
	mu.Lock()
	defer mu.Unlock()
	if _, taken := all[code]; taken {
		panic("fault: code declared twice: " + code)
	}
	f := &Fault{Code: code, Status: status, Message: message}
	all[code] = f
	return f
}

// All returns every declared fault by code, for the documentation.
func All() []*Fault {
	mu.Lock()
	defer mu.Unlock()
	list := make([]*Fault, 0, len(all))
	for _, f := range all {
		list = append(list, f)
	}
	slices.SortFunc(list, func(a, b *Fault) int { return strings.Compare(a.Code, b.Code) })
	return list
}

// Error is for logs; people see Message.
func (f *Fault) Error() string {
	if f.cause != nil {
		return f.Code + ": " + f.cause.Error()
	}
	return f.Code
}

// Unwrap returns the wrapped cause.
func (f *Fault) Unwrap() error { return f.cause }

// Is matches faults of the same code.
func (f *Fault) Is(target error) bool {
	other, ok := target.(*Fault)
	return ok && other.Code == f.Code
}

func (f *Fault) clone() *Fault {
	c := *f
	c.Fields = slices.Clone(f.Fields)
	return &c
}

// WithMessage returns a copy that says something more exact, in Chinese.
func (f *Fault) WithMessage(format string, args ...any) *Fault {
	c := f.clone()
	c.Message = fmt.Sprintf(format, args...)
	return c
}

// After returns a copy that says when trying again is worth it. It is for the declaration of a fault.
func (f *Fault) After(wait time.Duration) *Fault {
	c := f.clone()
	c.Wait = wait
	return c
}

// WithField returns a copy that also points to a wrong input.
func (f *Fault) WithField(location, message string) *Fault {
	c := f.clone()
	c.Fields = append(c.Fields, Field{Location: location, Message: message})
	return c
}

// Wrap returns a copy that remembers the cause for the log.
func (f *Fault) Wrap(err error) *Fault {
	c := f.clone()
	c.cause = err
	return c
}

// Panic describes what was recovered from a panic, for the log: the text of an error of the Go runtime, which holds no
// data; of anything else its type alone, since what a program panics with may repeat a person's words.
func Panic(recovered any) error {
	if err, ok := recovered.(runtime.Error); ok {
		return fmt.Errorf("panic: %w", err)
	}
	return fmt.Errorf("panic: a value of type %T", recovered)
}

// Of returns the fault in err's chain, or Internal wrapping err. Of(nil) is nil.
func Of(err error) *Fault {
	if err == nil {
		return nil
	}
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return Internal.Wrap(err)
}
