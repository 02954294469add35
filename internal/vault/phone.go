package vault

import (
	"regexp"
	"strings"
)

// extension is what follows a number to reach a desk behind a switchboard. It
// is no part of the look-up: the line is the same.
var extension = regexp.MustCompile(`(?i)(转|分机|ext\.?|x|#|,|;).*$|^((?:\+?[0-9()\s]*-)?[0-9]{7,8})-[0-9]{1,6}$`)

// NormalisePhone brings a telephone number into the one form that look-ups use,
// or gives "" if it is none: digits only, mainland numbers without country code
// and with their area code, foreign ones with "+" and country code. areaCode,
// "0756", completes a local number.
func NormalisePhone(raw, areaCode string) string {
	if len(raw) > 100 { // no number is that long
		return ""
	}
	if mobile(raw) && strings.Trim(raw, "0123456789") == "" { // as nearly all come, and as the rest ends
		return raw
	}
	text := extension.ReplaceAllString(strings.TrimSpace(narrow(raw)), "$2")
	var digits strings.Builder
	plus := false
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			digits.WriteRune(r)
		case r == '+' && digits.Len() == 0:
			plus = true
		case strings.ContainsRune(" -()._/—–－·\t\u00a0\u3000", r):
		default:
			return ""
		}
	}
	number := digits.String()
	if !plus && strings.HasPrefix(number, "00") {
		plus, number = true, number[2:]
	}
	if plus && !strings.HasPrefix(number, "86") {
		if len(number) < 7 || len(number) > 15 { // ITU-T E.164: 15 at most
			return ""
		}
		return "+" + number
	}
	if national := strings.TrimPrefix(number, "86"); plus || (national != number && mainland(national)) {
		number = national
		if len(number) >= 9 && number[0] != '0' && !mobile(number) {
			number = "0" + number // the area code lost its zero behind +86
		}
	}
	switch {
	case len(number) == 12 && number[0] == '0' && mobile(number[1:]):
		number = number[1:] // dialled as a long-distance call
	case (len(number) == 7 || len(number) == 8) && number[0] >= '2' && number[0] <= '8':
		number = areaCode + number
	}
	if len(number) < 3 || len(number) > 15 || strings.HasPrefix(number, "00") {
		return ""
	}
	return number
}

// mainland tells whether the digits look like a mainland number without its
// country code, so that "86" before them was one.
func mainland(number string) bool {
	return mobile(number) || (len(number) >= 10 && len(number) <= 12 && number[0] == '0')
}

func mobile(number string) bool {
	return len(number) == 11 && number[0] == '1' && number[1] >= '3'
}

// NormaliseIDNumber brings an identity document's number into the one form that
// look-ups use: letters and digits, capitals.
func NormaliseIDNumber(raw string) string {
	var b strings.Builder
	for _, r := range strings.ToUpper(narrow(raw)) {
		if (r >= '0' && r <= '9') || (r >= 'A' && r <= 'Z') {
			b.WriteRune(r)
		}
	}
	if b.Len() < 5 {
		return ""
	}
	return b.String()
}

// narrow turns full-width letters, digits and signs into ASCII.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, s)
}
