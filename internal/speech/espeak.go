package speech

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"onedoor/internal/language"
)

// Espeak says texts by espeak-ng, a program of the machine.
type Espeak struct {
	Program string // its path; empty: espeak-ng, wherever it is
	Limit   time.Duration
}

// Say implements Voice. The text goes by the program's input, never by its arguments.
func (e *Espeak) Say(ctx context.Context, text string) ([]int16, error) {
	if utf8.RuneCountInString(text) > maxText {
		return nil, ErrTooLong
	}
	program := e.Program
	if program == "" {
		program = "espeak-ng"
	}
	ctx, cancel := context.WithTimeout(ctx, or(e.Limit, sayLimit))
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "-v", "cmn-latn-pinyin", "-s", "150", "-b", "1", "--stdin", "--stdout") //nolint:gosec // the operator's choice
	cmd.Stdin = strings.NewReader(spoken(text))
	cmd.WaitDelay = time.Second
	out := &bounded{limit: maxSound}
	cmd.Stdout = out
	if err := cmd.Run(); err != nil {
		switch {
		case out.over:
			return nil, ErrTooLong
		case ctx.Err() != nil:
			return nil, ErrTimeout.Wrap(err)
		}
		return nil, ErrProgram.Wrap(err)
	}
	samples, err := readWAV(out.buffer.Bytes())
	if err != nil {
		return nil, ErrNonsense.Wrap(err)
	}
	return samples, nil
}

// bounded keeps what a program writes, up to a limit.
type bounded struct {
	buffer bytes.Buffer // not embedded: its ReadFrom knows no limit
	limit  int
	over   bool
}

// Write implements io.Writer.
func (b *bounded) Write(p []byte) (int, error) {
	if b.buffer.Len()+len(p) > b.limit {
		b.over = true
		return 0, errors.New("speech: too much sound")
	}
	return b.buffer.Write(p)
}

var digits = [10]string{"ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu"}

// spoken is a text as pinyin, digit by digit as numbers are read on the telephone, with its pauses.
func spoken(text string) string {
	var b strings.Builder
	phrase := []rune{}
	flush := func(pause string) {
		for _, s := range language.Syllables(string(phrase)) {
			fmt.Fprintf(&b, "%s ", s)
		}
		phrase = phrase[:0]
		b.WriteString(pause)
	}
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			flush("")
			b.WriteString(digits[r-'0'] + " ")
		case unicode.IsLetter(r):
			phrase = append(phrase, r)
		case unicode.IsPunct(r):
			flush(", ")
		default:
			flush("")
		}
	}
	flush("")
	return strings.TrimSpace(b.String())
}
