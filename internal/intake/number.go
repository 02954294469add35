package intake

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"onedoor/internal/platform/wall"
)

// A receipt number is: prefix + yyyymmdd + serial (six digits, more on a very busy day) + check digit.
// The check digit is ISO 7064 MOD 11,10 over all digits of the number, those of the prefix included; it finds every
// single wrong digit and nearly every swap of neighbours, so a mistyped number is told apart from a wrong query code.
const (
	serialDigits    = 6
	maxPrefix       = 8
	maxNumberLength = maxPrefix + 8 + 12 + 1
)

// errPrefix explains a bad prefix to the operator who wrote it.
var errPrefix = errors.New("intake: the number prefix must be 0 to 8 characters of A–Z and 0–9")

func checkPrefix(prefix string) error {
	if len(prefix) > maxPrefix {
		return errPrefix
	}
	for _, r := range prefix {
		if (r < 'A' || r > 'Z') && (r < '0' || r > '9') {
			return errPrefix
		}
	}
	return nil
}

// FormatNumber writes the receipt number of a serial on the Shanghai day of at.
func FormatNumber(prefix string, at time.Time, serial int64) string {
	body := fmt.Sprintf("%s%08d%0*d", prefix, wall.Day(at), serialDigits, serial)
	return body + string(CheckDigit(body))
}

// CheckDigit computes the ISO 7064 MOD 11,10 check character of the digits in s; other characters do not count.
func CheckDigit(s string) byte {
	return byte('0' + (11-hybrid(s))%10)
}

// hybrid runs the MOD 11,10 recursion over the digits of s and returns the product that waits for the next digit.
func hybrid(s string) int {
	product := 10
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			continue
		}
		sum := (product + int(s[i]-'0')) % 10
		if sum == 0 {
			sum = 10
		}
		product = sum * 2 % 11
	}
	return product
}

// CheckedNumber tells whether the last digit of number is the check digit of what stands before it.
func CheckedNumber(number string) bool {
	if len(number) < 2 || len(number) > maxNumberLength {
		return false
	}
	last := number[len(number)-1]
	return last >= '0' && last <= '9' && CheckDigit(number[:len(number)-1]) == last
}

// NormalNumber brings what a person typed (full-width characters, blanks, dashes, small letters) into the form in
// which numbers are stored.
func NormalNumber(typed string) string {
	return strings.ToUpper(keepAlphanumeric(typed))
}

// keepAlphanumeric folds full-width characters to ASCII and drops everything but letters and digits; it stops at a
// length that no number or code has, so that huge input costs nothing.
func keepAlphanumeric(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			b.WriteByte(byte(r))
		}
		if b.Len() > 64 {
			break
		}
	}
	return b.String()
}
