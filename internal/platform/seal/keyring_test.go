package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestKeyring(t *testing.T) {
	eachSuite(t, func(t *testing.T, name string) {
		path := filepath.Join(t.TempDir(), "master.key")
		first, err := CreateKeyring(path, name, made)
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Fatalf("mode %v, %v, want 0600", info.Mode(), err)
		}
		rec := Record{Kind: "person", ID: 3}
		e, _ := first.Seal(rec, []byte("words"))

		again, err := LoadKeyring(path)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := again.Open(rec, e); err != nil || string(got) != "words" {
			t.Errorf("after loading: %q, %v", got, err)
		}
		if !bytes.Equal(first.Secret("x"), again.Secret("x")) {
			t.Error("loading changed a derived secret")
		}

		rotated, err := RotateKeyring(path, GM, made.AddDate(0, 1, 0))
		if err != nil {
			t.Fatal(err)
		}
		loaded, err := LoadKeyring(path)
		if err != nil {
			t.Fatal(err)
		}
		keys := loaded.Keys()
		if len(keys) != 2 || keys[0].Active || !keys[1].Active || keys[1].Suite != GM || keys[1].ID != rotated.Keys()[1].ID {
			t.Errorf("keys after rotation: %+v", keys)
		}
		if got, err := loaded.Open(rec, e); err != nil || string(got) != "words" {
			t.Errorf("after rotation: %q, %v", got, err)
		}
		if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v after rotation", info.Mode())
		}
		if left, _ := filepath.Glob(path + ".*"); len(left) != 0 {
			t.Errorf("left behind: %v", left)
		}
	})
}

func TestCreateKeyring(t *testing.T) {
	t.Run("Exists", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "master.key")
		if _, err := CreateKeyring(path, Intl, made); err != nil {
			t.Fatal(err)
		}
		before, _ := os.ReadFile(path)
		if _, err := CreateKeyring(path, Intl, made); !errors.Is(err, fs.ErrExist) {
			t.Errorf("a second creation: %v", err)
		}
		if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
			t.Error("the keyring was replaced")
		}
		if left, _ := filepath.Glob(path + ".*"); len(left) != 0 {
			t.Errorf("left behind: %v", left)
		}
	})
	t.Run("UnknownSuite", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "master.key")
		if _, err := CreateKeyring(path, "rot13", made); err == nil {
			t.Error("made a keyring of an unknown suite")
		}
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("a file was left: %v", err)
		}
	})
	t.Run("NoFolder", func(t *testing.T) {
		if _, err := CreateKeyring(filepath.Join(t.TempDir(), "no", "master.key"), Intl, made); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("err = %v", err)
		}
	})
}

func TestLoadKeyring_Refused(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "good.key")
	if _, err := CreateKeyring(good, Intl, made); err != nil {
		t.Fatal(err)
	}
	raw, _ := os.ReadFile(good)
	text := string(raw)
	keyAt := strings.Index(text, `"key": "`) + len(`"key": "`)
	secret := text[keyAt : keyAt+44]
	flipped := "B"
	if secret[0] == 'B' {
		flipped = "C"
	}
	for name, c := range map[string]struct {
		text string
		mode os.FileMode
		want string
	}{
		"GroupReadable":  {text, 0o640, "chmod 600"},
		"WorldReadable":  {text, 0o604, "chmod 600"},
		"GroupWritable":  {text, 0o620, "chmod 600"},
		"Empty":          {"", 0o600, "not a readable keyring"},
		"Cut":            {text[:len(text)/2], 0o600, "not a readable keyring"},
		"NotJSON":        {"hunter2", 0o600, "not a readable keyring"},
		"Trailing":       {text + "{}", 0o600, "more in the file"},
		"UnknownField":   {strings.Replace(text, `"note"`, `"nota"`, 1), 0o600, "not a readable keyring"},
		"OtherFormat":    {strings.Replace(text, "keyring/1", "keyring/9", 1), 0o600, "format"},
		"DamagedKey":     {strings.Replace(text, secret, flipped+secret[1:], 1), 0o600, "does not match its id"},
		"ShortKey":       {strings.Replace(text, secret, "QUJD", 1), 0o600, "32 bytes"},
		"NotBase64":      {strings.Replace(text, secret, "!"+secret[1:], 1), 0o600, "not base64"},
		"NoActive":       {strings.Replace(text, `"active": "`, `"active": "0`, 1), 0o600, "active key"},
		"OtherSuite":     {strings.Replace(text, `"suite": "intl"`, `"suite": "gm"`, 1), 0o600, "does not match its id"},
		"UnknownSuite":   {strings.Replace(text, `"suite": "intl"`, `"suite": "rot13"`, 1), 0o600, "no suite"},
		"NoKeys":         {`{"format":"onedoor-keyring/1"}`, 0o600, "index key"},
		"TooLarge":       {text + strings.Repeat(" ", keyringMax), 0o600, "too large"},
		"HostileKeyText": {strings.Replace(text, secret, strings.Repeat("A", 400), 1), 0o600, "32 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "master.key")
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, c.mode); err != nil {
				t.Fatal(err)
			}
			r, err := LoadKeyring(path)
			if err == nil || r != nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("LoadKeyring = %v, %v; want an error with %q", r, err, c.want)
			}
			if strings.Contains(err.Error(), secret[1:]) {
				t.Error("the error shows the key")
			}
		})
	}
	if _, err := LoadKeyring(filepath.Join(dir, "absent")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("absent file: %v", err)
	}
	if _, err := LoadKeyring(dir); err == nil {
		t.Error("a folder was loaded")
	}
}

func TestRotateKeyring_Interrupted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "master.key")
	if _, err := CreateKeyring(path, Intl, made); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(path)
	if err := os.WriteFile(path+".new", []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := RotateKeyring(path, Intl, made); err == nil || !strings.Contains(err.Error(), "remove that file") {
		t.Errorf("err = %v", err)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("the keyring changed")
	}
}

func TestRing_KeepsKeysOutOfText(t *testing.T) {
	path := filepath.Join(t.TempDir(), "master.key")
	r, err := CreateKeyring(path, Intl, made)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{fmt.Sprint(r), fmt.Sprintf("%+v", r), fmt.Sprintf("%#v", r), r.LogValue().String()} {
		for _, k := range append(r.order, r.index) {
			if strings.Contains(text, fmt.Sprintf("%x", k.material)) || strings.Contains(text, string(k.material)) {
				t.Errorf("%q shows a key", text)
			}
		}
		if !strings.HasPrefix(text, "seal.Ring(") {
			t.Errorf("text = %q", text)
		}
	}
}

// FuzzParseKeyring: no bytes make the parser panic, and what it takes can be
// written and read again.
func FuzzParseKeyring(f *testing.F) {
	r := newRing(f, Intl)
	f.Add(r.encode())
	two, err := r.Rotated(GM, made)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(two.encode())
	f.Add([]byte("{}"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := parseKeyring(raw)
		if err != nil {
			return
		}
		if _, err := parseKeyring(r.encode()); err != nil {
			t.Errorf("a ring that was read cannot be read again: %v", err)
		}
	})
}
