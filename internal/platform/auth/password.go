package auth

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Cost of a password: argon2id with 19 MiB, 2 passes, 1 lane, the first choice of OWASP's password storage sheet.
const (
	argonMemory = 19 * 1024 // KiB
	argonTime   = 2
	argonLanes  = 1
	argonKey    = 32
	argonSalt   = 16
)

// hashing bounds how many passwords are computed side by side: a flood of sign-ins must not take all memory.
var hashing = make(chan struct{}, 4)

// HashPassword returns the PHC string of a password. It takes tens of milliseconds: never inside a transaction.
func HashPassword(password string) string {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	salt := make([]byte, argonSalt)
	_, _ = rand.Read(salt) // never fails
	key := argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonLanes, argonKey)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonLanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

var errHash = errors.New("auth: stored password hash is malformed")

// passwordHash is a PHC string taken apart.
type passwordHash struct {
	memory, time uint32 // KiB, passes
	lanes        uint8
	salt, key    []byte
}

// maxMemory bounds what a stored hash may ask for, in KiB.
const maxMemory = 256 * 1024

func parseHash(phc string) (h passwordHash, err error) {
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return h, errHash
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memory, &h.time, &h.lanes); err != nil {
		return h, errHash
	}
	if parts[3] != fmt.Sprintf("m=%d,t=%d,p=%d", h.memory, h.time, h.lanes) { // something stands behind the figures
		return h, errHash
	}
	if h.memory > maxMemory || h.time == 0 || h.time > 16 || h.lanes == 0 || h.memory < 8*uint32(h.lanes) {
		return h, errHash
	}
	var err1, err2 error
	h.salt, err1 = base64.RawStdEncoding.DecodeString(parts[4])
	h.key, err2 = base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(h.key) != argonKey || len(h.salt) < 8 {
		return h, errHash
	}
	return h, nil
}

// CheckPassword tells whether password matches a PHC string made by HashPassword.
func CheckPassword(phc, password string) (bool, error) {
	h, err := parseHash(phc)
	if err != nil {
		return false, err
	}
	hashing <- struct{}{}
	defer func() { <-hashing }()
	got := argon2.IDKey([]byte(password), h.salt, h.time, h.memory, h.lanes, argonKey)
	return subtle.ConstantTimeCompare(got, h.key) == 1, nil
}
