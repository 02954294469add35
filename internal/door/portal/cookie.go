package portal

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// Sealed cookies hold, for a short while, what a citizen was given or has proved.
const (
	receiptCookie = "onedoor_receipt"
	trackCookie   = "onedoor_track"

	keepReceipt = 30 * time.Minute
	keepTrack   = 30 * time.Minute
)

type sealedCookie[T any] struct {
	Until time.Time `json:"until"`
	Value T         `json:"value"`
}

func setSealed[T any](s *Service, w http.ResponseWriter, name, path string, keep time.Duration, value T) error {
	plain, err := json.Marshal(sealedCookie[T]{time.Now().Add(keep), value})
	if err != nil {
		return fmt.Errorf("portal: cookie: %w", err)
	}
	sealed, err := s.Sealer.Seal(plain, []byte(name))
	if err != nil {
		return fmt.Errorf("portal: cookie: %w", err)
	}
	http.SetCookie(w, &http.Cookie{Name: name, Value: base64.RawURLEncoding.EncodeToString(sealed), Path: path,
		MaxAge: int(keep / time.Second), HttpOnly: true, Secure: s.options.Secure, SameSite: http.SameSiteLaxMode})
	return nil
}

// readSealed returns the cookie's value; ok is false when it is absent, stale or not ours.
func readSealed[T any](s *Service, r *http.Request, name string) (value T, ok bool) {
	c, err := r.Cookie(name)
	if err != nil {
		return value, false
	}
	sealed, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return value, false
	}
	plain, err := s.Sealer.Open(sealed, []byte(name))
	if err != nil {
		return value, false
	}
	var x sealedCookie[T]
	if json.Unmarshal(plain, &x) != nil || time.Now().After(x.Until) {
		return value, false
	}
	return x.Value, true
}
