package intake

import (
	"crypto/hmac"
	"crypto/sha256"
	"strings"

	"onedoor/internal/platform/ids"
)

// codeAlphabet is Crockford's base 32: no I, L, O, U, so that a code read out on the telephone is not misheard.
const codeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// codeLength characters of five bits each are 65 bits.
const codeLength = 13

// codes makes and checks query codes. A code is not random but an HMAC of the request's id and number, so that the
// same receipt can be given again for a repeated submission although the store holds only a hash (see doc.go).
type codes struct {
	make, hash []byte // two keys derived from the room's secret
}

func newCodes(secret []byte) codes {
	return codes{make: mac(secret, "intake.query-code"), hash: mac(secret, "intake.query-code.hash")}
}

// mac is HMAC-SHA-256 over the parts, each closed by a zero byte so that no two lists of parts read the same.
func mac(key []byte, parts ...string) []byte {
	h := hmac.New(sha256.New, key)
	for _, part := range parts {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	return h.Sum(nil)
}

// of returns the query code of a request, without grouping.
func (c codes) of(request ids.ID, number string) string {
	sum := mac(c.make, request.String(), number)
	var b [codeLength]byte
	for i := range b {
		bit := i * 5
		two := uint16(sum[bit/8])<<8 | uint16(sum[bit/8+1])
		b[i] = codeAlphabet[two>>(11-bit%8)&31]
	}
	return string(b[:])
}

// hashed is what the store keeps of a code.
func (c codes) hashed(number, code string) []byte {
	return mac(c.hash, number, code)
}

// matches compares in constant time. A nil want (no such request) takes as long and never matches.
func (c codes) matches(number, code string, want []byte) bool {
	got := c.hashed(number, code)
	if len(want) != len(got) {
		hmac.Equal(got, make([]byte, len(got)))
		return false
	}
	return hmac.Equal(got, want)
}

// GroupCode writes a code in groups that can be read out: XXXX-XXXXX-XXXX.
func GroupCode(code string) string {
	if len(code) != codeLength {
		return code
	}
	return code[:4] + "-" + code[4:9] + "-" + code[9:]
}

// NormalCode undoes grouping, small letters, full-width characters and the usual misreadings (O for 0, I and L for
// 1). It returns "" for what cannot be a code.
func NormalCode(typed string) string {
	code := strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(keepAlphanumeric(typed)))
	if len(code) != codeLength || strings.Contains(code, "U") {
		return ""
	}
	return code
}
