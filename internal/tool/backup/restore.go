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
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/zstd"

	"onedoor/internal/platform/config"
	"onedoor/internal/platform/store"
)

// Restore reads a backup into a new data directory and, for Postgres, an empty database. All of the file is read
// and checked before anything takes its place; what fails after that is taken back. The master key is put back by the
// operator, before or after.
// It returns backup.not_a_backup, backup.damaged, backup.not_empty, backup.other_engine, backup.other_version.
func Restore(ctx context.Context, c config.Config, file string, migrations []store.Migrations) (res Result, err error) {
	if err := mustBeFree(c); err != nil {
		return res, err
	}
	in, err := os.Open(file) //nolint:gosec // the operator's choice
	if err != nil {
		return res, fmt.Errorf("backup: %w", err)
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	var back undo
	defer func() {
		if err != nil {
			back.run()
		}
	}()
	if err := back.mkdir(c.Data); err != nil {
		return res, err
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
	if err := m.complete(dir); err != nil {
		return res, err
	}
	if err := place(dir, c, &back); err != nil {
		return res, err
	}
	if m.Engine == store.Postgres {
		res.Rows, err = postgresRestore(ctx, c, m, dir, migrations, &back)
	} else {
		err = back.move(entryPath(dir, entrySQLite), c.DatabasePath())
	}
	if err != nil {
		return res, err
	}
	// The marker comes last: a directory with a marker is complete.
	return res, back.move(entryPath(dir, entryMarker), filepath.Join(c.Data, entryMarker))
}

// mustBeFree refuses a data directory that holds an installation, or what is left of one. A key may lie there already.
func mustBeFree(c config.Config) error {
	for _, path := range []string{filepath.Join(c.Data, entryMarker), c.DatabasePath()} {
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			return ErrNotEmpty
		}
	}
	blobs, err := filepath.Glob(filepath.Join(c.BlobDir(), "??", "*"))
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if len(blobs) > 0 {
		return ErrNotEmpty
	}
	return nil
}

// complete holds that the backup has all that its manifest promises.
func (m Manifest) complete(dir string) error {
	wanted := []string{entryMarker}
	if m.Engine == store.SQLite {
		wanted = append(wanted, entrySQLite)
	}
	for _, t := range m.Tables {
		wanted = append(wanted, dirTables+t.Name)
	}
	for _, name := range wanted {
		if _, err := os.Stat(entryPath(dir, name)); err != nil || !known(name) {
			return ErrDamaged.WithMessage("备份文件不完整（缺少 %s），未恢复任何内容。请换用另一份备份。", name)
		}
	}
	return nil
}

// place moves attachments to where they belong.
func place(dir string, c config.Config, back *undo) error {
	blobs, err := filepath.Glob(filepath.Join(dir, "blobs", "*"))
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if len(blobs) == 0 {
		return nil
	}
	if err := back.mkdir(c.BlobDir()); err != nil {
		return err
	}
	for _, path := range blobs {
		sum := filepath.Base(path)
		target := filepath.Join(c.BlobDir(), sum[:2])
		if err := back.mkdir(target); err != nil {
			return err
		}
		if err := back.move(path, filepath.Join(target, sum)); err != nil {
			return err
		}
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
		blob, isBlob := strings.CutPrefix(name, dirBlobs)
		if want[name] != sum || isBlob && blob != sum {
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
