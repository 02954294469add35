package directory

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of a password, in characters. The upper one bounds the work of hashing.
const (
	PasswordLeast = 10
	PasswordMost  = 128
)

// CheckPassword applies the password policy: length counts, not mixtures of signs (a long sentence is a good
// password), but it must not be the sign-in name or a few characters repeated.
func CheckPassword(login, password string) error {
	n := utf8.RuneCountInString(password)
	switch {
	case n < PasswordLeast:
		return ErrPasswordShort
	case n > PasswordMost:
		return ErrPasswordLong
	case !utf8.ValidString(password) || strings.ContainsFunc(password, unicode.IsControl):
		return ErrPasswordText
	case login != "" && strings.ReplaceAll(strings.ToLower(password), strings.ToLower(login), "") == "":
		return ErrPasswordIsLogin // repeated logins as well
	}
	distinct := map[rune]bool{}
	for _, r := range password {
		distinct[r] = true
	}
	if len(distinct) < 4 {
		return ErrPasswordSimple
	}
	return nil
}
