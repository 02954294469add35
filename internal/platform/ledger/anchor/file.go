package anchor

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strconv"
	"strings"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/seal"
)

// An anchor's file, all of it text:
//
//	the header, JSON on one line
//	its signature, base64
//	for each number from after+1 to upto a line `subject pos hash`, or `-` where the ledger had no event of it
//
// A file that ends early, or goes on, is damaged.

// line is one event as the anchor names it; Subject 0 is "-".
type line struct {
	Subject ids.ID
	Pos     int64
	Hash    []byte
}

const noEvent = "-"

func (l line) String() string {
	if l.Subject == 0 {
		return noEvent
	}
	return strconv.FormatInt(int64(l.Subject), 10) + " " + strconv.FormatInt(l.Pos, 10) + " " + hex.EncodeToString(l.Hash)
}

func (l line) equal(o line) bool {
	return l.Subject == o.Subject && l.Pos == o.Pos && bytes.Equal(l.Hash, o.Hash)
}

func parseLine(text string) (line, error) {
	if text == noEvent {
		return line{}, nil
	}
	subject, rest, _ := strings.Cut(text, " ")
	pos, sum, _ := strings.Cut(rest, " ")
	id, err := strconv.ParseInt(subject, 10, 64)
	n, err2 := strconv.ParseInt(pos, 10, 64)
	raw, err3 := hex.DecodeString(sum)
	l := line{ids.ID(id), n, raw}
	if err := errors.Join(err, err2, err3); err != nil || l.String() != text {
		return line{}, fmt.Errorf("%.100q is no line of an anchor: %w", text, errDamaged)
	}
	return l, nil
}

// file is an anchor as read.
type file struct {
	signed
	Header
	lines []line
}

// read reads an anchor. What it returns is well formed; whether it is true, check and by tell. When only the lines
// are bad, the header is returned with the error.
func read(r io.Reader) (file, error) {
	in := bufio.NewReaderSize(r, headerMax+2)
	var f file
	var err error
	if f.line, err = readLine(in); err != nil {
		return f, err
	}
	if f.signature, err = readLine(in); err != nil {
		return f, err
	}
	if f.Header, err = f.header(); err != nil {
		return f, err
	}
	f.lines = make([]line, 0, f.Events())
	for range f.Events() {
		text, err := readLine(in)
		if err != nil {
			return f, err
		}
		l, err := parseLine(text)
		if err != nil {
			return f, err
		}
		f.lines = append(f.lines, l)
	}
	if _, err := in.ReadByte(); !errors.Is(err, io.EOF) {
		return f, fmt.Errorf("it goes on after its last line: %w", errDamaged)
	}
	return f, nil
}

func readLine(in *bufio.Reader) (string, error) {
	text, err := in.ReadSlice('\n')
	switch {
	case errors.Is(err, io.EOF):
		return "", fmt.Errorf("it is cut short: %w", errDamaged)
	case errors.Is(err, bufio.ErrBufferFull):
		return "", fmt.Errorf("a line is too long: %w", errDamaged)
	case err != nil:
		return "", fmt.Errorf("it cannot be read: %w", err)
	}
	return string(text[:len(text)-1]), nil
}

// write writes an anchor.
func write(w io.Writer, s signed, lines []line) error {
	out := bufio.NewWriterSize(w, 1<<16)
	_, _ = out.WriteString(s.line + "\n" + s.signature + "\n") // errors are told by Flush
	for _, l := range lines {
		_, _ = out.WriteString(l.String())
		_ = out.WriteByte('\n')
	}
	return out.Flush()
}

// running is the digest over the lines of all events so far; nil before the first.
func running(newHash func() hash.Hash, before []byte, lines []line) []byte {
	h, sum := newHash(), before
	for _, l := range lines {
		h.Reset()
		h.Write(sum)
		h.Write([]byte(l.String()))
		sum = h.Sum(nil)
	}
	return sum
}

// leaves are the hashed leaves of a stretch.
func leaves(newHash func() hash.Hash, lines []line) [][]byte {
	list := make([][]byte, len(lines))
	for i, l := range lines {
		list[i] = leafOf(newHash, l.Hash)
	}
	return list
}

// root is the root over the hashes of a stretch.
func root(newHash func() hash.Hash, lines []line) string {
	return hex.EncodeToString(rootOf(newHash, leaves(newHash, lines)))
}

// covers tells whether the lines are what the header was made of, with the running digest before them.
func (h Header) covers(newHash func() hash.Hash, before []byte, lines []line) bool {
	return int64(len(lines)) == h.Events() && root(newHash, lines) == h.Root && hex.EncodeToString(running(newHash, before, lines)) == h.Digest
}

// hashOf is the hash of a suite by name; headers were checked to have a known one.
func hashOf(suite string) func() hash.Hash {
	s, err := seal.ByName(suite)
	if err != nil {
		s, _ = seal.ByName(seal.Intl)
	}
	return s.Hash
}
