package auth

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestHash(t *testing.T) {
	a := &Accounts{}
	for name, weak := range map[string]string{"Empty": "", "Short": "short", "NineCharacters": "密码密码密码密码密", "Login": "ZHANG.SAN.X",
		"OneLetter": strings.Repeat("a", 12), "OneCharacter": strings.Repeat("密", 12), "TooLong": strings.Repeat("长短", 200)} {
		if _, err := a.Hash("zhang.san.x", weak); !errors.Is(err, ErrWeak) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, fine := range []string{"ten letter", "十个汉字也可以当密码", "aaaaaaaaab", strings.Repeat("ab", 256)} {
		hash, err := a.Hash("zhang", fine)
		if err != nil {
			t.Errorf("%q: %v", fine, err)
		}
		if ok, err := CheckPassword(hash, fine); !ok || err != nil {
			t.Errorf("%q: %v %v", fine, ok, err)
		}
	}
}

func TestCheckPassword(t *testing.T) {
	const good = "correct horse battery"
	one, two := HashPassword(good), HashPassword(good)
	if one == two || strings.Contains(one, good) || !strings.HasPrefix(one, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("%s, %s", one, two)
	}
	for _, wrong := range []string{"", good + " ", "Correct horse battery", good + "\x00"} {
		if ok, err := CheckPassword(one, wrong); ok || err != nil {
			t.Errorf("%q: %v %v", wrong, ok, err)
		}
	}
	parts := strings.Split(one, "$")
	other := func(i int, text string) string {
		p := append([]string(nil), parts...)
		p[i] = text
		return strings.Join(p, "$")
	}
	for name, bad := range map[string]string{
		"Empty": "", "Dollars": "$$$$$", "Plain": good, "Bcrypt": "$2a$10$abcdefghijklmnopqrstuv", "Prefix": "x" + one, "Algorithm": other(1, "argon2i"),
		"Version": other(2, "v=16"), "VersionTail": other(2, "v=19x"), "NoVersion": other(2, ""), "Cost": other(3, "m=19456,t=2"), "CostTail": other(3, "m=19456,t=2,p=1,x=1"),
		"CostSign": other(3, "m=+19456,t=2,p=1"), "Negative": other(3, "m=-1,t=2,p=1"), "Greedy": other(3, "m=1048576,t=2,p=1"), "Overflow": other(3, "m=99999999999,t=2,p=1"),
		"Slow": other(3, "m=19456,t=1000,p=1"), "NoTime": other(3, "m=19456,t=0,p=1"), "NoLanes": other(3, "m=19456,t=2,p=0"), "TooManyLanes": other(3, "m=8,t=2,p=4"),
		"Salt": other(4, "!!!"), "NoSalt": other(4, ""), "Key": other(5, "!!!"), "ShortKey": other(5, "AAAA"), "NoKey": other(5, ""), "Tail": one + "$",
	} {
		if ok, err := CheckPassword(bad, good); ok || !errors.Is(err, errHash) {
			t.Errorf("%s %q: %v %v", name, bad, ok, err)
		}
	}
}

// FuzzParseHash holds that a damaged hash is refused, never a crash, and that what is taken is bounded in cost and is
// exactly what was read.
func FuzzParseHash(f *testing.F) {
	f.Add("$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$" + strings.Repeat("A", 43))
	f.Add("$argon2id$v=19$m=99999999999,t=1,p=1$$")
	f.Add("$argon2id$v=19$m=8,t=1,p=1 $c2FsdHNhbHQ$AAAA")
	f.Add("")
	f.Fuzz(func(t *testing.T, phc string) {
		h, err := parseHash(phc)
		if err != nil {
			return
		}
		if h.memory > maxMemory || h.time > 16 || len(h.key) != argonKey || !utf8.ValidString(phc) {
			t.Errorf("%q: %+v", phc, h)
		}
		want := fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$", h.memory, h.time, h.lanes)
		if !strings.HasPrefix(phc, want) || base64.RawStdEncoding.EncodedLen(len(h.salt))+base64.RawStdEncoding.EncodedLen(len(h.key))+1 > len(phc)-len(want) {
			t.Errorf("%q was read as %+v", phc, h)
		}
	})
}
