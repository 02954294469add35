package importer

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"
)

// source is an open file with how far it was read, for the progress bar.
type source struct {
	reader
	file *os.File
	size int64
	read atomic.Int64
}

type counting struct {
	s *source
}

func (c counting) Read(p []byte) (int, error) {
	n, err := c.s.file.Read(p)
	c.s.read.Add(int64(n))
	return n, err
}

// open finds out by its first bytes what a file is. It returns import.file.
func open(path string) (*source, error) {
	f, err := os.Open(path) //nolint:gosec // the operator's choice
	if err != nil {
		return nil, ErrFile.WithMessage("无法打开文件 %s。", path).Wrap(err)
	}
	s := &source{file: f}
	if info, err := f.Stat(); err == nil {
		s.size = info.Size()
	}
	if s.reader, err = s.detect(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return s, nil
}

func (s *source) Close() error { return errors.Join(s.close(), s.file.Close()) }

func (s *source) detect() (reader, error) {
	in := bufio.NewReaderSize(counting{s}, 1<<16)
	if head, _ := in.Peek(2); bytes.Equal(head, []byte{0x1f, 0x8b}) {
		zip, err := gzip.NewReader(in)
		if err != nil {
			return nil, ErrFile.Wrap(err)
		}
		in = bufio.NewReaderSize(zip, 1<<16)
	}
	if head, _ := in.Peek(3); bytes.Equal(head, []byte{0xef, 0xbb, 0xbf}) {
		_, _ = in.Discard(3) // a byte order mark
	}
	head, err := in.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, ErrFile.Wrap(err)
	}
	text := bytes.TrimLeft(head, " \t\r\n")
	switch {
	case len(text) == 0:
		return nil, ErrFile.WithMessage("文件是空的。")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return openXLSX(in)
	case text[0] == '{':
		return openJSONL(in)
	case bytes.IndexByte(head, 0) >= 0:
		return nil, ErrFile
	}
	return openCSV(in)
}

// lines reads lines of bounded length; a longer one is passed over.
type lines struct {
	in *bufio.Reader
	n  int
}

func (l *lines) next() (text []byte, tooLong bool, err error) {
	for {
		part, err := l.in.ReadSlice('\n')
		if len(text)+len(part) <= maxLine {
			text = append(text, part...)
		} else {
			tooLong = true
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if errors.Is(err, io.EOF) && (len(text) > 0 || tooLong) {
			err = nil
		}
		if err != nil {
			return nil, false, fmt.Errorf("importer: read: %w", err)
		}
		l.n++
		return text, tooLong, nil
	}
}
