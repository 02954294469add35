package httpx

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
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

type once struct{ key, digest string }

// idempotency reads the Idempotency-Key of a POST and the digest of what it asks for.
func idempotency(maxBody int64, next http.Handler) http.Handler {
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
		h := sha256.New()
		_, _ = fmt.Fprintf(h, "%s %s\n", r.Method, r.URL.Path)
		if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
			body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
			if err != nil {
				WriteProblem(w, r, fault.TooLarge.Wrap(err))
				return
			}
			_, _ = h.Write(body)
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		ctx := context.WithValue(r.Context(), onceKey{}, once{key, hex.EncodeToString(h.Sum(nil))})
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// Once runs fn in st.Write. If the request carries an Idempotency-Key, fn's answer is stored in the same
// transaction and given again to a repetition; the same key with another body is refused (request.key_reused).
func Once[T any](ctx context.Context, st *store.Store, fn func(tx *store.Tx) (T, error)) (T, error) {
	var out T
	o, keyed := ctx.Value(onceKey{}).(once)
	principal := auth.From(ctx).ID
	err := st.Write(ctx, func(tx *store.Tx) error {
		if keyed {
			var digest, response string
			err := tx.QueryRow(`SELECT digest, response FROM httpx_idempotency WHERE principal = ? AND key = ?`, principal, o.key).Scan(&digest, &response)
			switch {
			case err == nil && digest != o.digest:
				return errKeyReused
			case err == nil:
				return json.Unmarshal([]byte(response), &out)
			case !errors.Is(err, sql.ErrNoRows):
				return fmt.Errorf("httpx: look for idempotency key: %w", err)
			}
		}
		var err error
		if out, err = fn(tx); err != nil || !keyed {
			return err
		}
		response, err := json.Marshal(out)
		if err != nil {
			return fmt.Errorf("httpx: keep answer: %w", err)
		}
		if _, err := tx.Exec(`INSERT INTO httpx_idempotency (principal, key, digest, response, at) VALUES (?, ?, ?, ?, ?)`,
			principal, o.key, o.digest, string(response), time.Now().UnixMicro()); err != nil {
			return fmt.Errorf("httpx: keep answer: %w", err)
		}
		return nil
	})
	return out, err
}

// SweepKeys deletes idempotency keys that are too old to be asked for, within tx.
func SweepKeys(tx *store.Tx) error {
	_, err := tx.Exec(`DELETE FROM httpx_idempotency WHERE at < ?`, time.Now().Add(-keepKeys).UnixMicro())
	return err
}
