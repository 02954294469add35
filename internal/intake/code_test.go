package intake

import (
	"strings"
	"testing"

	"onedoor/internal/platform/ids"
)

func TestCode(t *testing.T) {
	c := newCodes([]byte("a secret of the test"))
	const number = "ZH202603050001234"
	code := c.of(77, number)

	t.Run("Shape", func(t *testing.T) {
		if len(code) != codeLength || strings.Trim(code, codeAlphabet) != "" {
			t.Fatalf("code %q", code)
		}
		if codeLength*5 < 60 {
			t.Fatal("fewer than 60 bits")
		}
	})
	t.Run("SameAgain", func(t *testing.T) {
		if again := newCodes([]byte("a secret of the test")).of(77, number); again != code {
			t.Fatalf("%s, then %s", code, again)
		}
	})
	t.Run("DependsOnEverything", func(t *testing.T) {
		others := []string{c.of(78, number), c.of(77, "ZH202603050001242"), newCodes([]byte("another")).of(77, number)}
		for _, other := range others {
			if other == code {
				t.Fatal("two requests share a code")
			}
		}
	})
	t.Run("Matches", func(t *testing.T) {
		stored := c.hashed(number, code)
		if strings.Contains(string(stored), code) {
			t.Fatal("stored in the clear")
		}
		if !c.matches(number, code, stored) {
			t.Fatal("right code refused")
		}
		if c.matches(number, code[1:]+code[:1], stored) || c.matches("other", code, stored) || c.matches(number, code, nil) {
			t.Fatal("wrong code accepted")
		}
	})
	t.Run("Spread", func(t *testing.T) {
		seen := map[string]bool{}
		var letters [256]int
		for i := range 2000 {
			code := c.of(ids.ID(i+1), number)
			if seen[code] {
				t.Fatal("repeated")
			}
			seen[code] = true
			for j := range code {
				letters[code[j]]++
			}
		}
		for i := range codeAlphabet { // 26,000 characters over 32 letters: 812 each
			if n := letters[codeAlphabet[i]]; n < 600 || n > 1050 {
				t.Errorf("%c occurs %d times", codeAlphabet[i], n)
			}
		}
	})
}

func TestNormalCode(t *testing.T) {
	const code = "0123456789ABC"
	for _, typed := range []string{code, "0123-45678-9ABC", " o123 45678 9abc ", "０１２３－４５６７８－９ＡＢＣ", "OI23-45678-9abc", "OL23456789ABC", GroupCode(code)} {
		if got := NormalCode(typed); got != code {
			t.Errorf("%q → %q", typed, got)
		}
	}
	for _, typed := range []string{"", "0123", "0123456789ABCD", "0123456789ABU", strings.Repeat("0", 1<<20), "查询码"} {
		if got := NormalCode(typed); got != "" {
			t.Errorf("%.20q → %q, want refusal", typed, got)
		}
	}
}
