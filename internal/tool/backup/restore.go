package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/zstd"

	"onedoor/internal/platform/config"
	"onedoor/internal/platform/store"
)

// Restore reads a backup into a new data directory and, for Postgres, an empty database. All of the file is read
// and checked before anything takes its place. The master key is put back by the operator.
// It returns backup.not_a_backup, backup.damaged, backup.not_empty, backup.other_engine.
func Restore(ctx context.Context, c config.Config, file string, migrations []store.Migrations) (res Result, err error) {
	if _, err := os.Stat(filepath.Join(c.Data, entryMarker)); err == nil {
		return res, ErrNotEmpty
	}
	in, err := os.Open(file) //nolint:gosec // the operator's choice
	if err != nil {
		return res, fmt.Errorf("backup: %w", err)
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return res, fmt.Errorf("backup: %w", err)
	}
	dir, err := os.MkdirTemp(c.Data, "restore-")
	if err != nil {
		return res, fmt.Errorf("backup: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	m, res, err := unpack(ctx, in, dir)
	if err != nil {
		return res, err
	}
	if m.Engine != store.Engine(c.Store.Engine) {
		return res, ErrOtherEngine
	}
	if m.Engine == store.Postgres {
		if err := mustBeNew(ctx, c); err != nil {
			return res, err
		}
		st, err := store.Open(ctx, store.Config{Engine: store.Postgres, URL: c.Store.URL}, migrations...)
		if err != nil {
			return res, err
		}
		if err := st.Close(); err != nil {
			return res, err
		}
		if res.Rows, err = postgresLoad(ctx, c, m, dir); err != nil {
			return res, err
		}
	} else if err := os.Rename(entryPath(dir, entrySQLite), c.DatabasePath()); err != nil {
		return res, fmt.Errorf("backup: %w", err)
	}
	return res, place(dir, c)
}

// place moves attachments and, last, the marker: a directory with a marker is complete.
func place(dir string, c config.Config) error {
	blobs, err := filepath.Glob(filepath.Join(dir, "blobs", "*"))
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	for _, path := range blobs {
		sum := filepath.Base(path)
		target := filepath.Join(c.BlobDir(), sum[:2])
		if err := os.MkdirAll(target, 0o700); err != nil {
			return fmt.Errorf("backup: %w", err)
		}
		if err := os.Rename(path, filepath.Join(target, sum)); err != nil {
			return fmt.Errorf("backup: %w", err)
		}
	}
	if err := os.Rename(entryPath(dir, entryMarker), filepath.Join(c.Data, entryMarker)); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}

func entryPath(dir, name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }

// unpack reads all entries into dir and checks them against the digests at the end.
func unpack(ctx context.Context, in io.Reader, dir string) (m Manifest, res Result, err error) {
	zip, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return m, res, ErrNotABackup.Wrap(err)
	}
	defer zip.Close()
	r := tar.NewReader(zip)
	sums, want := map[string]string{}, map[string]string(nil)
	for {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && len(sums) == 0 {
			return m, res, ErrNotABackup.Wrap(err)
		}
		if err != nil || !known(header.Name) || ctx.Err() != nil {
			return m, res, errors.Join(ErrDamaged.Wrap(err), ctx.Err())
		}
		sum, n, err := extract(r, entryPath(dir, header.Name))
		if err != nil {
			return m, res, ErrDamaged.Wrap(err)
		}
		if header.Name == entrySums {
			if err := readJSON(dir, entrySums, &want); err != nil {
				return m, res, ErrDamaged.Wrap(err)
			}
			continue
		}
		sums[header.Name] = sum
		res.Bytes += n
		if strings.HasPrefix(header.Name, dirBlobs) {
			res.Files++
		}
	}
	if len(want) == 0 || len(want) != len(sums) {
		return m, res, ErrDamaged
	}
	for name, sum := range sums {
		if want[name] != sum {
			return m, res, ErrDamaged.WithMessage("备份文件已损坏（%s），未恢复任何内容。请换用另一份备份。", name)
		}
	}
	if err := readJSON(dir, entryManifest, &m); err != nil || m.Format != format {
		return m, res, ErrNotABackup.Wrap(err)
	}
	return m, res, nil
}

// known admits only the names that a backup has: nothing may be written outside the directory.
func known(name string) bool {
	switch name {
	case entryManifest, entryMarker, entrySQLite, entrySums:
		return true
	}
	if sum, ok := strings.CutPrefix(name, dirBlobs); ok {
		return len(sum) == 64 && strings.Trim(sum, "0123456789abcdef") == ""
	}
	table, ok := strings.CutPrefix(name, dirTables)
	return ok && table != "" && strings.Trim(table, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

func extract(r io.Reader, path string) (sum string, n int64, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", 0, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the name was checked
	if err != nil {
		return "", 0, err
	}
	h := sha256.New()
	n, err = io.Copy(io.MultiWriter(f, h), r)
	return hex.EncodeToString(h.Sum(nil)), n, errors.Join(err, f.Sync(), f.Close())
}

func readJSON(dir, name string, v any) error {
	text, err := os.ReadFile(entryPath(dir, name))
	if err != nil {
		return err
	}
	return json.Unmarshal(text, v)
}
