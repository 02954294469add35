// Package blob keeps files by their content: attachments today, recordings later. A file is on disk, synced, before
// its reference is handed out, so a committed row never names a missing file. Files lie outside any web root, are
// never executed (mode 0600), and are served only by a room that has checked who asks.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/gabriel-vasile/mimetype"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/wall"
)

// Refusals of a file.
var (
	ErrTooLarge = fault.New(http.StatusRequestEntityTooLarge, "blob.too_large", "文件过大，请压缩后再上传。")
	ErrEmpty    = fault.New(http.StatusBadRequest, "blob.empty", "文件是空的，请重新选择。")
	ErrGone     = fault.New(http.StatusGone, "blob.gone", "文件已不存在，请联系管理员从备份中恢复。")
)

// Ref names a stored file.
type Ref struct {
	SHA256 string `json:"sha256"` // hex
	Size   int64  `json:"size"`   // bytes
	MIME   string `json:"mime"`   // found by looking at the content, never taken from the sender
}

// Store is a directory of files. Several processes may share one.
type Store struct {
	dir   string
	clock wall.Clock
}

// receiveTime is more than anybody takes to send a file; what is half-received for longer was left by a crash.
const receiveTime = 24 * time.Hour

// Open makes the directory if need be, and clears away what a crash left half-received. The clock tells when a file came.
func Open(dir string, clock wall.Clock) (*Store, error) {
	tmp := filepath.Join(dir, "tmp")
	if err := os.MkdirAll(tmp, 0o700); err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	left, err := os.ReadDir(tmp)
	if err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	for _, f := range left {
		if info, err := f.Info(); err == nil && time.Since(info.ModTime()) > receiveTime {
			_ = os.Remove(filepath.Join(tmp, f.Name())) // it costs room, no more
		}
	}
	return &Store{dir: dir, clock: clock}, nil
}

// Put stores at most limit bytes from r and returns the reference after they are durable. The same content is
// stored once. It returns blob.too_large and blob.empty.
func (s *Store) Put(ctx context.Context, r io.Reader, limit int64) (Ref, error) {
	tmp, err := os.CreateTemp(filepath.Join(s.dir, "tmp"), "put-*")
	if err != nil {
		return Ref{}, fmt.Errorf("blob: %w", err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // gone already when it was renamed
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(tmp, h), io.LimitReader(contextReader{ctx, r}, limit+1))
	if err == nil {
		err = tmp.Sync()
	}
	if err = errors.Join(err, tmp.Close()); err != nil {
		return Ref{}, fmt.Errorf("blob: receive: %w", err)
	}
	if n > limit {
		return Ref{}, ErrTooLarge.WithMessage("文件过大，上限为 %d MB，请压缩后再上传。", limit>>20)
	}
	if n == 0 {
		return Ref{}, ErrEmpty
	}
	kind, err := mimetype.DetectFile(tmp.Name())
	if err != nil {
		return Ref{}, fmt.Errorf("blob: look at content: %w", err)
	}
	mime, _, _ := strings.Cut(kind.String(), ";")
	ref := Ref{SHA256: hex.EncodeToString(h.Sum(nil)), Size: n, MIME: mime}
	return ref, s.keep(tmp.Name(), ref)
}

// keep moves a complete file to its place and syncs the directories above it. It takes the place of a file that is there
// already, which may have been cut short or be about to be removed: from its time Remove knows that somebody has just
// brought it, and that the row may still be on its way.
func (s *Store) keep(tmp string, ref Ref) error {
	path, err := s.path(ref.SHA256)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("blob: %w", err)
	}
	now := s.clock.Now()
	if err := os.Chtimes(tmp, now, now); err != nil {
		return fmt.Errorf("blob: %w", err)
	}
	if err := s.locked(syscall.LOCK_SH, func() error { return os.Rename(tmp, path) }); err != nil {
		return fmt.Errorf("blob: %w", err)
	}
	return errors.Join(syncDir(filepath.Dir(path)), syncDir(s.dir))
}

// locked runs do under a lock that holds between goroutines and between processes.
func (s *Store) locked(how int, do func() error) error {
	f, err := os.OpenFile(filepath.Join(s.dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // our own directory
	if err != nil {
		return err
	}
	for {
		if err = syscall.Flock(int(f.Fd()), how); !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err == nil {
		err = do()
	}
	return errors.Join(err, f.Close()) // closing lets go of the lock
}

func syncDir(dir string) error {
	d, err := os.Open(dir) //nolint:gosec // our own directory
	if err != nil {
		return fmt.Errorf("blob: %w", err)
	}
	return errors.Join(d.Sync(), d.Close())
}

func (s *Store) path(sum string) (string, error) {
	if len(sum) != 64 || strings.Trim(sum, "0123456789abcdef") != "" {
		return "", ErrGone
	}
	return filepath.Join(s.dir, sum[:2], sum), nil
}

// Open opens a stored file. It returns blob.gone when there is none of that name.
func (s *Store) Open(sum string) (*os.File, error) {
	path, err := s.path(sum)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path) //nolint:gosec // the name is hexadecimal
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrGone.Wrap(err)
	}
	if err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	return f, nil
}

// Walk calls fn with the name and path of every stored file.
func (s *Store) Walk(fn func(sum, path string) error) error {
	return filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if len(d.Name()) != 64 {
			return nil // half-received, or the lock
		}
		return fn(d.Name(), path)
	})
}

// WalkOld calls fn with the name of every stored file that came before a time, and was not brought again since.
func (s *Store) WalkOld(before time.Time, fn func(sum string) error) error {
	return s.Walk(func(sum, path string) error {
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // removed meanwhile
		}
		if err != nil {
			return fmt.Errorf("blob: %w", err)
		}
		if !info.ModTime().Before(before) {
			return nil
		}
		return fn(sum)
	})
}

// Verify recomputes the digest of a stored file.
func (s *Store) Verify(sum string) error {
	f, err := s.Open(sum)
	if err != nil {
		return err
	}
	h := sha256.New()
	_, err = io.Copy(h, f)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("blob: read: %w", err)
	}
	if hex.EncodeToString(h.Sum(nil)) != sum {
		return fmt.Errorf("blob: %s was changed on disk", sum)
	}
	return nil
}

type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// Remove deletes a content for good, unless it came at or after young: then it stays, and removed is false. One that is not
// there is removed: a job may try twice.
func (s *Store) Remove(sum string, young time.Time) (removed bool, err error) {
	path, err := s.path(sum)
	if err != nil {
		return false, err
	}
	err = s.locked(syscall.LOCK_EX, func() error { // nobody brings it between the look and the removal
		info, err := os.Stat(path)
		if err != nil || !info.ModTime().Before(young) {
			return err
		}
		removed = true
		return os.Remove(path)
	})
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("blob: remove: %w", err)
	}
	return removed, nil
}
