package fault_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"

	"onedoor/internal/platform/fault"
)

var (
	errFull  = fault.New(http.StatusConflict, "test.full", "已满，请稍后再试。")
	errOther = fault.New(http.StatusConflict, "test.other", "另一个错误，请稍后再试。")
)

func TestNew(t *testing.T) {
	defer func() {
		if p := recover(); p == nil || !strings.Contains(fmt.Sprint(p), "test.full") {
			t.Errorf("a code was declared twice: %v", p)
		}
	}()
	fault.New(http.StatusTeapot, "test.full", "又一个。")
}

func TestCopies(t *testing.T) {
	message, fields := errFull.Message, len(errFull.Fields)
	one := errFull.WithMessage("还剩 %d 个位置。", 0).WithField("body.a", "一").Wrap(io.EOF)
	two := one.WithField("body.b", "二")
	three := one.WithField("body.c", "三")
	if errFull.Message != message || len(errFull.Fields) != fields || errors.Unwrap(errFull) != nil {
		t.Errorf("the declared fault was changed: %+v", errFull)
	}
	if one.Message != "还剩 0 个位置。" || one.Status != http.StatusConflict || one.Code != "test.full" || !errors.Is(one, io.EOF) {
		t.Errorf("%+v", one)
	}
	if len(one.Fields) != 1 || two.Fields[1].Location != "body.b" || three.Fields[1].Location != "body.c" {
		t.Errorf("copies share their fields: %v %v %v", one.Fields, two.Fields, three.Fields)
	}
	if !errors.Is(two, io.EOF) || two.Message != one.Message {
		t.Errorf("a copy lost what it was copied from: %+v", two)
	}
	var wg sync.WaitGroup // the declared one is shared by all requests
	for range 8 {
		wg.Go(func() { _ = errFull.WithField("body.x", "错").WithMessage("x").Wrap(io.EOF) })
	}
	wg.Wait()
}

func TestIs(t *testing.T) {
	copied := errFull.WithMessage("别的话").Wrap(io.ErrUnexpectedEOF)
	wrapped := fmt.Errorf("room: verb: %w", errors.Join(io.EOF, copied))
	for _, c := range []struct {
		err, target error
		want        bool
	}{
		{copied, errFull, true}, {wrapped, errFull, true}, {errFull, copied, true}, {wrapped, io.ErrUnexpectedEOF, true},
		{copied, errOther, false}, {wrapped, errOther, false}, {io.EOF, errFull, false}, {errFull, io.EOF, false},
	} {
		if errors.Is(c.err, c.target) != c.want {
			t.Errorf("Is(%v, %v) is not %v", c.err, c.target, c.want)
		}
	}
	if text := copied.Error(); text != "test.full: unexpected EOF" {
		t.Errorf("for the log: %q", text)
	}
}

func TestOf(t *testing.T) {
	if fault.Of(nil) != nil {
		t.Error("nothing became a fault")
	}
	if f := fault.Of(fmt.Errorf("x: %w", errFull)); f.Code != "test.full" {
		t.Errorf("%+v", f)
	}
	// What was refused comes before what went wrong while noting it.
	if f := fault.Of(errors.Join(errFull, io.EOF)); f.Code != "test.full" {
		t.Errorf("%+v", f)
	}
	foreign := errors.New("password=hunter2 in the database URL")
	f := fault.Of(foreign)
	if f.Code != "internal.error" || f.Status != 500 || strings.Contains(f.Message, "hunter2") || !errors.Is(f, foreign) {
		t.Errorf("%+v", f)
	}
	if errors.Unwrap(fault.Internal) != nil {
		t.Error("the shared fault remembers a cause")
	}
}

// TestAll holds every declared fault to its form; rooms are held to the same where the program is wired.
func TestAll(t *testing.T) {
	list := fault.All()
	code := regexp.MustCompile(`^[a-z]+\.[a-z0-9_]+$`)
	if !slices.IsSortedFunc(list, func(a, b *fault.Fault) int { return strings.Compare(a.Code, b.Code) }) {
		t.Error("not in order")
	}
	for _, f := range list {
		chinese := strings.ContainsFunc(f.Message, func(r rune) bool { return unicode.Is(unicode.Han, r) })
		if !code.MatchString(f.Code) || f.Status < 400 || f.Status > 599 || !chinese || !strings.HasSuffix(f.Message, "。") {
			t.Errorf("%+v", f)
		}
	}
}

// TestPanic holds that what is logged of a panic repeats no words.
func TestPanic(t *testing.T) {
	for name, c := range map[string]struct {
		cause func()
		says  string
	}{
		"Runtime": {func() { _ = []int{}[len("鹳")] }, "index out of range"},
		"Type":    {func() { _ = any("鹳小明").(fmt.Stringer) }, "interface conversion"},
		"Text":    {func() { panic("鹳小明") }, "a value of type string"},
		"Error":   {func() { panic(errors.New("鹳小明")) }, "a value of type *errors.errorString"},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if got := fault.Panic(recover()).Error(); !strings.Contains(got, c.says) || strings.Contains(got, "鹳") {
					t.Errorf("%q, want %q and no words", got, c.says)
				}
			}()
			c.cause()
		})
	}
}
