package backup

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/klauspost/compress/zstd"
)

// archive writes entries and remembers their digests.
type archive struct {
	zip  *zstd.Encoder
	tar  *tar.Writer
	sums map[string]string
	made time.Time
}

func newArchive(w io.Writer, made time.Time) (*archive, error) {
	zip, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, fmt.Errorf("backup: %w", err)
	}
	return &archive{zip: zip, tar: tar.NewWriter(zip), sums: map[string]string{}, made: made}, nil
}

func (a *archive) add(name string, size int64, r io.Reader) error {
	if err := a.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: size, ModTime: a.made, Format: tar.FormatPAX}); err != nil {
		return fmt.Errorf("backup: %s: %w", name, err)
	}
	h := sha256.New()
	if _, err := io.Copy(io.MultiWriter(a.tar, h), io.LimitReader(r, size)); err != nil {
		return fmt.Errorf("backup: %s: %w", name, err)
	}
	a.sums[name] = hex.EncodeToString(h.Sum(nil))
	return nil
}

func (a *archive) addFile(name, path string) (int64, error) {
	f, err := os.Open(path) //nolint:gosec // a file of the installation
	if err != nil {
		return 0, fmt.Errorf("backup: %w", err)
	}
	info, err := f.Stat()
	if err == nil {
		err = a.add(name, info.Size(), f)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func (a *archive) addJSON(name string, v any) error {
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return fmt.Errorf("backup: %s: %w", name, err)
	}
	return a.add(name, int64(len(text)), bytesReader(text))
}

// finish writes the digests and closes the stream.
func (a *archive) finish() error {
	if err := a.addJSON(entrySums, a.sums); err != nil {
		return err
	}
	if err := errors.Join(a.tar.Close(), a.zip.Close()); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}
