package intake

import (
	"strings"

	"onedoor/internal/vault"
)

// maxPhone is the longest text that a telephone number is looked for in, in characters: as much as the vault keeps.
const maxPhone = 32

// phoneShape tells whether a text is a telephone number that somebody here can have. The vault knows how numbers are
// written; on top of that a mobile number has 11 digits and a second one from 3 to 9, a number with an area code has
// 10 to 12, and an extension is digits.
func phoneShape(typed string) bool {
	if len(typed) > 4*maxPhone {
		return false
	}
	number := vault.NormalisePhone(typed, "")
	switch {
	case number == "":
		return false
	case number[0] == '+':
		return true
	case number[0] == '0':
		return len(number) >= 10 && len(number) <= 12
	case number[0] == '1' && len(number) == 11:
		return number[1] >= '3'
	case number[0] == '1' && number[1] >= '3' && (len(number) == 10 || len(number) == 12):
		return false
	}
	return !strings.ContainsAny(typed, "\x00")
}
