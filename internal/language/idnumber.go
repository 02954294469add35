package language

import (
	"strings"
	"time"
)

// ValidIDNumber reports whether s is a resident identity number of 18 digits
// (GB 11643): a province that exists, a day of birth that exists, and the
// check digit of ISO 7064 MOD 11-2. An x may be small; s is otherwise taken as
// it is, without spaces.
func ValidIDNumber(s string) bool {
	return plausibleIDNumber(s) && IDCheckDigit(s[:17]) == upperX(s[17])
}

// IDCheckDigit returns the check digit of 17 digits by ISO 7064 MOD 11-2:
// '0'…'9' or 'X'; 0 if s is not 17 digits.
func IDCheckDigit(s string) byte {
	if len(s) != 17 {
		return 0
	}
	sum := 0
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0
		}
		sum = (sum + int(c-'0')) * 2 % 11
	}
	return "0123456789X"[(12-sum)%11]
}

// provinces are the first two digits of identity numbers in use (GB/T 2260;
// 81–83 are residence permits of Hong Kong, Macau and Taiwan people, 91 those
// of foreigners).
const provinces = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91"

// plausibleIDNumber is ValidIDNumber without the check digit.
func plausibleIDNumber(s string) bool {
	if len(s) != 18 || !strings.Contains(provinces, s[:2]) {
		return false
	}
	for i := range 17 {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	if last := upperX(s[17]); last != 'X' && (last < '0' || last > '9') {
		return false
	}
	century := s[6:8]
	if _, err := time.Parse("20060102", s[6:14]); err != nil {
		return false
	}
	return century == "18" || century == "19" || century == "20"
}

func upperX(c byte) byte {
	if c == 'x' {
		return 'X'
	}
	return c
}

// luhn reports whether digits end in their Luhn check digit (ISO/IEC 7812-1).
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i]) - '0'
		if d < 0 || d > 9 {
			return false
		}
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0 && digits != ""
}
