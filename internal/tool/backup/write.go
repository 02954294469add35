package backup

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"onedoor/internal/platform/blob"
	"onedoor/internal/platform/config"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

func bytesReader(b []byte) io.Reader { return bytes.NewReader(b) }

// Write backs the installation up into file, which must not exist. The file appears under its name only when it is
// complete and synced. A running server is not disturbed. progress may be nil.
func Write(ctx context.Context, c config.Config, version, file string, progress func(what string)) (res Result, err error) {
	if progress == nil {
		progress = func(string) {}
	}
	if _, err := os.Stat(file); err == nil {
		return res, fmt.Errorf("backup: %s exists: %w", file, fs.ErrExist)
	}
	part, err := os.OpenFile(file+".part", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // the operator's choice
	if err != nil {
		return res, fmt.Errorf("backup: %w", err)
	}
	defer func() { _ = os.Remove(file + ".part") }() // gone already when it was renamed
	res, err = write(ctx, c, version, part, progress)
	if err = errors.Join(err, part.Sync(), part.Close()); err != nil {
		return res, err
	}
	if err := os.Rename(file+".part", file); err != nil {
		return res, fmt.Errorf("backup: %w", err)
	}
	return res, nil
}

func write(ctx context.Context, c config.Config, version string, w io.Writer, progress func(string)) (Result, error) {
	made := time.Now().UTC().Truncate(time.Second)
	a, err := newArchive(w, made)
	if err != nil {
		return Result{}, err
	}
	m := Manifest{Format: format, Version: version, Engine: store.Engine(c.Store.Engine), Made: made}
	var res Result
	progress("rows")
	if m.Engine == store.Postgres {
		res, err = postgresRows(ctx, c, m, a)
	} else {
		res, err = sqliteRows(ctx, c, m, a)
	}
	if err != nil {
		return res, err
	}
	if _, err := a.addFile(entryMarker, filepath.Join(c.Data, "onedoor.json")); err != nil {
		return res, err
	}
	progress("attachments")
	blobs, err := blob.Open(c.BlobDir(), wall.Real{})
	if err != nil {
		return res, err
	}
	if err := blobs.Walk(func(sum, path string) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := a.addFile(dirBlobs+sum, path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // removed meanwhile: bytes stay for a day after their last row, so none of the rows above names them
		}
		res.Files++
		res.Bytes += n
		return err
	}); err != nil {
		return res, err
	}
	return res, a.finish()
}

// sqliteRows copies the database as it stands at one moment.
func sqliteRows(ctx context.Context, c config.Config, m Manifest, a *archive) (res Result, err error) {
	if err := a.addJSON(entryManifest, m); err != nil {
		return res, err
	}
	if _, err := os.Stat(c.DatabasePath()); err != nil {
		return res, fmt.Errorf("backup: no database: %w", err)
	}
	dir, err := os.MkdirTemp(c.Data, "backup-")
	if err != nil {
		return res, fmt.Errorf("backup: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: c.DatabasePath()}).EscapedPath()+"?_pragma=busy_timeout(30000)")
	if err != nil {
		return res, fmt.Errorf("backup: %w", err)
	}
	copied := filepath.Join(dir, "copy.db")
	_, err = db.ExecContext(ctx, `VACUUM INTO ?`, copied)
	if err = errors.Join(err, db.Close()); err != nil {
		return res, fmt.Errorf("backup: copy the database: %w", err)
	}
	res.Bytes, err = a.addFile(entrySQLite, copied)
	return res, err
}
