package httpx

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations are the table of idempotency keys.
var Migrations = store.Migrations{Room: "httpx", FS: migrations}

var (
	errKeyReused = fault.New(http.StatusConflict, "request.key_reused", "同一个幂等键已用于另一份内容，请换一个键重新提交。")
	errBadKey    = fault.New(http.StatusBadRequest, "request.bad_key", "幂等键须为 8 至 128 个可见字符。")
)

// keepKeys is how long an answer can be asked for again.
const keepKeys = 7 * 24 * time.Hour

type onceKey struct{}

// once is the Idempotency-Key of a request and the digest of what it asks for. The digest grows while the handler
// reads the body, so that nobody's body is read before the right was checked.
type once struct {
	key    string
	digest hash.Hash
}

// digested reads a body and feeds its digest.
type digested struct {
	io.ReadCloser
	digest hash.Hash
}

func (d digested) Read(p []byte) (int, error) {
	n, err := d.ReadCloser.Read(p)
	_, _ = d.digest.Write(p[:n]) // a hash takes everything
	return n, err
}

// idempotency notes the Idempotency-Key of a POST. A form with files counts by its address only: its retry never has
// the same bytes.
func idempotency(digestKey []byte, next http.Handler) http.Handler {
	newDigest := sha256.New
	if len(digestKey) > 0 {
		newDigest = func() hash.Hash { return hmac.New(sha256.New, digestKey) }
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := r.Header.Get("Idempotency-Key")
		if key == "" || r.Method != http.MethodPost {
			next.ServeHTTP(w, r)
			return
		}
		if len(key) < 8 || len(key) > 128 || strings.ContainsFunc(key, func(c rune) bool { return c <= ' ' || c > '~' }) {
			WriteProblem(w, r, errBadKey)
			return
		}
		o := once{key: key, digest: newDigest()}
		_, _ = fmt.Fprintf(o.digest, "%s %s\n", r.Method, r.URL.RequestURI())
		r = r.WithContext(context.WithValue(r.Context(), onceKey{}, o))
		if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
			r.Body = digested{r.Body, o.digest}
		}
		next.ServeHTTP(w, r)
	})
}

// Once runs fn in st.Write. If the request carries an Idempotency-Key, fn's answer is stored in the same
// transaction and given again to a repetition; the same key with another body is refused (request.key_reused).
func Once[T any](ctx context.Context, st *store.Store, fn func(tx *store.Tx) (T, error)) (T, error) {
	var out T
	o, keyed := ctx.Value(onceKey{}).(once)
	if !keyed {
		err := st.Write(ctx, func(tx *store.Tx) (err error) { out, err = fn(tx); return err })
		return out, err
	}
	principal, digest := auth.From(ctx).ID, hex.EncodeToString(o.digest.Sum(nil))
	if kept, known, err := recall[T](st.Read(ctx), principal, o.key, digest); err != nil || known {
		return kept, err
	}
	err := st.Write(ctx, func(tx *store.Tx) (err error) {
		if !tx.Deferring() { // else remember fails if the key was used meanwhile
			var known bool
			if out, known, err = recall[T](tx, principal, o.key, digest); err != nil || known {
				return err
			}
		}
		if out, err = fn(tx); err != nil {
			return err
		}
		return remember(tx, principal, o.key, digest, out)
	})
	if err != nil {
		// A twin of this request, under way at the same moment, may have been first: then its answer is the answer.
		if kept, known, recallErr := recall[T](st.Read(ctx), principal, o.key, digest); known || errors.Is(recallErr, errKeyReused) {
			return kept, recallErr
		}
	}
	return out, err
}

// recall reads the answer kept under a key; known tells whether there is one.
func recall[T any](q store.Queryer, principal ids.ID, key, digest string) (out T, known bool, err error) {
	var kept, response string
	err = q.QueryRow(`SELECT digest, response FROM httpx_idempotency WHERE principal = ? AND key = ?`, principal, key).Scan(&kept, &response)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return out, false, nil
	case err != nil:
		return out, false, fmt.Errorf("httpx: look for idempotency key: %w", err)
	case kept != digest:
		return out, false, errKeyReused
	}
	if err := json.Unmarshal([]byte(response), &out); err != nil {
		return out, false, fmt.Errorf("httpx: kept answer: %w", err)
	}
	return out, true, nil
}

func remember(tx *store.Tx, principal ids.ID, key, digest string, out any) error {
	response, err := json.Marshal(out)
	if err != nil {
		return fmt.Errorf("httpx: keep answer: %w", err)
	}
	// A twin that was first makes this fail: the closure runs again, or Once asks, and finds the twin's answer.
	if err := tx.Do(`INSERT INTO httpx_idempotency (principal, key, digest, response, at) VALUES (?, ?, ?, ?, ?)`,
		principal, key, digest, string(response), time.Now().UnixMicro()); err != nil {
		return fmt.Errorf("httpx: keep answer: %w", err)
	}
	return nil
}

// SweepKeys deletes idempotency keys that are too old to be asked for, within tx.
func SweepKeys(tx *store.Tx) error {
	err := tx.Do(`DELETE FROM httpx_idempotency WHERE at < ?`, time.Now().Add(-keepKeys).UnixMicro())
	return err
}
