package knowledge

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

const (
	articleColumns = `a.id, a.kind, a.state, a.version, a.published, a.expires_at, a.created_by, a.created_at, a.updated_at, a.serial`
	versionColumns = `v.id, v.article_id, v.n, v.title, v.summary, v.keywords, v.unit_id, v.category_id, v.public,
		v.valid_from, v.expires_at, v.author, v.created_at, v.published_at, v.salt, v.body`
)

// scanArticle reads articleColumns, then more.
func scanArticle(r store.Row, more ...any) (Article, error) {
	var a Article
	var expires, created, updated int64
	err := r.Scan(append([]any{&a.ID, &a.Kind, &a.State, &a.Version, &a.Published, &expires, &a.CreatedBy, &created,
		&updated, &a.serial}, more...)...)
	a.ExpiresAt, a.CreatedAt, a.UpdatedAt = wall.FromMicros(expires), wall.FromMicros(created), wall.FromMicros(updated)
	return a, err
}

// versionScan takes versionColumns.
type versionScan struct {
	v                                    Version
	keywords                             string
	from, expires, created, publishedMic int64
}

func (s *versionScan) dest() []any {
	return []any{&s.v.ID, &s.v.Article, &s.v.N, &s.v.Title, &s.v.Summary, &s.keywords, &s.v.Unit, &s.v.Category, &s.v.Public,
		&s.from, &s.expires, &s.v.Author, &s.created, &s.publishedMic, &s.v.salt, &s.v.Body}
}

func (s *versionScan) version() Version {
	v := s.v
	v.Keywords = strings.FieldsFunc(s.keywords, func(r rune) bool { return r == '\n' })
	v.ValidFrom, v.ExpiresAt = wall.FromMicros(s.from), wall.FromMicros(s.expires)
	v.CreatedAt, v.PublishedAt = wall.FromMicros(s.created), wall.FromMicros(s.publishedMic)
	return v
}

// load reads an entry and its latest version; ErrNotFound.
func load(q store.Queryer, id ids.ID, lock bool) (Article, Version, error) {
	statement := `SELECT ` + articleColumns + ` FROM knowledge_article a WHERE a.id = ?`
	if lock && q.Engine() == store.Postgres {
		statement += ` FOR UPDATE` // SQLite has one writer
	}
	a, err := scanArticle(q.QueryRow(statement, id))
	if errors.Is(err, sql.ErrNoRows) {
		return Article{}, Version{}, ErrNotFound
	}
	if err != nil {
		return Article{}, Version{}, fmt.Errorf("knowledge: load article: %w", err)
	}
	v, err := loadVersion(q, id, a.Version)
	return a, v, err
}

// loadVersion reads one version; ErrVersion.
func loadVersion(q store.Queryer, article ids.ID, n int64) (Version, error) {
	var scan versionScan
	err := q.QueryRow(`SELECT `+versionColumns+` FROM knowledge_version v WHERE v.article_id = ? AND v.n = ?`, article, n).Scan(scan.dest()...)
	if errors.Is(err, sql.ErrNoRows) {
		return Version{}, ErrVersion
	}
	if err != nil {
		return Version{}, fmt.Errorf("knowledge: load version: %w", err)
	}
	return scan.version(), nil
}

// loadVersions reads every version of an entry, newest first.
func loadVersions(q store.Queryer, article ids.ID) ([]Version, error) {
	rows, err := q.Query(`SELECT `+versionColumns+` FROM knowledge_version v WHERE v.article_id = ? ORDER BY v.n DESC LIMIT 200`, article)
	return store.Collect(rows, err, func(r store.Row) (Version, error) {
		var scan versionScan
		err := r.Scan(scan.dest()...)
		return scan.version(), err
	})
}

// loadBodies reads the texts of versions by their row ids.
func loadBodies(q store.Queryer, versions []ids.ID) (map[ids.ID]string, error) {
	bodies := make(map[ids.ID]string, len(versions))
	if len(versions) == 0 {
		return bodies, nil
	}
	args := make([]any, len(versions))
	for i, id := range versions {
		args[i] = id
	}
	rows, err := q.Query(`SELECT id, body FROM knowledge_version WHERE id IN (?`+strings.Repeat(", ?", len(versions)-1)+`)`, args...)
	_, err = store.Collect(rows, err, func(r store.Row) (struct{}, error) {
		var id ids.ID
		var body string
		err := r.Scan(&id, &body)
		bodies[id] = body
		return struct{}{}, err
	})
	return bodies, err
}

func insertVersion(tx *store.Tx, v *Version) error {
	if err := tx.Do(`INSERT INTO knowledge_version (id, article_id, n, title, summary, keywords, unit_id, category_id, public,
		valid_from, expires_at, author, created_at, published_at, salt, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		v.ID, v.Article, v.N, v.Title, v.Summary, strings.Join(v.Keywords, "\n"), v.Unit, v.Category, flag(v.Public),
		wall.Micros(v.ValidFrom), wall.Micros(v.ExpiresAt), v.Author, wall.Micros(v.CreatedAt), wall.Micros(v.PublishedAt),
		v.salt, v.Body); err != nil {
		return fmt.Errorf("knowledge: insert version: %w", err)
	}
	return nil
}

// putArticle writes an entry's row, new or changed, under the next serial.
func (s *Service) putArticle(tx *store.Tx, a *Article) error {
	if err := tx.QueryRow(`UPDATE knowledge_serial SET serial = serial + 1 WHERE id = 1 RETURNING serial`).Scan(&a.serial); err != nil {
		return fmt.Errorf("knowledge: next serial: %w", err)
	}
	if err := tx.Do(`INSERT INTO knowledge_article (id, kind, state, version, published, expires_at, expired, created_by, created_at,
		updated_at, serial) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET state = excluded.state, version = excluded.version, published = excluded.published,
		expires_at = excluded.expires_at, updated_at = excluded.updated_at, serial = excluded.serial`,
		a.ID, a.Kind, a.State, a.Version, a.Published, wall.Micros(a.ExpiresAt), a.CreatedBy, wall.Micros(a.CreatedAt),
		wall.Micros(a.UpdatedAt), a.serial); err != nil {
		return fmt.Errorf("knowledge: put article: %w", err)
	}
	tx.AfterCommit(s.library.outdate)
	return nil
}

func insertReview(tx *store.Tx, r Review) error {
	if err := tx.Do(`INSERT INTO knowledge_review (article_id, id, n, verdict, staff, note, at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		r.Article, r.ID, r.Version, r.Verdict, r.Staff, r.Note, wall.Micros(r.At)); err != nil {
		return fmt.Errorf("knowledge: insert review: %w", err)
	}
	return nil
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
