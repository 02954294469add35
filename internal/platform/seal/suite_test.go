package seal

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/emmansun/gmsm/sm4"
)

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func mustSuite(t testing.TB, name string) *suite {
	t.Helper()
	s, err := suiteByName(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Known answers printed in the public standards.
func TestKnownAnswers(t *testing.T) {
	long := "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
	hashes := []struct{ name, suite, text, want string }{
		{"GB/T 32905 example 1", GM, "abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"},
		{"GB/T 32905 example 2", GM, strings.Repeat("abcd", 16), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"},
		{"FIPS 180-4 abc", Intl, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{"FIPS 180-4 two blocks", Intl, long, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
	}
	for _, c := range hashes {
		t.Run("Hash/"+c.name, func(t *testing.T) {
			h := mustSuite(t, c.suite).Hash()
			h.Write([]byte(c.text))
			if got := hex.EncodeToString(h.Sum(nil)); got != c.want {
				t.Errorf("hash = %s, want %s", got, c.want)
			}
		})
	}
	macs := []struct{ name, suite, key, data, want string }{
		{"RFC 4231 case 1", Intl, strings.Repeat("0b", 20), hex.EncodeToString([]byte("Hi There")),
			"b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
		{"RFC 4231 case 2", Intl, hex.EncodeToString([]byte("Jefe")), hex.EncodeToString([]byte("what do ya want for nothing?")),
			"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
		{"RFC 4231 case 6, long key", Intl, strings.Repeat("aa", 131), hex.EncodeToString([]byte("Test Using Larger Than Block-Size Key - Hash Key First")),
			"60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
		{"GM/T 0042 HMAC-SM3 1", GM, "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20", hex.EncodeToString([]byte(long + long)),
			"ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a"},
		{"GM/T 0042 HMAC-SM3 2", GM, "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425", strings.Repeat("cd", 50),
			"220bf579ded555393f0159f66c99877822a3ecf610d1552154b41d44b94db3ae"},
	}
	for _, c := range macs {
		t.Run("MAC/"+c.name, func(t *testing.T) {
			got := mustSuite(t, c.suite).MAC(unhex(t, c.key), unhex(t, c.data))
			if want := unhex(t, c.want); !bytes.Equal(got, want) {
				t.Errorf("mac = %x, want %x", got, want)
			}
		})
	}
	aeads := []struct{ name, suite, key, nonce, aad, plain, want string }{
		{"RFC 8998 SM4-GCM", GM, "0123456789abcdeffedcba9876543210", "00001234567800000000abcd",
			"feedfacedeadbeeffeedfacedeadbeefabaddad2",
			"aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccddddddddddddddddeeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
			"17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d" +
				"83de3541e4c2b58177e065a9bf7b62ec"},
		{"GCM specification case 13", Intl, strings.Repeat("00", 32), strings.Repeat("00", 12), "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
		{"GCM specification case 14", Intl, strings.Repeat("00", 32), strings.Repeat("00", 12), "", strings.Repeat("00", 16),
			"cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"},
	}
	for _, c := range aeads {
		t.Run("AEAD/"+c.name, func(t *testing.T) {
			a, err := mustSuite(t, c.suite).AEAD(unhex(t, c.key))
			if err != nil {
				t.Fatal(err)
			}
			got := a.Seal(nil, unhex(t, c.nonce), unhex(t, c.plain), unhex(t, c.aad))
			if want := unhex(t, c.want); !bytes.Equal(got, want) {
				t.Errorf("sealed = %x, want %x", got, want)
			}
		})
	}
	t.Run("Block/GB/T 32907 example 1", func(t *testing.T) {
		key := unhex(t, "0123456789abcdeffedcba9876543210")
		b, err := sm4.NewCipher(key)
		if err != nil {
			t.Fatal(err)
		}
		got := make([]byte, 16)
		b.Encrypt(got, key)
		if want := unhex(t, "681edf34d206965e86b3e94f536e4246"); !bytes.Equal(got, want) {
			t.Errorf("block = %x, want %x", got, want)
		}
	})
	t.Run("Block/GB/T 32907 example 2, a million rounds", func(t *testing.T) {
		key := unhex(t, "0123456789abcdeffedcba9876543210")
		b, err := sm4.NewCipher(key)
		if err != nil {
			t.Fatal(err)
		}
		got := bytes.Clone(key)
		for range 1_000_000 {
			b.Encrypt(got, got)
		}
		if want := unhex(t, "595298c7c6fd271f0402f804c33d3f66"); !bytes.Equal(got, want) {
			t.Errorf("block = %x, want %x", got, want)
		}
	})
}

func TestByName(t *testing.T) {
	for _, name := range SuiteNames() {
		s, err := ByName(name)
		if err != nil || s.Name() != name || s.Hash().Size() != 32 {
			t.Errorf("ByName(%q) = %v, %v", name, s, err)
		}
		for _, n := range []int{0, 1, s.KeySize() - 1, s.KeySize() + 1, 64} {
			if _, err := s.AEAD(make([]byte, n)); err == nil {
				t.Errorf("%s: a key of %d bytes was taken", name, n)
			}
		}
	}
	if s, err := ByName("des"); err == nil || s != nil {
		t.Errorf("ByName(des) = %v, %v, want an error", s, err)
	}
}
